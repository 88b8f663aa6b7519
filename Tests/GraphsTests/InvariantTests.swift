import Graphs
import Testing

struct InvariantTests {
  private let two = TensorDescriptor(name: "x", elementType: .float32, shape: Shape([2]))
  private var constant: TensorDescriptor {
    var descriptor = two
    descriptor.constant = Constant(floats: [1, 2])
    return descriptor
  }
  private let relu = Activate(activation: .relu)

  private func expectRefusal(
    _ values: [TensorDescriptor], _ nodes: [Node], inputs: [Int], outputs: [Int], _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: GraphError.self, sourceLocation: sourceLocation) {
      try Graph(
        values: values, nodes: nodes, inputs: inputs.map { ValueID($0) },
        outputs: outputs.map { ValueID($0) })
    }
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }

  @Test func brokenInvariantsAreNamed() {
    let (x, y, z) = (ValueID(0), ValueID(1), ValueID(2))
    expectRefusal(
      [two], [], inputs: [1], outputs: [],
      "expected a value below 1, found 1 in the graph's inputs")
    expectRefusal(
      [two, two], [Node(relu, inputs: [ValueID(-1)], outputs: [y])], inputs: [0], outputs: [1],
      "expected a value below 2, found -1 in the inputs of node 0 (ACTIVATION)")
    expectRefusal(
      [two, two], [Node(relu, inputs: [x], outputs: [ValueID(2)])], inputs: [0], outputs: [1],
      "expected a value below 2, found 2 in the outputs of node 0 (ACTIVATION)")
    expectRefusal(
      [two], [], inputs: [0], outputs: [7],
      "expected a value below 1, found 7 in the graph's outputs")
    expectRefusal(
      [two], [], inputs: [0, 0], outputs: [],
      "expected one writer of value %0 (x), found a second")
    expectRefusal(
      [constant], [], inputs: [0], outputs: [],
      "expected one writer of value %0 (x), found a second")
    expectRefusal(
      [two, two],
      [Node(relu, inputs: [x], outputs: [y]), Node(relu, inputs: [x], outputs: [y])],
      inputs: [0], outputs: [1], "expected one writer of value %1 (x), found a second")
    expectRefusal(
      [two, two, two],
      [Node(relu, inputs: [z], outputs: [y]), Node(relu, inputs: [y], outputs: [z])],
      inputs: [0], outputs: [1],
      "node 0 (ACTIVATION) reads value %2 (x), which nothing before it produces")
    expectRefusal(
      [two], [], inputs: [], outputs: [0], "graph output %0 (x) is produced by no node")
    expectRefusal(
      [two, two], [Node(Add(), inputs: [x, nil], outputs: [y])], inputs: [0], outputs: [1],
      "node 0 (ADD): expected second addend (number 1) among the inputs, found 1")
    let three = TensorDescriptor(name: "y", elementType: .float32, shape: Shape([3]))
    expectRefusal(
      [two, three], [Node(relu, inputs: [x], outputs: [y])], inputs: [0], outputs: [1],
      "node 0 (ACTIVATION): expected output float32 2, found float32 3")
  }

  @Test func constantsMayBeOutputs() throws {
    let graph = try Graph(values: [constant], nodes: [], inputs: [], outputs: [ValueID(0)])
    #expect(graph.outputs.count == 1)
  }
}
