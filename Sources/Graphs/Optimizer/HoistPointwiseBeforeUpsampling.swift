/// Moves a 1x1 convolution before the bilinear upsampling that it reads: both are linear, one works
/// on channels and the other on pixels, and the upsampling's weights add up to 1, so that the bias
/// commutes too. An activation stays behind as an `Activate`.
///
/// Done only where it saves work, and where the upsampled picture is used by nothing else. Exact
/// but for rounding.
public final class HoistPointwiseBeforeUpsampling: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      // A convolution may pass several resizes, one after the other.
      var position: Int? = index
      while let current = position { position = hoist(current, in: &editor) }
    }
    return try editor.graph()
  }

  /// Moves the convolution at an index; gives its new index, or nil where it stays.
  private func hoist(_ index: Int, in editor: inout GraphEditor) -> Int? {
    guard let node = editor.node(at: index),
      var convolution = node.operation(as: Convolution2D.self),
      isPointwise(node, convolution, in: editor),
      let resized = node.inputs[0], editor.hasSingleUse(resized),
      let resize = editor.producer(of: resized),
      resize.node.operation(as: ResizeBilinear.self) != nil,
      let source = resize.node.inputs[0]
    else { return nil }
    let output = node.outputs[0]
    let activation = convolution.epilogue.activation
    let (small, large) = (editor[source].shape, editor[output].shape)
    guard savesWork(from: small, to: large, hasActivation: activation != .none) else { return nil }

    convolution.epilogue = Epilogue()
    let shape = Shape([small[0], small[1], small[2], large[3]])
    let hoisted = editor.add(like: output, shape)
    let upsampled = activation == .none ? output : editor.add(like: output, large)
    editor.replace(
      resize.index,
      with: Node(convolution, inputs: [source] + node.inputs.dropFirst(), outputs: [hoisted]))
    editor.replace(
      index, with: Node(resize.node.operation, inputs: [hoisted], outputs: [upsampled]))
    if activation != .none {
      editor.insert(
        Node(Activate(activation: activation), inputs: [upsampled], outputs: [output]),
        after: index)
    }
    return resize.index
  }

  /// One constant weight matrix for every pixel, and nothing added that differs between pixels.
  private func isPointwise(
    _ node: Node, _ convolution: Convolution2D, in editor: GraphEditor
  ) -> Bool {
    guard convolution.stride == .one, !convolution.epilogue.addsResidual,
      !convolution.scalesInput, let filter = node.inputs[1],
      editor[filter].constant != nil, editor[filter].shape[1] == 1, editor[filter].shape[2] == 1
    else { return false }
    return node.inputs.dropFirst(2).allSatisfy { $0.map { editor[$0].constant != nil } ?? true }
  }

  /// Counts operations: 4 an interpolated element, 1 an activated one. In floating point, where
  /// nothing overflows.
  private func savesWork(from small: Shape, to large: Shape, hasActivation: Bool) -> Bool {
    let inputPixels = Double(small[1]) * Double(small[2])
    let outputPixels = Double(large[1]) * Double(large[2])
    guard inputPixels < outputPixels else { return false }
    let (inputChannels, outputChannels) = (Double(small[3]), Double(large[3]))
    let weights = inputChannels * outputChannels
    let present = outputPixels * (weights + 4 * inputChannels)
    let hoisted =
      inputPixels * weights + outputPixels * outputChannels * (hasActivation ? 5 : 4)
    return hoisted < present
  }
}
