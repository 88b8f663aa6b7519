import Graphs
import KernelInterface
import Memory

/// Any elementwise function of operands of any type, one element at a time, with broadcasting.
struct ScalarStep: Step {
  /// Function of one to three operands.
  enum Function: Sendable {
    case unary(UnaryFunction)
    /// With limits for the result, of floats.
    case binary(BinaryFunction, lower: Double, upper: Double)
    /// The second or the third operand, by the first.
    case select
    case cast
  }

  let function: Function
  let a: TensorView
  let b: TensorView
  let c: TensorView
  let output: TensorView
  /// At least two, as `ElementwiseStep` has them, but of any strides.
  let dimensions: [ElementwiseStep.Dimension]

  var unitCount: Int { ElementwiseStep.rowCount(dimensions) }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    if units.lowerBound == 0 { memory.clearMargins(of: output, rows: 0..<output.rowCount) }
    let (rows, columns) = (dimensions[dimensions.count - 2], dimensions[dimensions.count - 1])
    let (x, y, z) = (
      ScalarElements(a, memory), ScalarElements(b, memory), ScalarElements(c, memory)
    )
    let target = ScalarElements(output, memory)
    ElementwiseStep.walk(dimensions, units) { start in
      for row in 0..<start.size {
        var (i, j, k, o) = (
          start.a + row * rows.a, start.b + row * rows.b, start.c + row * rows.c,
          start.output + row * rows.output
        )
        for _ in 0..<columns.size {
          apply(x, i, y, j, z, k, target, o)
          i += columns.a
          j += columns.b
          k += columns.c
          o += columns.output
        }
      }
    }
  }

  @inline(__always)
  private func apply(
    _ x: ScalarElements, _ i: Int, _ y: ScalarElements, _ j: Int, _ z: ScalarElements, _ k: Int,
    _ target: ScalarElements, _ o: Int
  ) {
    switch function {
    case .unary(let function):
      if x.isReal {
        target.store(function(x.real(i)), at: o)
      } else {
        target.store(function(x.integer(i)), at: o)
      }
    case .binary(let function, let lower, let upper):
      if !x.isReal {
        let value = function(x.integer(i), y.integer(j))
        let real = Double(value)
        target.store(
          real < lower ? Int64(lower) : real > upper ? Int64(upper) : value, at: o)
      } else if function.isPredicate {
        target.store(Int64(function.holds(x.real(i), y.real(j)) ? 1 : 0), at: o)
      } else {
        // A NaN stays one.
        let value = function(x.real(i), y.real(j))
        target.store(value < lower ? lower : value > upper ? upper : value, at: o)
      }
    case .select:
      target.copy(
        x.integer(i) != 0 ? y : z, from: x.integer(i) != 0 ? j : k, to: o)
    case .cast:
      if x.isReal {
        target.store(x.real(i), at: o)
      } else {
        target.store(x.integer(i), at: o)
      }
    }
  }
}

extension PlanBuilder {
  /// Appends an elementwise step over operands that broadcast to the output's shape.
  mutating func appendScalar(
    _ function: ScalarStep.Function, operands: [(view: TensorView, shape: Shape)],
    output id: ValueID, operation: String
  ) throws(PlanError) {
    let shape = graph[id].shape
    let output = try view(id)
    let strides = operands.map { $0.view.broadcastStrides(from: $0.shape, to: shape) }
    let outputStrides = output.strides(of: shape)
    let last = operands.count - 1
    let dimensions = shape.dimensions.indices.map { axis in
      ElementwiseStep.Dimension(
        size: shape[axis], a: strides[0][axis], b: strides[min(1, last)][axis],
        c: strides[last][axis], output: outputStrides[axis])
    }
    let merged = ElementwiseStep.merged(dimensions)
    append(
      ScalarStep(
        function: function, a: operands[0].view, b: operands[min(1, last)].view,
        c: operands[last].view, output: output, dimensions: merged),
      operation: operation, kernelNames: [], grain: max(1, 512 / max(merged.last?.size ?? 1, 1)),
      reads: operands.map { $0.view }, writes: [output])
  }

  /// The operands of a node, with their shapes.
  mutating func operands(
    _ node: Node
  ) throws(PlanError) -> [(view: TensorView, shape: Shape)] {
    var operands: [(view: TensorView, shape: Shape)] = []
    for index in node.inputs.indices {
      let id = node.input(index)
      operands.append((try view(id), graph[id].shape))
    }
    return operands
  }
}

extension Unary: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    if let kernel = function.kernel, builder.graph[node.output()].elementType == .float32 {
      return try builder.appendBroadcast(kernel, node, activation: .none)
    }
    try builder.appendScalar(
      .unary(function), operands: try builder.operands(node), output: node.output(),
      operation: label)
  }
}

extension Binary: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let isFloat = builder.graph[node.input(0)].elementType == .float32
    if let kernel = function.kernel, isFloat {
      return try builder.appendBroadcast(
        kernel, node, activation: activation, repeatsConstants: true)
    }
    let limits = activation.limits ?? (-.infinity, .infinity)
    try builder.appendScalar(
      .binary(function, lower: Double(limits.lower), upper: Double(limits.upper)),
      operands: try builder.operands(node), output: node.output(), operation: label)
  }
}

extension Select: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    var operands = try builder.operands(node)
    let aligned = Self.aligned(
      operands[0].shape, to: builder.graph[node.output()].shape, selectsSlices)
    if aligned != operands[0].shape {
      let condition = try builder.denseView(node.input(0))
      operands[0] = (
        condition.reshaped(
          like: TensorView(dense: TensorType(.bool, aligned), buffer: condition.buffer)), aligned
      )
    }
    try builder.appendScalar(
      .select, operands: operands, output: node.output(), operation: Self.name)
  }
}

extension Cast: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    guard builder.graph[node.input(0)].elementType != elementType else {
      return try builder.alias(node.output(), of: node.input(0), operation: Self.name)
    }
    try builder.appendScalar(
      .cast, operands: try builder.operands(node), output: node.output(), operation: Self.name)
  }
}

extension UnaryFunction {
  /// The kernel for floats, where there is one.
  var kernel: ElementwiseOperation? {
    switch self {
    case .absolute: .absolute
    case .negative: .negative
    case .square: .square
    case .exponential: .exponential
    case .hyperbolicTangent: .hyperbolicTangent
    case .elu: .elu
    default: nil
    }
  }
}

extension BinaryFunction {
  /// The kernel for floats, where there is one.
  var kernel: ElementwiseOperation? {
    switch self {
    case .subtract: .subtract
    case .divide: .divide
    case .maximum: .maximum
    case .minimum: .minimum
    case .squaredDifference: .squaredDifference
    case .prelu: .prelu
    default: nil
    }
  }
}
