import FlatBuffers
import Graphs

/// `VAR_HANDLE`: the handle of a variable, named by options 0 (a container) and 1.
func importVariableHandle(_ source: NodeSource) throws(ModelError) -> Imported {
  guard source.inputs.isEmpty, source.outputs.count == 1,
    source.table.isHandle[source.outputs[0].index]
  else { throw source.fail(expected: "no inputs and 1 handle as output", found: "others") }
  let name = try source.fields(111, "VarHandleOptions") { (fields) throws(FlatBufferError) in
    (try fields.table?.string(0) ?? [], try fields.table?.string(1) ?? [])
  }
  source.table.handles[source.outputs[0]] =
    "\(printableText(name.0, limit: nameLimit))/\(printableText(name.1, limit: nameLimit))"
  return Imported([])
}

/// Bytes of a variable's name.
private let nameLimit = 1 << 12

/// `READ_VARIABLE`: a variable's elements as they are then.
func importReadVariable(_ source: NodeSource) throws(ModelError) -> Imported {
  guard source.inputs.count == 1, source.outputs.count == 1 else {
    throw source.fail(
      expected: "1 input and 1 output", found: "\(source.inputs.count) and \(source.outputs.count)")
  }
  let type = source.values[source.outputs[0].index].type
  let state = try source.variable(type)
  return Imported(source.node(ReadState(), inputs: [state]))
}

/// `ASSIGN_VARIABLE`: other elements of a variable, from then on.
func importAssignVariable(_ source: NodeSource) throws(ModelError) -> Imported {
  guard source.inputs.count == 2, source.outputs.isEmpty else {
    throw source.fail(
      expected: "2 inputs and no output",
      found: "\(source.inputs.count) and \(source.outputs.count)"
    )
  }
  let type = try source.descriptor(1).type
  let state = try source.variable(type)
  return Imported(source.node(WriteState(), inputs: [state, source.inputs[1]]))
}

/// `CALL_ONCE`: a subgraph, of the number in option 0, that gives variables their first elements.
func importCallOnce(_ source: NodeSource) throws(ModelError) -> Imported {
  guard source.inputs.isEmpty, source.outputs.isEmpty else {
    throw source.fail(expected: "no inputs and outputs", found: "some")
  }
  let index = try source.fields(103, "CallOnceOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Int32(0))
  }
  try source.table.initialize(Int(index), source)
  return Imported([])
}

extension NodeSource {
  /// The state of the variable whose handle is input 0, of a type that a node gives or wants.
  fileprivate func variable(_ type: TensorType) throws(ModelError) -> ValueID {
    guard let handle = inputs[0], let name = table.handles[handle] else {
      throw fail(expected: "the handle of a variable as input 0", found: "another tensor")
    }
    if let id = table.variables[name] {
      guard values[id.index].type == type else {
        throw fail(
          expected: "elements of the variable's type, \(values[id.index].type)", found: "\(type)")
      }
      return id
    }
    let initial = budget.initialStates[name]
    guard initial == nil || initial?.type == type else {
      throw fail(
        expected: "elements of the variable's type, \(initial?.type.description ?? "")",
        found: "\(type)")
    }
    var state = TensorDescriptor(
      name: name, elementType: type.elementType, shape: type.shape, isState: true)
    state.initialState = initial?.elements
    let id = ValueID(values.count)
    table.append(state)
    table.variables[name] = id
    return id
  }
}

extension ImportedValues {
  /// Checks that none of some tensors is the handle of a variable.
  func checkNoHandles(_ ids: [ValueID]) throws(ModelError) {
    for id in ids where isHandle[id.index] {
      throw .tensor(
        id.index, name: descriptors[id.index].name, expected: "an element type of numbers",
        found: "resource")
    }
  }

  /// A node whose inputs that are state are copies, made before it, as later nodes may change state; but for those
  /// that write it.
  func readingState(_ node: Node, into nodes: inout [Node]) -> Node {
    guard node.operation(as: SequenceLSTM.self) == nil, node.operation(as: ReadState.self) == nil,
      node.operation(as: WriteState.self) == nil
    else { return node }
    var node = node
    for (position, id) in node.inputs.enumerated() {
      guard let id, descriptors[id.index].isState else { continue }
      let copy = ValueID(descriptors.count)
      append(
        TensorDescriptor(
          name: descriptors[id.index].name, elementType: descriptors[id.index].elementType,
          shape: descriptors[id.index].shape))
      nodes.append(Node(ReadState(), inputs: [id], outputs: [copy]))
      node.inputs[position] = copy
    }
    return node
  }
}
