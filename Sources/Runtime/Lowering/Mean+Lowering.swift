import Graphs
import KernelInterface

extension Mean: Lowerable {
  /// The mean over the pixels of images is a window mean. Any other choice of axes goes one run of
  /// neighboring axes after the other, each seen as `[outer, reduced, inner]`.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, outputID) = (node.input(0), node.output())
    let output = try builder.view(outputID)
    var shape = builder.graph[inputID].shape.dimensions
    if shape.count == 4 && axes == [1, 2] && (keepsDimensions || output.isDense) {
      var target = output
      if !keepsDimensions {
        (target.batch, target.height, target.width) = (shape[0], 1, 1)
        (target.imageStride, target.rowStride) = (target.channels, target.channels)
      }
      try builder.appendGlobalMean(
        try builder.view(inputID), output: target, operation: Self.name, activation: .none)
      return
    }
    var source = try builder.denseView(inputID)
    for run in Self.neighboringRuns(axes) {
      let outer = shape[..<run.lowerBound].reduce(1, *)
      let reduced = shape[run].reduce(1, *)
      let inner = shape[run.upperBound...].reduce(1, *)
      let result = try builder.temporary(source.elementType, batch: outer, channels: inner)
      try builder.appendWindowMean(
        source.reshaped(batch: outer, width: reduced, channels: inner), output: result,
        operation: Self.name, window: Extent2D(height: 1, width: reduced), stride: .one,
        activation: .none)
      source = result
      for axis in run { shape[axis] = 1 }
    }
    try builder.appendElementwise(
      .activate, operation: Self.name,
      a: source.reshaped(like: output), output: output)
  }

  /// Ascending axes as ranges without gaps.
  private static func neighboringRuns(_ axes: [Int]) -> [Range<Int>] {
    axes.reduce(into: []) { runs, axis in
      if let last = runs.last, last.upperBound == axis {
        runs[runs.count - 1] = last.lowerBound..<(axis + 1)
      } else {
        runs.append(axis..<(axis + 1))
      }
    }
  }
}
