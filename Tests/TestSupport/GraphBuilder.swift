import Graphs

/// Writes graphs node by node; output shapes come from the operators' rules.
public struct GraphBuilder {
  /// Descriptions of all values so far.
  public private(set) var values: [TensorDescriptor] = []
  /// The nodes so far.
  public private(set) var nodes: [Node] = []
  /// The graph's inputs so far.
  public private(set) var inputs: [ValueID] = []
  private var generator = SeededGenerator(state: 42)

  /// An empty graph.
  public init() {}

  private mutating func add(_ descriptor: TensorDescriptor) -> ValueID {
    values.append(descriptor)
    return ValueID(values.count - 1)
  }

  /// Adds a graph input.
  public mutating func input(
    _ dimensions: Int..., of elementType: ElementType = .float32
  ) -> ValueID {
    let id = add(
      TensorDescriptor(
        name: "v\(values.count)", elementType: elementType, shape: Shape(dimensions)))
    inputs.append(id)
    return id
  }

  /// Adds a constant of 32-bit floats.
  public mutating func constant(_ dimensions: [Int], _ floats: [Float]) -> ValueID {
    add(
      TensorDescriptor(
        name: "c\(values.count)", elementType: .float32, shape: Shape(dimensions),
        constant: Constant(floats: floats)))
  }

  /// A constant of random numbers in -1..<1.
  public mutating func weights(_ dimensions: Int...) -> ValueID {
    let floats = (0..<Shape(dimensions).elementCount).map { _ in
      Float.random(in: -1..<1, using: &generator)
    }
    return constant(dimensions, floats)
  }

  /// Adds a constant of any type from its bytes.
  public mutating func stored(
    _ elementType: ElementType, _ dimensions: [Int], _ bytes: [UInt8],
    quantization: Quantization? = nil
  ) -> ValueID {
    add(
      TensorDescriptor(
        name: "s\(values.count)", elementType: elementType, shape: Shape(dimensions),
        quantization: quantization, constant: Constant(bytes: bytes, range: 0..<bytes.count)))
  }

  /// Adds a node and gives its output, of the shape that the operator's rule says.
  public mutating func node(_ operation: any Operator, _ inputs: ValueID?...) throws -> ValueID {
    try node(operation, inputs: inputs)
  }

  /// The same for any number of inputs.
  public mutating func node(_ operation: any Operator, inputs: [ValueID?]) throws -> ValueID {
    let types = try operation.outputTypes(for: inputs.map { id in id.map { values[$0.index] } })
    let output = add(
      TensorDescriptor(
        name: "v\(values.count)", elementType: types[0].elementType, shape: types[0].shape))
    nodes.append(Node(operation, inputs: inputs, outputs: [output]))
    return output
  }

  /// Mutating so that nodes made in its arguments count: `graph(try builder.node(...))`.
  public mutating func graph(_ outputs: ValueID...) throws -> Graph {
    try Graph(values: values, nodes: nodes, inputs: inputs, outputs: outputs)
  }
}

extension Graph {
  /// The operators' names in order, for comparing structures.
  public var operatorNames: [String] { nodes.map { $0.operation.name } }

  /// The first operator of a type.
  public func first<Operation: Operator>(_ type: Operation.Type) -> Operation? {
    nodes.lazy.compactMap { $0.operation(as: Operation.self) }.first
  }

  /// Random numbers for every input, the same for graphs with the same inputs.
  public func randomInputs(seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(state: seed)
    return inputs.map { id in
      (0..<self[id].shape.elementCount).map { _ in Double.random(in: -4..<4, using: &generator) }
    }
  }
}
