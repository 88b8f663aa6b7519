/// TFLite's operators as loops. Attributes come from files: what does not fit the input is refused by the
/// operator's rule, what would take memory first by an error here.
extension Rearrange {
  /// One loop a dimension of `shape`, each over an axis of its own.
  private static func loops(over shape: Shape) -> [Loop] {
    shape.dimensions.enumerated().map { Loop($1, Term(axis: $0)) }
  }

  /// Turns of a loop with a table: where another size is 0, a file could ask for any number.
  private static let largestTable = 1 << 24

  private static func zeros(_ shape: Shape) -> [Int] { [Int](repeating: 0, count: shape.rank) }

  /// `TRANSPOSE`: dimension i of the output is dimension `permutation[i]` of the input, each once.
  public static func transposing(
    _ shape: Shape, _ permutation: [Int]
  ) throws(OperatorError) -> Rearrange {
    guard permutation.sorted() == Array(shape.dimensions.indices) else {
      throw .attribute(
        name: "permutation", expected: "each axis of \(shape) once", found: "\(permutation)")
    }
    return Rearrange(
      "TRANSPOSE", start: zeros(shape),
      loops: permutation.map { Loop(shape[$0], Term(axis: $0)) },
      shape: Shape(permutation.map { shape[$0] }))
  }

  /// A part of a tensor: from `begin`, `sizes` elements `strides` apart, along each axis; `output` is the
  /// shape that this gives, without axes that are dropped and with new ones of size 1.
  public static func slicing(
    _ label: String, begin: [Int], sizes: [Int], strides: [Int]? = nil, output: [Int]
  ) throws(OperatorError) -> Rearrange {
    Rearrange(
      label, start: begin,
      loops: sizes.indices.map { Loop(sizes[$0], Term(axis: $0, step: strides?[$0] ?? 1)) },
      shape: try .output(output))
  }

  /// `REVERSE_V2`: some axes backwards.
  public static func reversing(_ shape: Shape, axes: Set<Int>) -> Rearrange {
    Rearrange(
      "REVERSE_V2",
      start: shape.dimensions.indices.map { axes.contains($0) ? max(0, shape[$0] - 1) : 0 },
      loops: shape.dimensions.indices.map {
        Loop(shape[$0], Term(axis: $0, step: axes.contains($0) ? -1 : 1))
      }, shape: shape)
  }

  /// `TILE`: the tensor `multiples` times along each axis.
  public static func tiling(
    _ shape: Shape, _ multiples: [Int]
  ) throws(OperatorError) -> Rearrange {
    guard multiples.count == shape.rank, multiples.allSatisfy({ $0 >= 0 }) else {
      throw .attribute(
        name: "multiples", expected: "\(shape.rank), none negative", found: "\(multiples)")
    }
    var sizes: [Int] = []
    for (size, multiple) in zip(shape.dimensions, multiples) {
      sizes.append(saturatingProduct(size, multiple))
    }
    return Rearrange(
      "TILE", start: zeros(shape),
      loops: shape.dimensions.indices.flatMap {
        [Loop(multiples[$0]), Loop(shape[$0], Term(axis: $0))]
      }, shape: try .output(sizes))
  }

  /// `BROADCAST_TO`, `FILL`: axes of size 1, and missing ones in front, repeated.
  public static func broadcasting(
    _ label: String, _ shape: Shape, to target: Shape
  ) throws(OperatorError) -> Rearrange {
    guard shape.rank <= target.rank, shape.broadcast(with: target) == target else {
      throw .shape(input: "input", expected: "one that broadcasts to \(target)", found: shape)
    }
    let added = target.rank - shape.rank
    return Rearrange(
      label, start: zeros(shape),
      loops: target.dimensions.indices.map { axis in
        axis < added || shape[axis - added] == 1
          ? Loop(target[axis]) : Loop(target[axis], Term(axis: axis - added))
      }, shape: target)
  }

  /// `DEPTH_TO_SPACE`: channels `[blockRow, blockColumn, channel]` become blocks of pixels.
  public static func depthToSpace(_ shape: Shape, block: Int) throws(OperatorError) -> Rearrange {
    try checkPicture(shape, block)
    guard shape[3] % (block * block) == 0 else {
      throw .shape(
        input: "input", expected: "a multiple of \(block * block) channels", found: shape)
    }
    let channels = shape[3] / (block * block)
    return Rearrange(
      "DEPTH_TO_SPACE", start: zeros(shape),
      loops: [
        Loop(shape[0], Term(axis: 0)), Loop(shape[1], Term(axis: 1)),
        Loop(block, Term(axis: 3, step: block * channels)), Loop(shape[2], Term(axis: 2)),
        Loop(block, Term(axis: 3, step: channels)), Loop(channels, Term(axis: 3)),
      ],
      shape: try .output([
        shape[0], saturatingProduct(shape[1], block), saturatingProduct(shape[2], block), channels,
      ]))
  }

  /// `SPACE_TO_DEPTH`: blocks of pixels become channels `[blockRow, blockColumn, channel]`.
  public static func spaceToDepth(_ shape: Shape, block: Int) throws(OperatorError) -> Rearrange {
    try checkPicture(shape, block)
    guard shape[1] % block == 0, shape[2] % block == 0 else {
      throw .shape(
        input: "input", expected: "height and width in multiples of \(block)", found: shape)
    }
    return Rearrange(
      "SPACE_TO_DEPTH", start: zeros(shape),
      loops: [
        Loop(shape[0], Term(axis: 0)), Loop(shape[1] / block, Term(axis: 1, step: block)),
        Loop(shape[2] / block, Term(axis: 2, step: block)), Loop(block, Term(axis: 1)),
        Loop(block, Term(axis: 2)), Loop(shape[3], Term(axis: 3)),
      ],
      shape: try .output([
        shape[0], shape[1] / block, shape[2] / block, saturatingProduct(shape[3], block, block),
      ]))
  }

  private static func checkPicture(_ shape: Shape, _ block: Int) throws(OperatorError) {
    guard shape.rank == 4 else {
      throw .shape(input: "input", expected: "[batch, height, width, channels]", found: shape)
    }
    guard (1...(1 << 15)).contains(block) else {
      throw .attribute(name: "block size", expected: "from 1 to \(1 << 15)", found: "\(block)")
    }
  }

  /// `SPACE_TO_BATCH_ND`, behind its padding: axes 1 ... of blocks go to the front of the batch.
  public static func spaceToBatch(
    _ shape: Shape, blocks: [Int]
  ) throws(OperatorError) -> Rearrange {
    try checkBlocks(shape, blocks)
    for (index, block) in blocks.enumerated() where shape[index + 1] % block != 0 {
      throw .shape(
        input: "padded input", expected: "axis \(index + 1) in multiples of \(block)", found: shape)
    }
    let space = shape.dimensions[1..<(blocks.count + 1)]
    let rest = shape.dimensions.indices.dropFirst(blocks.count + 1)
    let batch = saturatingProduct(of: blocks + [shape[0]])
    return Rearrange(
      "SPACE_TO_BATCH_ND", start: zeros(shape),
      loops: blocks.indices.map { Loop(blocks[$0], Term(axis: $0 + 1)) }
        + [Loop(shape[0], Term(axis: 0))]
        + blocks.indices.map {
          Loop(shape[$0 + 1] / blocks[$0], Term(axis: $0 + 1, step: blocks[$0]))
        } + rest.map { Loop(shape[$0], Term(axis: $0)) },
      shape: try .output(
        [batch] + zip(space, blocks).map { $0 / $1 } + rest.map { shape[$0] }))
  }

  /// `BATCH_TO_SPACE_ND`: the front of the batch becomes blocks along axes 1 ..., of whose ends some
  /// elements are cropped.
  public static func batchToSpace(
    _ shape: Shape, blocks: [Int], crops: [(before: Int, after: Int)]
  ) throws(OperatorError) -> Rearrange {
    try checkBlocks(shape, blocks)
    let product = saturatingProduct(of: blocks)
    guard shape[0] % product == 0, crops.count == blocks.count else {
      throw .shape(input: "input", expected: "a batch of a multiple of \(product)", found: shape)
    }
    let batch = shape[0] / product
    var loops = [Loop(batch, Term(axis: 0))]
    var sizes = [batch]
    var images = shape[0]
    for (index, block) in blocks.enumerated() {
      let whole = saturatingProduct(shape[index + 1], block)
      let crop = crops[index]
      guard crop.before >= 0, crop.after >= 0, crop.before <= whole,
        crop.after <= whole - crop.before, whole <= largestTable
      else {
        throw .attribute(
          name: "crops", expected: "within \(whole)", found: "\(crop.before) and \(crop.after)")
      }
      images /= block
      let places = crop.before..<(whole - crop.after)
      let stride = images
      loops.append(
        Loop(
          places.count, Term(axis: index + 1, table: places.map { $0 / block }),
          Term(axis: 0, table: places.map { $0 % block * stride })))
      sizes.append(places.count)
    }
    let rest = shape.dimensions.indices.dropFirst(blocks.count + 1)
    return Rearrange(
      "BATCH_TO_SPACE_ND", start: zeros(shape),
      loops: loops + rest.map { Loop(shape[$0], Term(axis: $0)) },
      shape: try .output(sizes + rest.map { shape[$0] }))
  }

  private static func checkBlocks(_ shape: Shape, _ blocks: [Int]) throws(OperatorError) {
    guard !blocks.isEmpty, shape.rank > blocks.count else {
      throw .shape(input: "input", expected: "more than \(blocks.count) dimensions", found: shape)
    }
    guard blocks.allSatisfy({ (1...(1 << 15)).contains($0) }) else {
      throw .attribute(name: "block sizes", expected: "from 1 to \(1 << 15)", found: "\(blocks)")
    }
  }

  /// `MIRROR_PAD`: reflections of the tensor around it, which repeat the outermost elements if
  /// `isSymmetric`.
  public static func mirroring(
    _ shape: Shape, paddings: [(before: Int, after: Int)], isSymmetric: Bool
  ) throws(OperatorError) -> Rearrange {
    var loops: [Loop] = []
    for (axis, size) in shape.dimensions.enumerated() {
      let padding = paddings[axis]
      let limit = isSymmetric ? size : max(0, size - 1)
      guard (0...limit).contains(padding.before), (0...limit).contains(padding.after) else {
        throw .attribute(
          name: "paddings of axis \(axis)", expected: "from 0 to \(limit)",
          found: "\(padding.before) and \(padding.after)")
      }
      if padding.before == 0 && padding.after == 0 {
        loops.append(Loop(size, Term(axis: axis)))
        continue
      }
      guard size <= largestTable else {
        throw .shape(
          input: "input", expected: "at most \(largestTable) along axis \(axis)", found: shape)
      }
      let shift = isSymmetric ? 1 : 0
      let table = (-padding.before..<(size + padding.after)).map { place in
        place < 0
          ? -place - shift : place >= size ? 2 * (size - 1) - place + shift : place
      }
      loops.append(Loop(table.count, Term(axis: axis, table: table)))
    }
    return Rearrange(
      "MIRROR_PAD", start: zeros(shape), loops: loops, shape: try .output(loops.map { $0.size }))
  }

  /// `GATHER` of constant indices: in the place of the axis come the dimensions of
  /// the indices.
  public static func gathering(
    _ shape: Shape, axis: Int, indices: [Int], of indexShape: Shape
  ) throws(OperatorError) -> Rearrange {
    var loops = loops(over: shape)
    loops[axis] = Loop(indices.count, Term(axis: axis, table: indices))
    return Rearrange(
      "GATHER", start: zeros(shape), loops: loops,
      shape: try .output(
        shape.dimensions[..<axis] + indexShape.dimensions + shape.dimensions[(axis + 1)...]))
  }

  /// `RESIZE_NEAREST_NEIGHBOR` of a picture.
  ///
  /// Source: TFLite's reference kernel: position = o * scale, with half-pixel centers (o + 1/2) * scale,
  /// cut to a whole number, or with aligned corners rounded to one.
  public static func resizing(
    _ shape: Shape, to size: Extent2D, alignsCorners: Bool, hasHalfPixelCenters: Bool
  ) throws(OperatorError) -> Rearrange {
    guard shape.rank == 4, !shape.dimensions.dropFirst().contains(0) else {
      throw .shape(
        input: "input", expected: "[batch, height, width, channels], none 0", found: shape)
    }
    func table(_ input: Int, _ output: Int) -> [Int] {
      let scale =
        alignsCorners && output > 1
        ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
      return (0..<output).map { index in
        let position = (Float(index) + (hasHalfPixelCenters ? 0.5 : 0)) * scale
        let nearest = position.rounded(alignsCorners ? .toNearestOrAwayFromZero : .down)
        return max(0, min(input - 1, Int(nearest)))
      }
    }
    return Rearrange(
      "RESIZE_NEAREST_NEIGHBOR", start: zeros(shape),
      loops: [
        Loop(shape[0], Term(axis: 0)),
        Loop(size.height, Term(axis: 1, table: table(shape[1], size.height))),
        Loop(size.width, Term(axis: 2, table: table(shape[2], size.width))),
        Loop(shape[3], Term(axis: 3)),
      ], shape: try .output([shape[0], size.height, size.width, shape[3]]))
  }
}
