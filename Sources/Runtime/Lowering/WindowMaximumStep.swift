import Graphs
import KernelInterface
import Kernels

/// The largest elements of windows clipped to the picture, in runs of output pixels whose windows have the
/// same columns or are whole.
struct WindowMaximumStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let window: Extent2D
  let stride: Extent2D
  let padTop: Int
  let padLeft: Int
  let limits: (lower: Float, upper: Float)
  let kernel: KernelFunction<WindowMaximumArguments>
  /// The first output column whose window begins within the picture, and the one behind the last whose ends
  /// there.
  private let whole: Range<Int>

  init(
    input: TypedView<Float>, output: TypedView<Float>, window: Extent2D, stride: Extent2D,
    padTop: Int, padLeft: Int, limits: (lower: Float, upper: Float),
    kernel: @escaping KernelFunction<WindowMaximumArguments>
  ) {
    (self.input, self.output, self.window, self.stride) = (input, output, window, stride)
    (self.padTop, self.padLeft, self.limits, self.kernel) = (padTop, padLeft, limits, kernel)
    let first = min(output.width, (padLeft + stride.width - 1) / stride.width)
    let last = input.width + padLeft - window.width
    whole = first..<max(first, min(output.width, last < 0 ? 0 : last / stride.width + 1))
  }

  /// Output rows.
  var unitCount: Int { output.rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for row in units {
      let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
      let top = y * stride.height - padTop
      let rows = max(top, 0)..<min(top + window.height, input.height)
      let source =
        memory.pointer(input) + image * input.imageStride + rows.lowerBound * input.rowStride
      let target = memory.row(row, of: output)
      var arguments = WindowMaximumArguments(
        input: source, inputRowStride: input.rowStride, inputPixelStride: input.pixelStride,
        columnStep: stride.width * input.pixelStride, rowCount: rows.count,
        columnCount: window.width, output: target, outputPixelStride: output.pixelStride,
        pixelCount: 1, channelCount: output.channels, lower: limits.lower, upper: limits.upper)
      var x = 0
      while x < output.width {
        let left = x * stride.width - padLeft
        let columns = max(left, 0)..<min(left + window.width, input.width)
        arguments.input = UnsafePointer(source) + columns.lowerBound * input.pixelStride
        arguments.columnCount = columns.count
        arguments.output = target + x * output.pixelStride
        arguments.pixelCount = x == whole.lowerBound ? max(1, whole.count) : 1
        kernel(&arguments)
        x += arguments.pixelCount
      }
    }
    memory.clearMargins(of: output.view, rows: units)
  }
}

extension PlanBuilder {
  /// Appends a step of windows' largest elements.
  mutating func appendWindowMaximum(
    _ input: TensorView, output: TensorView, operation: String, window: Extent2D,
    stride: Extent2D = .one, padTop: Int = 0, padLeft: Int = 0, activation: Activation = .none
  ) throws(PlanError) {
    let kernel = kernels[.windowMaximum]
    let step = WindowMaximumStep(
      input: try input.typed(for: operation), output: try output.typed(for: operation),
      window: window, stride: stride, padTop: padTop, padLeft: padLeft,
      limits: activation.limits ?? (-.infinity, .infinity), kernel: kernel.run)
    let work = output.width * output.channels * min(window.width, input.width)
    append(
      step, operation: operation, kernelNames: [kernel.name], grain: max(1, 4096 / max(1, work)),
      reads: [input], writes: [output])
  }
}

extension Pool2D: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input = try builder.view(node.input(0))
    let output = try builder.view(node.output())
    let place = try Window2D(
      input: builder.graph[node.input(0)].shape,
      filter: Shape([1, window.height, window.width, 1]),
      padding: padding, stride: stride, dilation: .one, operation: label)
    let (top, left) = (place.rows.padBefore, place.columns.padBefore)
    switch statistic {
    case .maximum:
      try builder.appendWindowMaximum(
        input, output: output, operation: label, window: window, stride: stride, padTop: top,
        padLeft: left, activation: activation)
    case .rootMeanSquare:
      let squares = try builder.temporary(
        input.elementType, batch: input.batch, height: input.height, width: input.width,
        channels: input.channels)
      try builder.appendElementwise(.square, operation: label, a: input, output: squares)
      let means = try builder.temporary(
        output.elementType, batch: output.batch, height: output.height, width: output.width,
        channels: output.channels)
      try builder.appendWindowMean(
        squares, output: means, operation: label, window: window, stride: stride, padTop: top,
        padLeft: left, activation: .none)
      let shape = builder.graph[node.output()].shape
      try builder.appendScalar(
        .unary(.squareRoot), operands: [(means, shape)], output: node.output(), operation: label)
      if activation != .none {
        try builder.appendElementwise(
          .activate, operation: label, a: output, output: output,
          activation: activation.elementActivation)
      }
    }
  }
}

extension MaxPoolWithArgmax2D: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input: TypedView<Float> = try builder.view(node.input(0)).typed(for: Self.name)
    let largest: TypedView<Float> = try builder.view(node.output(0)).typed(for: Self.name)
    let places: TypedView<Float> = try builder.view(node.output(1)).typed(for: Self.name)
    let place = try Window2D(
      input: builder.graph[node.input(0)].shape,
      filter: Shape([1, window.height, window.width, 1]),
      padding: padding, stride: stride, dilation: .one, operation: Self.name)
    let (window, stride) = (window, stride)
    let limits = activation.limits ?? (-.infinity, .infinity)
    builder.appendElements(
      largest.rowCount, unitWork: largest.width * largest.channels * window.width,
      operation: Self.name, reads: [input.view], writes: [largest.view, places.view]
    ) { row, memory in
      let (image, y) = row.quotientAndRemainder(dividingBy: largest.height)
      let source = memory.pointer(input) + image * input.imageStride
      let top = y * stride.height - place.rows.padBefore
      for x in 0..<largest.width {
        let left = x * stride.width - place.columns.padBefore
        let rows = max(0, -top)..<min(window.height, input.height - top)
        let columns = max(0, -left)..<min(window.width, input.width - left)
        for channel in 0..<largest.channels {
          var (best, bestPlace) = (-Float.greatestFiniteMagnitude, 0)
          for i in rows {
            for j in columns {
              let value = source[
                (top + i) * input.rowStride + (left + j) * input.pixelStride + channel]
              if value > best { (best, bestPlace) = (value, i * window.width + j) }
            }
          }
          memory.row(row, of: largest)[x * largest.pixelStride + channel] =
            min(max(best, limits.lower), limits.upper)
          memory.row(row, of: places)[x * places.pixelStride + channel] = Float(bestPlace) + 0.1
        }
      }
      memory.clearMargins(of: largest.view, rows: row..<(row + 1))
      memory.clearMargins(of: places.view, rows: row..<(row + 1))
    }
  }
}

extension MaxUnpooling2D: Lowerable {
  /// Zeros, then the elements; windows may overlap, so that an image is one thread's.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input: TypedView<Float> = try builder.view(node.input(0)).typed(for: Self.name)
    let places: TypedView<Float> = try builder.view(node.input(1)).typed(for: Self.name)
    let output: TypedView<Float> = try builder.view(node.output()).typed(for: Self.name)
    let (window, stride) = (window, stride)
    let padTop = max(0, (input.height - 1) * stride.height + window.height - output.height) / 2
    let padLeft = max(0, (input.width - 1) * stride.width + window.width - output.width) / 2
    builder.appendElements(
      input.batch, unitWork: output.height * output.width * output.channels, operation: Self.name,
      reads: [input.view, places.view], writes: [output.view]
    ) { image, memory in
      let rows = image * output.height..<(image + 1) * output.height
      for row in rows {
        let target = memory.row(row, of: output)
        for x in 0..<output.width {
          (target + x * output.pixelStride).update(repeating: 0, count: output.channels)
        }
      }
      for y in 0..<input.height {
        let source = memory.row(image * input.height + y, of: input)
        let indices = memory.row(image * input.height + y, of: places)
        for x in 0..<input.width {
          for channel in 0..<input.channels {
            let place = indices[x * places.pixelStride + channel]
            guard place >= 0, place < Float(window.height * window.width) else { continue }
            let (i, j) = Int(place).quotientAndRemainder(dividingBy: window.width)
            let row = y * stride.height - padTop + i
            let column = x * stride.width - padLeft + j
            guard (0..<output.height).contains(row), (0..<output.width).contains(column) else {
              continue
            }
            memory.row(image * output.height + row, of: output)[
              column * output.pixelStride + channel] = source[x * input.pixelStride + channel]
          }
        }
      }
      memory.clearMargins(of: output.view, rows: rows)
    }
  }
}
