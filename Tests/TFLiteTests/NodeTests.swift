import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Operator codes, tensor indices and the flow of data.
@Suite struct NodeTests {
  @Test func codeBeyondTheOldField() throws {
    var model = TestModel()
    // 117, HARD_SWISH, as old writers, new writers and very careful ones store it.
    for (old, new) in [(117, nil), (0, 117), (117, 117)] as [(Int8, Int32?)] {
      model.codes = [.init(deprecatedCode: old, code: new)]
      let node = try importModel(model.bytes).nodes[0]
      #expect(node.operation(as: Activate.self)?.activation == .hardSwish)
    }
  }

  @Test(
    arguments: [
      (0, 131, "RFFT2D"), (127, 136, "HASHTABLE"), (-1, -5, "operator code -1"),
      (0, 209, "STABLEHLO_CASE"), (0, 210, "operator code 210"),
      (127, 0, "PLACEHOLDER_FOR_GREATER_OP_CODES"), (0, .max, "operator code 2147483647"),
      (103, 0, "UNIQUE"),
    ] as [(Int8, Int32, String)])
  func unknownBuiltin(old: Int8, new: Int32, name: String) {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: old, code: new)]
    expectRefusal(model, "node 0: expected an operator that vbg has, found \(name)")
  }

  @Test func unknownCustomOperator() {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: 32, custom: "Evil\u{7}\nOp")]
    expectRefusal(
      model,
      "node 0: expected an operator that vbg has, "
        + "found custom operator \"Evil\\u{7}\\u{a}Op\"")
    model.codes = [.init(deprecatedCode: 32)]
    expectRefusal(
      model, "node 0: expected an operator that vbg has, found custom operator \"\"")
  }

  @Test func unknownCodeThatNothingUses() {
    var model = TestModel()
    model.codes.append(.init(deprecatedCode: 32, custom: "Unused"))
    #expect(throws: Never.self) { try importModel(model.bytes) }
  }

  @Test(arguments: [0, -1, 4, Int32.max]) func version(version: Int32) {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: 19, version: version)]
    expectRefusal(model, "node 0 (RELU): expected version 1 to 3, found \(version)")
  }

  @Test(arguments: [1, UInt32.max]) func codeIndex(index: UInt32) {
    var model = TestModel()
    model.nodes[0].code = index
    expectRefusal(model, "node 0 (?): expected an operator code index below 1, found \(index)")
  }

  @Test(arguments: [-2, 2, Int32.max]) func inputIndex(index: Int32) {
    var model = TestModel()
    model.nodes[0].inputs = [index]
    expectRefusal(
      model, "node 0 (RELU): expected a tensor index from -1 to 1 as input 0, found \(index)")
  }

  @Test(arguments: [-1, 2]) func outputIndex(index: Int32) {
    var model = TestModel()
    model.nodes[0].outputs = [index]
    expectRefusal(
      model, "node 0 (RELU): expected a tensor index from 0 to 1 as output 0, found \(index)")
  }

  @Test func absentInputThatIsNotOptional() {
    var model = TestModel()
    model.nodes[0].inputs = [-1]
    expectRefusal(
      model, "node 0 (RELU): expected a tensor as input 0, found none (index -1)")
  }

  @Test func wrongCounts() {
    var model = TestModel()
    model.nodes[0].inputs = [0, 0]
    expectRefusal(model, "node 0 (RELU): expected 1 inputs, found 2")
    model.nodes[0].inputs = []
    expectRefusal(model, "node 0 (RELU): expected 1 inputs, found 0")
    model = TestModel()
    model.nodes[0].outputs = []
    model.outputs = [0]
    expectRefusal(model, "node 0 (RELU): expected 1 output, found 0")
    model = TestModel()
    model.tensors.append(.init(name: "second"))
    model.nodes[0].outputs = [1, 2]
    expectRefusal(model, "node 0 (RELU): expected 1 output, found 2")
  }

  @Test func graphLists() {
    var model = TestModel()
    model.inputs = [2]
    expectRefusal(model, "graph inputs: expected tensor indices from 0 to 1, found 2")
    model.inputs = [0, 0]
    expectRefusal(model, "graph inputs: expected each tensor once, found tensor 0 twice")
    model = TestModel()
    model.outputs = [-1]
    expectRefusal(model, "graph outputs: expected tensor indices from 0 to 1, found -1")
    model.outputs = [1, 1]
    expectRefusal(model, "graph outputs: expected each tensor once, found tensor 1 twice")
    model.outputs = []
    expectRefusal(model, "graph outputs: expected at least 1 tensor, found none")
    model.missingSubgraphFields = [2]
    expectRefusal(model, "graph outputs: expected at least 1 tensor, found none")
  }

  @Test func inputThatNothingProduces() {
    var model = TestModel()
    model.inputs = []
    expectRefusal(
      model,
      "node 0 (RELU): expected inputs that earlier nodes produce, "
        + "found tensor 0 (in), one that nothing produces")
  }

  @Test func outputThatNothingProduces() {
    var model = TestModel()
    model.tensors.append(.init(name: "lost"))
    model.outputs = [2]
    expectRefusal(
      model,
      "tensor 2 (lost): expected a graph output that a node produces, "
        + "found one that nothing produces")
  }

  @Test func graphInputThatIsAConstant() {
    var model = TestModel()
    model.inputs = [0, model.addZeros([1], name: "weights")]
    expectRefusal(
      model, "tensor 2 (weights): expected a graph input without elements, found a constant")
  }

  @Test func nodeThatReadsItsOwnOutput() {
    var model = TestModel()
    model.nodes[0].inputs = [1]
    expectRefusal(
      model,
      "node 0 (RELU): expected inputs that earlier nodes produce, "
        + "found tensor 1 (out), its own output")
  }

  @Test func wrongOrder() {
    var model = TestModel()
    model.tensors.append(.init(name: "middle"))
    model.nodes = [.init(inputs: [2], outputs: [1]), .init(inputs: [0], outputs: [2])]
    expectRefusal(
      model,
      "node 0 (RELU): expected inputs that earlier nodes produce, "
        + "found tensor 2 (middle), one that node 1 produces later (a cycle or a wrong order)")
  }

  @Test func cycle() {
    var model = TestModel()
    model.codes = [.init(deprecatedCode: 0)]
    model.tensors.append(.init(name: "middle"))
    model.nodes = [.init(inputs: [0, 1], outputs: [2]), .init(inputs: [2, 2], outputs: [1])]
    expectRefusal(
      model,
      "node 0 (ADD): expected inputs that earlier nodes produce, "
        + "found tensor 1 (out), one that node 1 produces later (a cycle or a wrong order)")
  }

  @Test func twoWriters() {
    var model = TestModel()
    model.nodes.append(model.nodes[0])
    expectRefusal(
      model,
      "tensor 1 (out): expected one source (node 0), found another, node 1 (RELU)")
    model = TestModel()
    model.nodes[0].outputs = [0]
    expectRefusal(
      model,
      "tensor 0 (in): expected one source (a graph input), found another, node 0 (RELU)")
    model = TestModel()
    model.nodes[0].outputs = [model.addZeros([1, 4, 4, 2])]
    expectRefusal(
      model,
      "tensor 2 (zeros): expected one source (a constant in the file), "
        + "found another, node 0 (RELU)")
    model = TestModel()
    model.nodes[0].outputs = [1, 1]
    expectRefusal(
      model,
      "tensor 1 (out): expected one source (node 0), found another, node 0 (RELU)")
  }

  @Test func damagedNode() {
    var model = TestModel()
    model.subgraphFields[3] = .vector([255, 255, 255, 255], count: 1)
    let bytes = model.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .malformed(place: "node 0", .pointsOutside) = error else {
      Issue.record("expected a damaged node, found \(String(describing: error))")
      return
    }
  }

  @Test func shapeThatIsNotTheOperators() {
    var model = TestModel()
    model.tensors[1].shape = [1, 4, 4, 3]
    let bytes = model.bytes
    let error = #expect(throws: ModelError.self) { try importModel(bytes) }
    guard case .graph(.outputMismatch(node: 0, _, _, _)) = error else {
      Issue.record("expected a wrong output shape, found \(String(describing: error))")
      return
    }
  }

  @Test func registryNamesMatchTheSchema() {
    for entry in operatorRegistry {
      guard case .builtin(let code) = entry.code else { continue }
      #expect(builtinOperatorName(code) == entry.name)
    }
    #expect(operatorEntries.count == operatorRegistry.count)
  }
}
