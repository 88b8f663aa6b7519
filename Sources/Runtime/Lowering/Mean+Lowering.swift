import Graphs
import KernelInterface

extension Mean: Lowerable {
  /// The mean over the pixels of images is a window mean. Any other choice of axes goes one run of
  /// neighboring axes after the other, each seen as `[outer, reduced, inner]`.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, outputID) = (node.input(0), node.output())
    if builder.graph[inputID].shape.elementCount == 0 {
      return try builder.appendMeanOfNothing(node)
    }
    let output = try builder.view(outputID)
    let shape = builder.graph[inputID].shape.dimensions
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
    try builder.appendReduction(node, axes: axes, nil, operation: Self.name)
  }
}

extension PlanBuilder {
  /// Appends means of no elements, which are 0 / 0.
  fileprivate mutating func appendMeanOfNothing(_ node: Node) throws(PlanError) {
    try writeDense(node.output(), operation: Mean.name) { (builder, output) throws(PlanError) in
      builder.appendElements(
        output.elementCount, unitWork: 1, operation: Mean.name, reads: [], writes: [output]
      ) { unit, memory in ScalarElements(output, memory).store(Double.nan, at: unit) }
    }
  }

  /// Appends the reduction of a node's input: one run of neighboring axes after the other, each seen as
  /// `[outer, reduced, inner]`. The mean, where no other statistic is given.
  mutating func appendReduction(
    _ node: Node, axes: [Int], _ statistic: WindowStatistic?, operation: String
  ) throws(PlanError) {
    let output = try view(node.output())
    var shape = graph[node.input(0)].shape.dimensions
    var source = try denseView(node.input(0))
    for run in Self.neighboringRuns(axes) {
      let outer = shape[..<run.lowerBound].reduce(1, *)
      let reduced = shape[run].reduce(1, *)
      let inner = shape[run.upperBound...].reduce(1, *)
      let result = try temporary(source.elementType, batch: outer, channels: inner)
      let windows = source.reshaped(batch: outer, width: reduced, channels: inner)
      let window = Extent2D(height: 1, width: reduced)
      if statistic == .maximum {
        try appendWindowMaximum(windows, output: result, operation: operation, window: window)
      } else {
        try appendWindowMean(
          windows, output: result, operation: operation, window: window, stride: .one,
          fixedScale: statistic == .sum ? 1 : nil, activation: .none)
      }
      source = result
      for axis in run { shape[axis] = 1 }
    }
    try appendElementwise(
      .activate, operation: operation, a: source.reshaped(like: output), output: output)
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

/// The result of a window's elements, but for the mean.
enum WindowStatistic {
  case sum, maximum
}
