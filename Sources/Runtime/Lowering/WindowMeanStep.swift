import Graphs
import KernelInterface
import Kernels

/// Means of windows clipped to the picture, one output pixel at a time.
struct WindowMeanStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let window: Extent2D
  let stride: Extent2D
  let padTop: Int
  let padLeft: Int
  /// A factor instead of 1 / (pixels of the clipped window): 1 for plain sums.
  let fixedScale: Float?
  let activation: ElementActivation
  let kernel: KernelFunction<WindowMeanArguments>

  /// Output pixels.
  var unitCount: Int { output.rowCount * output.width }

  /// Those of the input, where each is a window.
  var parts: PixelParts? {
    let parts = PixelParts(input.view)
    let isWindow =
      window == Extent2D(height: 1, width: parts.partWidth) && stride == window
      && padTop == 0 && padLeft == 0
    return isWindow && unitCount == parts.count ? parts : nil
  }

  var readsOwnPixels: [TensorView] { [input.view] }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    var unit = units.lowerBound
    while unit < units.upperBound {
      let (row, column) = unit.quotientAndRemainder(dividingBy: output.width)
      let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
      let end = min(output.width, column + units.upperBound - unit)
      let top = y * stride.height - padTop
      let rows = max(top, 0)..<min(top + window.height, input.height)
      let source = memory.pointer(input) + image * input.imageStride
      var target = memory.row(row, of: output) + column * output.pixelStride
      for x in column..<end {
        let left = x * stride.width - padLeft
        let columns = max(left, 0)..<min(left + window.width, input.width)
        var arguments = WindowMeanArguments(
          input: source
            + (rows.lowerBound * input.rowStride
              + columns.lowerBound * input.pixelStride),
          inputRowStride: input.rowStride, inputPixelStride: input.pixelStride,
          rowCount: rows.count, columnCount: columns.count, output: target,
          channelCount: output.channels,
          scale: fixedScale ?? 1 / Float(max(1, rows.count * columns.count)),
          activation: activation)
        kernel(&arguments)
        target += output.pixelStride
      }
      if column == 0 { memory.clearMargins(of: output.view, rows: row..<(row + 1)) }
      unit += end - column
    }
  }
}

extension PlanBuilder {
  /// Appends the mean over all pixels of each image. A large picture goes in two steps, sums of rows (of
  /// parts of them where these are few) and the sum of these, so that threads can share it; the order of
  /// summation is the same for any number of threads.
  mutating func appendGlobalMean(
    _ input: TensorView, output: TensorView, operation: String, activation: Activation
  ) throws(PlanError) {
    let pixels = input.height * input.width
    var (source, window) = (input, Extent2D(height: input.height, width: input.width))
    if pixels * input.channels > 4096 && input.height > 1 {
      let parts = PixelParts(input)
      let width = parts.partsPerRow <= 2 ? parts.partWidth : input.width
      let sums = try temporary(
        input.elementType, batch: input.batch, height: input.height,
        width: (input.width + width - 1) / width,
        channels: input.channels)
      let part = Extent2D(height: 1, width: width)
      try appendWindowMean(
        input, output: sums, operation: operation, window: part, stride: part, fixedScale: 1,
        activation: .none)
      (source, window) = (sums, Extent2D(height: sums.height, width: sums.width))
    }
    try appendWindowMean(
      source, output: output, operation: operation, window: window, stride: .one,
      fixedScale: 1 / Float(max(1, pixels)), activation: activation)
  }

  /// Appends a step of window means.
  mutating func appendWindowMean(
    _ input: TensorView, output: TensorView, operation: String, window: Extent2D,
    stride: Extent2D, padTop: Int = 0, padLeft: Int = 0, fixedScale: Float? = nil,
    activation: Activation
  ) throws(PlanError) {
    let kernel = kernels[.windowMean]
    let step = WindowMeanStep(
      input: try input.typed(for: operation), output: try output.typed(for: operation),
      window: window, stride: stride, padTop: padTop,
      padLeft: padLeft, fixedScale: fixedScale, activation: activation.elementActivation,
      kernel: kernel.run)
    let windowPixels = min(window.height, input.height) * min(window.width, input.width)
    let work = output.channels * windowPixels
    append(
      step, operation: operation, kernelNames: [kernel.name],
      grain: max(1, 4096 / max(1, work)), reads: [input], writes: [output])
  }
}
