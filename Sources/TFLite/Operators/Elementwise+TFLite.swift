import FlatBuffers
import Graphs

/// An operator of one tensor without options that matter.
func importUnary(
  _ function: UnaryFunction
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    source.node(Unary(function), inputs: try source.inputs(required: 1))
  }
}

/// `GELU`: option 0 asks for the approximation by tanh.
func importGelu(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let isApproximate = try source.fields(116, "GeluOptions") { (fields) throws(FlatBufferError) in
    try fields.boolean(0)
  }
  return source.node(Unary(isApproximate ? .geluApproximation : .gelu), inputs: inputs)
}

/// An operator of two tensors that broadcast, without options that matter.
func importBinary(
  _ function: BinaryFunction
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    source.node(Binary(function), inputs: try source.inputs(required: 2))
  }
}

/// `SUB` and `DIV`: option 0 is a fused activation.
func importBinary(
  _ function: BinaryFunction, options unionType: UInt8, _ name: String
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    let inputs = try source.inputs(required: 2)
    let activation = try source.fields(unionType, name) { (fields) throws(FlatBufferError) in
      try fields.scalar(0, default: Int8(0))
    }
    return source.node(
      Binary(function, activation: try source.activation(activation)), inputs: inputs)
  }
}

/// `LEAKY_RELU`: option 0 is the slope below 0, which becomes an operand.
func importLeakyRelu(_ source: NodeSource) throws(ModelError) -> Imported {
  let inputs = try source.inputs(required: 1)
  let slope = try source.fields(75, "LeakyReluOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Float(0))
  }
  let id = ValueID(source.values.count)
  let constant = TensorDescriptor(
    name: "slope", elementType: .float32, shape: Shape([]), constant: Constant(floats: [slope]))
  return Imported(
    [source.node(Binary(.prelu, label: source.entry.name), inputs: [inputs[0], id])],
    intermediates: [constant])
}

/// `ADD_N`: sums of two, one after the other.
func importAddN(_ source: NodeSource) throws(ModelError) -> Imported {
  let inputs = try source.anyInputs()
  let first = try source.descriptor(0)
  for position in inputs.indices {
    let value = try source.descriptor(position)
    guard value.type == first.type else {
      throw source.fail(
        expected: "input \(position) of type \(first.type)", found: "\(value.type)")
    }
  }
  guard inputs.count > 1 else {
    return Imported(source.node(Reshape(shape: first.shape), inputs: inputs))
  }
  var nodes: [Node] = []
  var between: [TensorDescriptor] = []
  var sum = inputs[0]
  for position in inputs.indices.dropFirst() {
    let isLast = position == inputs.count - 1
    let id = isLast ? source.outputs[0] : ValueID(source.values.count + between.count)
    if !isLast {
      between.append(
        TensorDescriptor(
          name: "sum \(position)", elementType: first.elementType, shape: first.shape))
    }
    nodes.append(
      first.elementType == .float32
        ? Node(Add(), inputs: [sum, inputs[position]], outputs: [id])
        : Node(
          Binary(.add, label: source.entry.name), inputs: [sum, inputs[position]], outputs: [id]))
    sum = id
  }
  return Imported(nodes, intermediates: between)
}

/// `CAST`: the output tensor says to which type.
func importCast(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  return source.node(
    Cast(to: source.values[source.outputs[0].index].elementType), inputs: inputs)
}

/// `SELECT` and `SELECT_V2`: a condition and two choices.
func importSelect(
  slices: Bool
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    source.node(Select(selectsSlices: slices), inputs: try source.inputs(required: 3))
  }
}
