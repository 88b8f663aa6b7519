import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Variables behind handles, and variable tensors that operators read.
struct VariableTests {
  /// A variable that is read, to which the input is added, and that the result is assigned to; its first elements
  /// come from a subgraph that runs once.
  private func model(
    named name: String = "v", first: [Float]? = [1, 2], initializing: Int32 = 1
  ) -> TestModel {
    var model = TestModel()
    model.codes = [142, 143, 144, 0, 129].map { .init(deprecatedCode: 127, code: Int32($0)) }
    model.codes[3] = .init(deprecatedCode: 0)
    let handle = TestModel.Tensor(name: "handle", shape: [], type: 13)
    model.tensors = [
      .init(name: "in", shape: [2]), handle, .init(name: "before", shape: [2]),
      .init(name: "after", shape: [2]),
    ]
    model.inputs = [0]
    model.outputs = [3]
    let options: (UInt8, [Int: FlatBufferValue]) = (111, [1: .text(name)])
    model.nodes = [
      .init(code: 0, inputs: [], outputs: [1], options: options),
      .init(code: 1, inputs: [1], outputs: [2]),
      .init(code: 3, inputs: [2, 0], outputs: [3]),
      .init(code: 2, inputs: [1, 3], outputs: []),
    ]
    if let first {
      model.nodes.insert(
        .init(
          code: 4, inputs: [], outputs: [], options: (103, [0: .number(initializing)])), at: 0)
      var inner = model
      inner.tensors = [handle]
      let value = inner.addConstant(
        first.flatMap { littleEndianBytes($0.bitPattern) }, shape: [Int32(first.count)])
      inner.inputs = []
      inner.outputs = []
      inner.nodes = [
        .init(code: 0, inputs: [], outputs: [0], options: options),
        .init(code: 2, inputs: [0, value], outputs: []),
      ]
      model.buffers = inner.buffers
      model.furtherSubgraphs = [inner.subgraph]
    }
    return model
  }

  @Test func variablesAreState() throws {
    let graph = try importModel(model().bytes)
    #expect(graph.nodes.map(\.operation.label) == ["READ_VARIABLE", "ADD", "ASSIGN_VARIABLE"])
    let states = graph.values.filter(\.isState)
    #expect(states.count == 1 && states[0].initialState?.floats(as: .float32) == [1, 2])
    // What is assigned is needed by the next run, though by no output of this one.
    #expect(try graph.optimized().nodes.count == 3)
    let zero = try importModel(model(first: nil).bytes).values.filter(\.isState)
    #expect(zero.count == 1 && zero[0].initialState == nil)
  }

  @Test func variablesThatDoNotFit() throws {
    expectRefusal(
      model(first: [1, 2, 3]),
      "node 2 (READ_VARIABLE): expected elements of the variable's type, float32 3, "
        + "found float32 2")
    expectRefusal(
      model(initializing: 0),
      "node 0 (CALL_ONCE): expected a subgraph that the node does not lie within, found subgraph 0")
    expectRefusal(
      model(initializing: 7), "node 0 (CALL_ONCE): expected a subgraph from 0 to 1, found 7")
    var broken = model()
    broken.nodes[2].inputs = [0]
    expectRefusal(
      broken,
      "node 2 (READ_VARIABLE): expected the handle of a variable as input 0, found another tensor")
    broken = model()
    broken.nodes[3].inputs = [1, 0]
    expectRefusal(
      broken, "node 3 (ADD): expected tensors of numbers, found tensor 1, the handle of a variable")
    broken = model()
    broken.outputs = [1]
    expectRefusal(
      broken, "tensor 1 (handle): expected an element type of numbers, found resource")
  }

  /// Operators that read a variable tensor read what it is at their place in the order.
  @Test func variableTensorsAreCopiedForReaders() throws {
    var model = TestModel()
    model.tensors.append(.init(name: "state"))
    model.tensors[2].extra[5] = .number(UInt8(1))
    model.codes = [.init(deprecatedCode: 0)]
    model.nodes = [.init(inputs: [0, 2])]
    let graph = try importModel(model.bytes)
    #expect(graph.nodes.map(\.operation.label) == ["READ_VARIABLE", "ADD"])
  }
}
