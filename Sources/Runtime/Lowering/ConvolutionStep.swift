import Graphs
import KernelInterface
import Kernels
import Memory

/// A convolution as runs of output pixels through the panels' kernels. Convolutions, matrix products
/// and the phases of transposed convolutions all come to this.
struct ConvolutionStep: Step {
  /// Way in which output pixels find their input.
  enum Walk: Sendable {
    /// Pixel p of an image reads input pixel p: rows without margins run into one another.
    case dense
    /// Each output row by itself: row y reads from input row y * stride + firstRow.
    case rows(stride: Int, firstRow: Int)
    /// One pixel an image, panel by panel.
    case panels
  }

  let input: TypedView<Float>
  let output: TypedView<Float>
  /// Of the output's size, or one pixel an image that is added to all.
  let residual: TypedView<Float>?
  let packed: PackedConvolution
  /// A scale of the input, one an image; nil for none.
  var inputScale: InputScale?
  let walk: Walk
  /// Input pixels between the first taps of neighboring output pixels.
  let columnStride: Int
  /// The first tap of the first output pixel, in input pixels from the row's first.
  let firstColumn: Int
  /// Offsets of the segments from a pixel's first tap, in elements.
  let segmentOffsets: FixedArray<Int>
  let segmentLength: Int
  let activation: ElementActivation
  let finalLimits: (lower: Float, upper: Float)
  /// Whether the step writes all of the output tensor, whose margins it then clears too.
  let clearsMargins: Bool
  /// Pixels that go through all panels before the next ones: see the static `blockPixelCount`.
  let blockPixelCount: Int
  /// For split kernels: elements from an output pixel's lower half of channels to its upper half.
  var upperHalfOffset = 0
  /// For split kernels: applies the activation behind them, with wider vectors than theirs.
  var activate: KernelFunction<ElementwiseArguments>?
  /// A function behind the kernels; not for a walk of panels.
  var tail: BlockTail?
  /// The units of a dense walk if they are not pixels.
  private(set) var unitParts: PixelParts?

  /// Pixels whose input and output fit a part of a 512 KB L2, in whole tiles: every panel reads all of the
  /// one and writes a part of the other, while its weights stay in the L1.
  static func blockPixelCount(depth: Int, channelCount: Int) -> Int {
    min(384, max(24, (192 << 10) / (4 * max(1, depth + channelCount)) / 24 * 24))
  }

  /// Units a thread should at least get of single pixels: one panel where half of the work is worth
  /// meeting the others for and no panel is most of it, else those of 24 pixels.
  static func panelGrain(_ packed: PackedConvolution) -> Int {
    let widest = packed.panels.reduce(0) { max($0, $1.width) }
    let isEven = 3 * widest <= 2 * packed.channelCount
    return isEven && packed.channelCount * packed.depth >= 8192 ? 1 : 24 * packed.panels.count
  }

  /// Pixels that threads divide: whole tiles of the tallest panel; too few pixels go to one thread.
  static func pixelGrain(_ packed: PackedConvolution, pixelCount: Int) -> Int {
    let fewPixels = 24
    guard pixelCount > fewPixels else { return fewPixels }
    return packed.panels.reduce(1) { max($0, $1.rowCount) }
  }

  var parts: PixelParts? {
    let parts = PixelParts(output.view)
    return switch walk {
    case .dense: parts
    case .rows: parts.partsPerRow == 1 ? parts : nil
    case .panels: nil
    }
  }

  var readsOwnPixels: [TensorView] {
    let residual = [residual?.view].compactMap { $0 }.filter { $0.pixelStride != 0 }
    return switch walk {
    case .dense: [input.view] + residual
    case .rows(stride: 1, firstRow: 0) where readsOneTap: [input.view] + residual
    case .rows, .panels: residual
    }
  }

  private var readsOneTap: Bool {
    columnStride == 1 && firstColumn == 0 && segmentOffsets.elementsEqual([0])
      && segmentLength == input.channels
  }

  func inParts() -> ConvolutionStep {
    var step = self
    step.unitParts = parts
    return step
  }

  /// Pixels or their parts, rows or panels.
  var unitCount: Int {
    switch walk {
    case .dense: unitParts?.count ?? output.batch * output.height * output.width
    case .rows: output.rowCount
    case .panels: output.batch * packed.panels.count
    }
  }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    var arguments = ConvolutionArguments(
      input: memory.pointer(input), inputPixelStride: columnStride * input.pixelStride,
      segmentOffsets: segmentOffsets.base, segmentCount: segmentOffsets.count,
      segmentLength: segmentLength, weights: packed.weights.base, output: memory.pointer(output),
      outputPixelStride: output.pixelStride, outputRowGap: output.rowGap,
      residual: nil, residualPixelStride: residual?.pixelStride ?? 0,
      residualRowGap: residual?.rowGap ?? 0, rowLength: output.width, column: 0, pixelCount: 0,
      activation: activate == nil ? activation : ElementActivation(.identity),
      finalLower: finalLimits.lower, finalUpper: finalLimits.upper)
    arguments.upperHalfOffset = upperHalfOffset
    guard let inputScale else { return run(units, memory, packed.weights.base, &arguments) }
    let imageUnits = unitCount / output.batch
    var unit = units.lowerBound
    while unit < units.upperBound {
      let image = unit / imageUnits
      let start = image * imageUnits
      let part = unit..<min(units.upperBound, start + imageUnits)
      let weights = inputScale.scaledWeights(
        of: packed, panels: panels(of: part, firstUnit: start), image: image, memory)
      run(part, memory, weights, &arguments)
      unit = part.upperBound
    }
  }

  /// The panels that units of one image need.
  private func panels(of units: Range<Int>, firstUnit: Int) -> Range<Int> {
    guard case .panels = walk else { return 0..<packed.panels.count }
    return (units.lowerBound - firstUnit)..<(units.upperBound - firstUnit)
  }

  /// The pixels of units of a dense walk.
  private func pixels(_ units: Range<Int>) -> Range<Int> {
    guard let parts = unitParts else { return units }
    return parts.firstPixel(units.lowerBound)..<parts.firstPixel(units.upperBound)
  }

  private func run(
    _ units: Range<Int>, _ memory: StepMemory, _ weights: UnsafePointer<Float>,
    _ arguments: inout ConvolutionArguments
  ) {
    switch walk {
    case .dense: runDense(pixels(units), memory, weights, &arguments)
    case .rows(let stride, let firstRow):
      for row in units { runRow(row, stride, firstRow, memory, weights, &arguments) }
    case .panels: runPanels(units, memory, weights, &arguments)
    }
  }

  private func runRow(
    _ row: Int, _ stride: Int, _ firstRow: Int, _ memory: StepMemory,
    _ weights: UnsafePointer<Float>, _ arguments: inout ConvolutionArguments
  ) {
    let image = row / output.height
    let inputRow = (row - image * output.height) * stride + firstRow
    let input =
      memory.pointer(input) + image * input.imageStride + inputRow * input.rowStride
      + firstColumn * input.pixelStride
    var column = 0
    while column < output.width {
      let count = min(blockPixelCount, output.width - column)
      arguments.input = UnsafePointer(input) + column * arguments.inputPixelStride
      runBlock(image, row, column, count, memory, weights, &arguments)
      column += count
    }
    if clearsMargins { memory.clearMargins(of: output.view, rows: row..<(row + 1)) }
  }

  private func runDense(
    _ units: Range<Int>, _ memory: StepMemory, _ weights: UnsafePointer<Float>,
    _ arguments: inout ConvolutionArguments
  ) {
    let imagePixels = output.height * output.width
    // A kernel crosses a row's end at most once in a tile: narrow rows with margins go one by one.
    let staysInRow =
      output.width < ConvolutionArguments.largestTileRowCount
      && (arguments.outputRowGap != 0 || arguments.residualRowGap != 0)
    var pixel = units.lowerBound
    while pixel < units.upperBound {
      let image = pixel / imagePixels
      let inImage = pixel - image * imagePixels
      let (row, column) = inImage.quotientAndRemainder(dividingBy: output.width)
      let end = staysInRow ? output.width - column : imagePixels - inImage
      let count = min(blockPixelCount, end, units.upperBound - pixel)
      arguments.input =
        UnsafePointer(memory.pointer(input)) + image * input.imageStride
        + inImage * input.pixelStride
      runBlock(image, image * output.height + row, column, count, memory, weights, &arguments)
      if clearsMargins {
        let last = (inImage + count - 1) / output.width
        let first = column == 0 ? row : row + 1
        let base = image * output.height
        if first <= last {
          memory.clearMargins(of: output.view, rows: (base + first)..<(base + last + 1))
        }
      }
      pixel += count
    }
  }

  private func runPanels(
    _ units: Range<Int>, _ memory: StepMemory, _ weights: UnsafePointer<Float>,
    _ arguments: inout ConvolutionArguments
  ) {
    let count = packed.panels.count
    var unit = units.lowerBound
    while unit < units.upperBound {
      let (image, panel) = unit.quotientAndRemainder(dividingBy: count)
      let end = min(count, panel + units.upperBound - unit)
      arguments.input = UnsafePointer(memory.pointer(input)) + image * input.imageStride
      runBlock(image, image, 0, 1, memory, weights, &arguments, panels: panel..<end)
      unit += end - panel
    }
  }

  /// One block of pixels through all panels, or some.
  private func runBlock(
    _ image: Int, _ row: Int, _ column: Int, _ pixelCount: Int, _ memory: StepMemory,
    _ weights: UnsafePointer<Float>, _ arguments: inout ConvolutionArguments,
    panels: Range<Int>? = nil
  ) {
    let output = memory.row(row, of: output) + column * output.pixelStride
    let residual = residual.map {
      UnsafePointer(memory.row(row, of: $0)) + column * $0.pixelStride
    }
    arguments.column = column
    arguments.pixelCount = pixelCount
    for index in panels ?? 0..<packed.panels.count {
      let panel = packed.panels.base + index
      arguments.weights = weights + panel.pointee.offset
      arguments.output = output + panel.pointee.channel
      arguments.residual = residual.map { $0 + panel.pointee.channel }
      panel.pointee.run(&arguments)
    }
    if let activate {
      var rows = ElementwiseArguments(
        a: output, aRowStride: upperHalfOffset, aColumnStride: 1, b: output, bRowStride: 0,
        bColumnStride: 0, c: output, cRowStride: 0, cColumnStride: 0, output: output,
        outputRowStride: upperHalfOffset, rowCount: 2,
        columnCount: pixelCount * arguments.outputPixelStride, activation: activation)
      activate(&rows)
    }
    if let tail { finish(tail, output, column, pixelCount) }
  }

  /// Applies the tail to a block, row by row.
  private func finish(
    _ tail: BlockTail, _ start: UnsafeMutablePointer<Float>, _ column: Int, _ pixelCount: Int
  ) {
    var (pixels, column, left) = (start, column, pixelCount)
    while left > 0 {
      let count = output.rowGap == 0 ? left : min(left, output.width - column)
      tail.apply(
        to: pixels, count: count, pixelStride: output.pixelStride, channelCount: output.channels)
      pixels += count * output.pixelStride + output.rowGap
      left -= count
      column = 0
    }
  }
}
