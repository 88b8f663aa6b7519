import FlatBuffers
import Graphs

/// One operator of the file, its tensor indices checked, on its way to a node: what the functions in
/// `Operators/` read from.
struct NodeSource {
  /// The node's place in the file's execution order.
  let index: Int
  let entry: OperatorEntry
  let schema: Schema.Operator
  /// In the file's order; nil for an optional input that is absent.
  let inputs: [ValueID?]
  let outputs: [ValueID]
  /// All tensors of the subgraph, and values between nodes of ours.
  let table: ImportedValues
  /// Amounts and knowledge that all subgraphs share.
  let budget: ImportBudget

  /// All tensors: the shapes of those that earlier nodes give are settled.
  var values: [TensorDescriptor] { table.descriptors }

  /// An error about this node.
  func fail(expected: String, found: String) -> ModelError {
    .node(index, name: entry.name, expected: expected, found: found)
  }

  /// The node, its inputs in the operator's order.
  func node(_ operation: some Operator, inputs: [ValueID?]) -> Node {
    Node(operation, inputs: inputs, outputs: outputs)
  }

  /// Checks for one output and returns exactly `required + optional` inputs, nil for the optional
  /// ones that are absent.
  func inputs(
    required: Int, optional: Int = 0, outputs outputCount: Int = 1
  ) throws(ModelError) -> [ValueID?] {
    try expectOutputs(outputCount)
    let counts = required...(required + optional)
    guard counts.contains(inputs.count) else {
      throw fail(
        expected: optional == 0
          ? "\(required) inputs" : "\(required) to \(required + optional) inputs",
        found: "\(inputs.count)")
    }
    try expectPresent(inputs.prefix(required))
    return inputs + Array(repeating: nil, count: counts.upperBound - inputs.count)
  }

  /// Checks for one output and returns at least one input, none absent.
  func anyInputs() throws(ModelError) -> [ValueID?] {
    try expectOutputs(1)
    guard !inputs.isEmpty else { throw fail(expected: "at least 1 input", found: "none") }
    try expectPresent(inputs[...])
    return inputs
  }

  private func expectOutputs(_ count: Int) throws(ModelError) {
    guard outputs.count == count else {
      throw fail(
        expected: count == 1 ? "1 output" : "\(count) outputs", found: "\(outputs.count)")
    }
  }

  /// Tells whether an input is there.
  func has(_ position: Int) -> Bool { inputs.indices.contains(position) && inputs[position] != nil }

  private func expectPresent(_ inputs: ArraySlice<ValueID?>) throws(ModelError) {
    for (position, input) in inputs.enumerated() where input == nil {
      throw fail(expected: "a tensor as input \(position)", found: "none (index -1)")
    }
  }

  /// The description of an input, which must be present.
  func descriptor(_ position: Int) throws(ModelError) -> TensorDescriptor {
    guard inputs.indices.contains(position), let id = inputs[position] else {
      throw fail(expected: "a tensor as input \(position)", found: "none")
    }
    return values[id.index]
  }

  /// The elements of an input that must be a constant of integers, such as axes or sizes: a list as long
  /// as the rank allows.
  func integers(_ position: Int, _ label: String) throws(ModelError) -> [Int] {
    let value = try descriptor(position)
    guard value.shape.rank <= 1, value.shape.elementCount <= ModelLimits.rank else {
      throw fail(
        expected: "\(label) (input \(position)) as a list of at most \(ModelLimits.rank) numbers",
        found: "shape \(value.shape)")
    }
    return try elements(position, label)
  }

  /// The elements of an input of any shape that must be a constant of integers.
  func elements(_ position: Int, _ label: String) throws(ModelError) -> [Int] {
    let value = try descriptor(position)
    guard [.int32, .int64].contains(value.elementType) else {
      throw fail(
        expected: "\(label) (input \(position)) of type int32", found: value.elementType.rawValue)
    }
    if value.shape.elementCount == 0 { return [] }
    guard let integers = value.constant?.integers(as: value.elementType) else {
      throw fail(
        expected: "\(label) (input \(position)) as a constant", found: "a tensor that is computed")
    }
    return integers
  }

  /// The one element of such an input.
  func integer(_ position: Int, _ label: String) throws(ModelError) -> Int {
    let elements = try elements(position, label)
    guard elements.count == 1 else {
      throw fail(expected: "\(label) (input \(position)) as 1 number", found: "\(elements.count)")
    }
    return elements[0]
  }

  /// Pairs of integers, such as paddings: `[count, 2]`.
  func pairs(_ position: Int, _ label: String) throws(ModelError) -> [(before: Int, after: Int)] {
    let shape = try descriptor(position).shape
    guard shape.rank == 2, shape[1] == 2, shape[0] <= ModelLimits.rank else {
      throw fail(expected: "\(label) (input \(position)) of shape [axes, 2]", found: "\(shape)")
    }
    let elements = try elements(position, label)
    return (0..<shape[0]).map { (elements[2 * $0], elements[2 * $0 + 1]) }
  }

  /// An attribute or an operator that the operator's own rules refuse.
  func checked<Result>(
    _ body: () throws(OperatorError) -> Result
  ) throws(ModelError) -> Result {
    do {
      return try body()
    } catch {
      throw .graph(.operation(node: index, operation: entry.name, error))
    }
  }

  /// A shape whose sizes come from the file.
  func shape(_ dimensions: [Int], _ label: String) throws(ModelError) -> Shape {
    guard dimensions.count <= ModelLimits.rank else {
      throw fail(
        expected: "\(label) of at most \(ModelLimits.rank) sizes", found: "\(dimensions.count)")
    }
    do {
      return try Shape(validating: dimensions)
    } catch {
      throw fail(
        expected: "\(label) of sizes, none negative, whose product fits \(Int.bitWidth - 1) bits",
        found: "\(dimensions)")
    }
  }

  /// The fields of this operator's options, by number: member `unionType` of the schema's union.
  func fields<Result>(
    _ unionType: UInt8, _ name: String,
    _ read: (Schema.OptionalTable) throws(FlatBufferError) -> Result
  ) throws(ModelError) -> Result {
    func place() -> String { "options of node \(index) (\(entry.name))" }
    let (type, table) = try reading(place()) { () throws(FlatBufferError) in
      try schema.builtinOptions
    }
    guard type == 0 || type == unionType else {
      throw fail(
        expected: "options \(name) (union member \(unionType))", found: "union member \(type)")
    }
    return try reading(place()) { () throws(FlatBufferError) in
      try read(Schema.OptionalTable(table: table))
    }
  }

  /// Reads this operator's options with `read`; its schema's defaults when the file has none.
  func options<Options: OptionsTable, Result>(
    _: Options.Type, _ read: (Options) throws(FlatBufferError) -> Result
  ) throws(ModelError) -> Result {
    try fields(Options.unionType, Options.name) { (fields) throws(FlatBufferError) in
      try read(Options(fields.table))
    }
  }

  /// A fused activation for a value of the schema's enum `ActivationFunctionType`.
  func activation(_ code: Int8) throws(ModelError) -> Activation {
    switch code {
    case 0: return .none
    case 1: return .relu
    case 2: return .reluN1To1
    case 3: return .relu6
    default:
      let names: [Int8: String] = [4: "TANH", 5: "SIGN_BIT"]
      throw fail(
        expected: "fused activation NONE, RELU, RELU_N1_TO_1 or RELU6",
        found: names[code] ?? "code \(code)")
    }
  }

  /// A scheme for a value of the schema's enum `Padding`.
  func padding(_ code: Int8) throws(ModelError) -> Padding {
    switch code {
    case 0: return .same
    case 1: return .valid
    default: throw fail(expected: "padding SAME (0) or VALID (1)", found: "\(code)")
    }
  }

  /// Strides and the like, within sane bounds.
  func extent(height: Int32, width: Int32, _ label: String) throws(ModelError) -> Extent2D {
    let extent = Extent2D(height: Int(height), width: Int(width))
    let bounds = 1...ModelLimits.extent
    guard bounds.contains(extent.height), bounds.contains(extent.width) else {
      throw fail(
        expected: "\(label) from 1 to \(ModelLimits.extent)", found: "\(extent)")
    }
    return extent
  }

  /// An axis of a shape of `rank` dimensions; negative ones count from the end.
  func axis(_ axis: Int, rank: Int) throws(ModelError) -> Int {
    guard axis >= -rank, axis < rank else {
      throw fail(expected: "an axis of a tensor with \(rank) dimensions", found: "axis \(axis)")
    }
    return axis < 0 ? axis + rank : axis
  }
}
