import FlatBuffers
import Graphs

/// `MEAN`: a tensor and constant axes; negative ones count from the end, repeated ones count once.
func importMean(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let keepsDimensions = try source.options(Schema.ReducerOptions.self) {
    (options) throws(FlatBufferError) in try options.keepsDimensions
  }
  let input = try source.descriptor(0)
  let axes = try source.axes(1, rank: input.shape.rank)
  guard input.elementType == .float32 else {
    return source.node(
      Reduce(.mean, axes: axes, keepsDimensions: keepsDimensions), inputs: [inputs[0]])
  }
  return source.node(Mean(axes: axes, keepsDimensions: keepsDimensions), inputs: [inputs[0]])
}
