import Graphs
import KernelInterface
import Memory

/// Loops over elements of a grid that are reduced to one.
struct ReducedElements: Sendable {
  /// Sizes and strides of the axes that stay.
  let kept: [(size: Int, stride: Int)]
  /// Sizes and strides of the axes that go.
  let reduced: [(size: Int, stride: Int)]

  init(_ grid: Grid, axes: [Int]) {
    let all = grid.sizes.indices.map { (size: grid.sizes[$0], stride: grid.strides[$0]) }
    kept = all.indices.filter { !axes.contains($0) }.map { all[$0] }
    reduced = all.indices.filter { axes.contains($0) }.map { all[$0] }
  }

  /// Elements that become one.
  var reducedCount: Int { reduced.reduce(1) { $0 * $1.size } }

  /// Elements from the first one to that at a place in row-major order.
  @inline(__always)
  static func offset(_ place: Int, _ axes: [(size: Int, stride: Int)]) -> Int {
    var (rest, offset) = (place, 0)
    var axis = axes.count - 1
    while axis >= 0 {
      let turn: Int
      (rest, turn) = rest.quotientAndRemainder(dividingBy: axes[axis].size)
      offset += turn * axes[axis].stride
      axis -= 1
    }
    return offset
  }

  /// Visits the elements of one result, by their offsets.
  @inline(__always)
  func forEach(_ result: Int, _ body: (Int) -> Void) {
    let start = Self.offset(result, kept)
    guard let last = reduced.last else { return body(start) }
    let outer = reduced.dropLast()
    let count = outer.reduce(1) { $0 * $1.size }
    for place in 0..<count {
      var offset = start
      var rest = place
      var axis = reduced.count - 2
      while axis >= 0 {
        let turn: Int
        (rest, turn) = rest.quotientAndRemainder(dividingBy: reduced[axis].size)
        offset += turn * reduced[axis].stride
        axis -= 1
      }
      for _ in 0..<last.size {
        body(offset)
        offset += last.stride
      }
    }
  }
}

extension Reduce: Lowerable {
  /// Sums and extremes of floats as windows, see `appendReduction`; the others one element at a time.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let inputID = node.input(0)
    let shape = builder.graph[inputID].shape
    if builder.graph[inputID].elementType == .float32, shape.elementCount > 0, !axes.isEmpty {
      switch reduction {
      case .sum: return try builder.appendReduction(node, axes: axes, .sum, operation: label)
      case .maximum:
        return try builder.appendReduction(node, axes: axes, .maximum, operation: label)
      default: break
      }
    }
    let input = try builder.grid(inputID)
    let elements = ReducedElements(input, axes: axes)
    let reduction = reduction
    try builder.writeDense(node.output(), operation: label) { (builder, output) throws(PlanError) in
      builder.appendElements(
        output.elementCount, unitWork: elements.reducedCount, operation: label,
        reads: [input.view], writes: [output]
      ) { unit, memory in
        let source = ScalarElements(input.view, offset: input.offset, memory)
        let target = ScalarElements(output, memory)
        if source.isReal {
          var value = reduction.realStart
          elements.forEach(unit) { value = reduction.combined(value, source.real($0)) }
          target.store(value, at: unit)
        } else {
          var value = reduction.integerStart(source.elementType)
          elements.forEach(unit) { value = reduction.combined(value, source.integer($0)) }
          if reduction == .mean { value /= Int64(max(1, elements.reducedCount)) }
          target.store(value, at: unit)
        }
      }
    }
  }
}

extension Reduction {
  /// The value that no element changes.
  fileprivate var realStart: Double {
    switch self {
    case .product, .all: 1
    // As TFLite has it, which matters where there are no elements.
    case .maximum: -Double(Float.greatestFiniteMagnitude)
    case .minimum: Double(Float.greatestFiniteMagnitude)
    default: 0
    }
  }

  fileprivate func integerStart(_ type: ElementType) -> Int64 {
    switch self {
    case .product, .all: 1
    case .maximum: type == .int32 ? Int64(Int32.min) : .min
    case .minimum: type == .int32 ? Int64(Int32.max) : .max
    default: 0
    }
  }

  fileprivate func combined(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .product: a * b
    case .maximum: b > a ? b : a
    case .minimum: b < a ? b : a
    default: a + b
    }
  }

  fileprivate func combined(_ a: Int64, _ b: Int64) -> Int64 {
    switch self {
    case .product: a &* b
    case .maximum: max(a, b)
    case .minimum: min(a, b)
    case .any: a | b
    case .all: a & b
    case .sum, .mean: a &+ b
    }
  }
}

extension ArgExtremum: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input = try builder.grid(node.input(0))
    let elements = ReducedElements(input, axes: [axis])
    let (isMinimum, count, stride) = (isMinimum, input.sizes[axis], input.strides[axis])
    try builder.writeDense(node.output(), operation: label) { (builder, output) throws(PlanError) in
      builder.appendElements(
        output.elementCount, unitWork: count, operation: label, reads: [input.view],
        writes: [output]
      ) { unit, memory in
        let start = input.offset + ReducedElements.offset(unit, elements.kept)
        let source = ScalarElements(input.view, offset: start, memory)
        var best = 0
        if source.elementType == .float32 {
          let floats = source.place(0).assumingMemoryBound(to: Float.self)
          var value = floats.pointee
          for index in 1..<max(1, count) {
            let other = floats[index &* stride]
            if isMinimum ? other < value : other > value { (best, value) = (index, other) }
          }
        } else {
          var value = source.integer(0)
          for index in 1..<max(1, count) {
            let other = source.integer(index * stride)
            if isMinimum ? other < value : other > value { (best, value) = (index, other) }
          }
        }
        ScalarElements(output, memory).store(Int64(best), at: unit)
      }
    }
  }
}

extension CumulativeSum: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input = try builder.grid(node.input(0))
    let output = try builder.grid(node.output())
    let lines = ReducedElements(input, axes: [axis])
    let targets = ReducedElements(output, axes: [axis])
    let (count, step) = (input.sizes[axis], input.strides[axis])
    let targetStep = output.strides[axis]
    let (isExclusive, isReverse) = (isExclusive, isReverse)
    let lineCount = lines.kept.reduce(1) { $0 * $1.size }
    builder.appendElements(
      count == 0 ? 0 : lineCount, unitWork: count, operation: Self.name, reads: [input.view],
      writes: [output.view]
    ) { unit, memory in
      let source = ScalarElements(
        input.view, offset: input.offset + ReducedElements.offset(unit, lines.kept), memory)
      let target = ScalarElements(
        output.view, offset: output.offset + ReducedElements.offset(unit, targets.kept), memory)
      var (real, integer) = (0.0, Int64(0))
      for turn in 0..<count {
        let index = isReverse ? count - 1 - turn : turn
        let (before, integerBefore) = (real, integer)
        if source.isReal {
          real += source.real(index * step)
          target.store(isExclusive ? before : real, at: index * targetStep)
        } else {
          integer &+= source.integer(index * step)
          target.store(isExclusive ? integerBefore : integer, at: index * targetStep)
        }
      }
    }
    if !output.view.margins.isEmpty {
      builder.clearMargins(of: output.view, operation: Self.name)
    }
  }
}
