import FlatBuffers
import Graphs

/// `MEAN`: a tensor and constant axes; negative ones count from the end, repeated ones count once.
func importMean(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let keepsDimensions = try source.options(Schema.ReducerOptions.self) {
    (options) throws(FlatBufferError) in try options.keepsDimensions
  }
  let rank = try source.descriptor(0).shape.rank
  var axes: Set<Int> = []
  for axis in try source.integers(1, "axes") { axes.insert(try source.axis(axis, rank: rank)) }
  return source.node(
    Mean(axes: axes.sorted(), keepsDimensions: keepsDimensions), inputs: [inputs[0]])
}
