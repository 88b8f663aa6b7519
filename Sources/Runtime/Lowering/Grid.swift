import Graphs
import KernelInterface
import Memory

/// A tensor's elements as a grid of its own dimensions, with strides in elements.
struct Grid {
  /// Buffer and element type.
  let view: TensorView
  /// Elements from the buffer's start to the first element.
  var offset: Int
  var sizes: [Int]
  var strides: [Int]

  var elementCount: Int { sizes.reduce(1, *) }

  /// The elements of a tensor of a shape.
  init(_ view: TensorView, _ shape: Shape) {
    self.view = view
    offset = view.offset
    sizes = shape.dimensions
    strides = view.strides(of: shape)
  }

  /// `count` elements along an axis, from one on.
  func part(_ axis: Int, from start: Int, count: Int) -> Grid {
    var part = self
    part.offset += start * strides[axis]
    part.sizes[axis] = count
    return part
  }

  /// The grid without an axis, at a place along it.
  func slice(_ axis: Int, at place: Int) -> Grid {
    var slice = part(axis, from: place, count: 1)
    slice.sizes.remove(at: axis)
    slice.strides.remove(at: axis)
    return slice
  }

  /// One element, a 1-element tensor's, at every place of another grid.
  static func repeating(_ view: TensorView, like other: Grid) -> Grid {
    var grid = Grid(view, Shape([]))
    grid.sizes = other.sizes
    grid.strides = other.sizes.map { _ in 0 }
    return grid
  }
}

extension TensorView {
  /// The stride of each dimension of a tensor of a shape. A tensor of more than four has no gaps.
  func strides(of shape: Shape) -> [Int] {
    if shape.rank <= 4 {
      return Array([imageStride, rowStride, pixelStride, 1].suffix(shape.rank))
    }
    var strides: [Int] = []
    var next = 1
    for size in shape.dimensions.reversed() {
      strides.append(next)
      next *= size
    }
    return strides.reversed()
  }
}

extension PlanBuilder {
  /// The elements of a value.
  mutating func grid(_ id: ValueID) throws(PlanError) -> Grid {
    Grid(try view(id), graph[id].shape)
  }

  /// Appends a copy of a grid to another of the same sizes and element size.
  mutating func appendCopy(from input: Grid, to output: Grid, operation: String) {
    appendRearrangement(
      output.sizes.indices.map {
        RearrangeStep.Dimension(
          size: output.sizes[$0], input: input.strides[$0], output: output.strides[$0])
      }, from: input, to: output, clearsMargins: false, operation: operation)
  }

  /// Appends a step over loops from one grid's first element and to another's.
  mutating func appendRearrangement(
    _ dimensions: [RearrangeStep.Dimension], from input: Grid, to output: Grid,
    clearsMargins: Bool, operation: String
  ) {
    guard dimensions.allSatisfy({ $0.size > 0 }) else { return }
    let merged = RearrangeStep.merged(dimensions)
    let step = RearrangeStep(
      input: input.view, inputOffset: input.offset, output: output.view,
      outputOffset: output.offset, dimensions: merged, clearsMargins: clearsMargins)
    append(
      step, operation: operation, kernelNames: [],
      grain: max(1, 2048 / (merged.last?.size ?? 1)), reads: [input.view], writes: [output.view])
  }

  /// Lets `body` append steps that write a value without gaps, and copies it where it has any.
  mutating func writeDense(
    _ id: ValueID, operation: String,
    _ body: (inout PlanBuilder, TensorView) throws(PlanError) -> Void
  ) throws(PlanError) {
    let output = try view(id)
    guard !output.isDense || !output.margins.isEmpty else { return try body(&self, output) }
    let dense = try temporary(
      output.elementType, batch: output.batch, height: output.height, width: output.width,
      channels: output.channels)
    try body(&self, dense)
    try appendElementwise(.activate, operation: operation, a: dense, output: output)
  }

  /// Bytes of one value of an element type, zeros, as a constant of the plan.
  mutating func zero(_ elementType: ElementType) throws(PlanError) -> TensorView {
    let bytes = [UInt8](repeating: 0, count: elementType.byteCount)
    return try constant(
      Constant(bytes: bytes, range: 0..<bytes.count), TensorType(elementType, Shape([])))
  }
}
