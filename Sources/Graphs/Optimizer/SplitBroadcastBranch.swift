/// Takes a picture that is the same at every pixel out of what a 1x1 convolution reads:
/// conv([x, broadcast(p)]) = conv_x(x) + broadcast(conv_p(p)), where [] joins channels and p is one
/// pixel an image that a `ResizeBilinear` spreads. The convolution of p becomes the residual of that
/// of x (see `Epilogue`), and the activation the final one. This is the image-pooling branch of
/// DeepLabv3 (Chen and others 2017, "Rethinking Atrous Convolution for Semantic Image
/// Segmentation").
///
/// Done only where nothing else reads the joined picture, and for activations that kernels apply
/// after a residual. Exact but for rounding.
public final class SplitBroadcastBranch: GraphPass {
  /// Bytes of weights that the pass may allocate in one graph; convolutions beyond it are left as
  /// they are. A small file may use one buffer in many convolutions.
  public let byteCountLimit: Int

  /// The pass.
  public init(byteCountLimit: Int = 1 << 30) { self.byteCountLimit = byteCountLimit }

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    var remaining = byteCountLimit
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index),
        var convolution = node.operation(as: Convolution2D.self),
        isSplittable(convolution), let joined = node.inputs[0], let filter = node.inputs[1],
        let weights = editor[filter].constant, editor[filter].shape[1] == 1,
        editor[filter].shape[2] == 1, weights.byteCount <= remaining,
        editor.hasSingleUse(joined), let concatenation = editor.producer(of: joined),
        let parts = concatenation.node.joinedPictures(in: editor)
      else { continue }
      let (pictures, pixels) = split(parts, in: editor)
      guard !pictures.isEmpty, !pixels.isEmpty else { continue }
      remaining -= weights.byteCount

      // Everything new but the convolution itself goes where the concatenation was.
      editor.remove(concatenation.index)
      let picture = join(pictures, after: concatenation.index, in: &editor)
      let pixel = join(pixels, after: concatenation.index, in: &editor)
      let outputShape = editor[node.outputs[0]].shape
      let residual = editor.add(
        like: node.outputs[0], Shape([outputShape[0], 1, 1, outputShape[3]]))
      let pixelFilter = slice(filter, weights, pixels, in: &editor)
      editor.insert(
        Node(Convolution2D(), inputs: [pixel, pixelFilter], outputs: [residual]),
        after: concatenation.index)

      convolution.epilogue = Epilogue(
        addsResidual: true, finalActivation: convolution.epilogue.activation)
      let bias = node.inputs.count > 2 ? node.inputs[2] : nil
      let pictureFilter = slice(filter, weights, pictures, in: &editor)
      editor.replace(
        index,
        with: Node(
          convolution, inputs: [picture, pictureFilter, bias, residual], outputs: node.outputs))
    }
    return try editor.graph()
  }

  private func isSplittable(_ convolution: Convolution2D) -> Bool {
    convolution.stride == .one && !convolution.scalesInput && !convolution.epilogue.addsResidual
      && [.none, .relu, .relu6, .reluN1To1].contains(convolution.epilogue.activation)
  }

  /// One part of what a convolution reads.
  private struct Part {
    /// The picture, or the pixel that it is made of.
    let value: ValueID
    /// Its channels among those of all parts.
    let channels: Range<Int>
  }

  /// The parts that differ from pixel to pixel, and those that do not.
  private func split(
    _ parts: [ValueID], in editor: GraphEditor
  ) -> (pictures: [Part], pixels: [Part]) {
    var (pictures, pixels): ([Part], [Part]) = ([], [])
    var channel = 0
    for part in parts {
      let shape = editor[part].shape
      let channels = channel..<(channel + shape[3])
      channel = channels.upperBound
      if let resize = editor.producer(of: part)?.node, let source = resize.inputs[0],
        resize.operation(as: ResizeBilinear.self) != nil, editor[source].shape[1] == 1,
        editor[source].shape[2] == 1, editor[source].shape != shape
      {
        pixels.append(Part(value: source, channels: channels))
      } else {
        pictures.append(Part(value: part, channels: channels))
      }
    }
    return (pictures, pixels)
  }

  /// The parts as one value.
  private func join(_ parts: [Part], after index: Int, in editor: inout GraphEditor) -> ValueID {
    guard parts.count > 1 else { return parts[0].value }
    let first = parts[0].value
    let channelCount = parts.reduce(0) { $0 + $1.channels.count }
    let joined = editor.add(
      like: first, Shape(editor[first].shape.dimensions.dropLast() + [channelCount]))
    editor.insert(
      Node(Concatenation(axis: 3), inputs: parts.map { $0.value }, outputs: [joined]), after: index)
    return joined
  }

  /// The weights of some input channels of a 1x1 filter.
  private func slice(
    _ filter: ValueID, _ weights: Constant, _ parts: [Part], in editor: inout GraphEditor
  ) -> ValueID {
    let shape = editor[filter].shape
    let channelCount = parts.reduce(0) { $0 + $1.channels.count }
    let size = editor[filter].elementType.byteCount
    let sliced = weights.withBytes { bytes in
      var sliced: [UInt8] = []
      sliced.reserveCapacity(shape[0] * channelCount * size)
      for row in 0..<shape[0] {
        for part in parts {
          let start = (row * shape[3] + part.channels.lowerBound) * size
          sliced += bytes[start..<(start + part.channels.count * size)]
        }
      }
      return sliced
    }
    let slice = editor.add(like: filter, Shape([shape[0], 1, 1, channelCount]))
    editor.setConstant(Constant(bytes: sliced, range: 0..<sliced.count), of: slice)
    return slice
  }
}
