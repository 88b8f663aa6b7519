import FlatBuffers
import Graphs

/// `SUM`, `REDUCE_MAX` and their like: a tensor and constant axes; option 0 keeps dimensions.
func importReduction(
  _ reduction: Reduction
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    let inputs = try source.inputs(required: 2)
    let keepsDimensions = try source.options(Schema.ReducerOptions.self) {
      (options) throws(FlatBufferError) in try options.keepsDimensions
    }
    let axes = try source.axes(1, rank: try source.descriptor(0).shape.rank)
    return source.node(
      Reduce(reduction, axes: axes, keepsDimensions: keepsDimensions), inputs: [inputs[0]])
  }
}

/// `ARG_MAX` and `ARG_MIN`: a tensor and a constant axis; the output tensor says which integers.
func importArgExtremum(
  isMinimum: Bool
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    let inputs = try source.inputs(required: 2)
    let rank = try source.descriptor(0).shape.rank
    let extremum = ArgExtremum(
      isMinimum: isMinimum, axis: try source.axis(try source.integer(1, "axis"), rank: rank),
      elementType: source.values[source.outputs[0].index].elementType)
    return source.node(extremum, inputs: [inputs[0]])
  }
}

/// `TOPK_V2`: a tensor and a constant number; two outputs.
func importTopK(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2, outputs: 2)
  let top = TopK(
    count: try source.integer(1, "k"),
    indexType: source.values[source.outputs[1].index].elementType)
  return source.node(top, inputs: [inputs[0]])
}

/// `CUMSUM`: a tensor and a constant axis; options 0 and 1 leave out an element from its sum, and run
/// backwards.
func importCumulativeSum(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let (isExclusive, isReverse) = try source.fields(102, "CumsumOptions") {
    (fields) throws(FlatBufferError) in (try fields.boolean(0), try fields.boolean(1))
  }
  let rank = try source.descriptor(0).shape.rank
  return source.node(
    CumulativeSum(
      axis: try source.axis(try source.integer(1, "axis"), rank: rank), isExclusive: isExclusive,
      isReverse: isReverse), inputs: [inputs[0]])
}

/// `SOFTMAX`: option 0 is beta.
func importSoftmax(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let beta = try source.fields(9, "SoftmaxOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Float(0))
  }
  return source.node(Normalize(.softmax(beta: beta)), inputs: inputs)
}

/// `LOG_SOFTMAX`: no options.
func importLogSoftmax(_ source: NodeSource) throws(ModelError) -> Node {
  source.node(Normalize(.logSoftmax), inputs: try source.inputs(required: 1))
}

/// `L2_NORMALIZATION`: option 0 is a fused activation, which TFLite's kernel refuses but for none.
func importEuclideanNormalization(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let activation = try source.fields(12, "L2NormOptions") { (fields) throws(FlatBufferError) in
    try fields.scalar(0, default: Int8(0))
  }
  guard activation == 0 else {
    throw source.fail(expected: "no fused activation", found: "code \(activation)")
  }
  return source.node(Normalize(.euclidean), inputs: inputs)
}

/// `LOCAL_RESPONSE_NORMALIZATION`: options are radius, bias, alpha and beta.
func importLocalResponse(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let (radius, bias, alpha, beta) = try source.fields(
    13, "LocalResponseNormalizationOptions"
  ) { (fields) throws(FlatBufferError) in
    (
      try fields.scalar(0, default: Int32(0)), try fields.scalar(1, default: Float(0)),
      try fields.scalar(2, default: Float(0)), try fields.scalar(3, default: Float(0))
    )
  }
  guard (0...Int32(ModelLimits.extent)).contains(radius) else {
    throw source.fail(expected: "a radius from 0 to \(ModelLimits.extent)", found: "\(radius)")
  }
  return source.node(
    Normalize(.localResponse(radius: Int(radius), bias: bias, alpha: alpha, beta: beta)),
    inputs: inputs)
}

/// `BATCH_MATMUL`: options 0 and 1 transpose the factors.
func importBatchMatrixMultiply(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let (first, second) = try source.fields(101, "BatchMatMulOptions") {
    (fields) throws(FlatBufferError) in (try fields.boolean(0), try fields.boolean(1))
  }
  return source.node(
    BatchMatrixMultiply(transposesFirst: first, transposesSecond: second), inputs: inputs)
}
