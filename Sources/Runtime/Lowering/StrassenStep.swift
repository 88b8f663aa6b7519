import Graphs
import KernelInterface
import Kernels

/// A large pointwise convolution with an eighth fewer multiply-adds: see `StrassenWeights`.
///
/// The first half of an image's pixels are the upper rows of the matrix A, the second half the lower
/// ones. A unit is a pixel of the first half with the one as far into the second, so that how units are
/// divided changes no bit of the result. The middle pixel of an odd number is its own partner.
///
/// Rounding errors are relative to the larger pixel of a pair, and what is not finite in one makes both
/// NaN. In a network's feature maps pixels are about as large as each other; a pair of which one is not
/// (`isEven`) is computed again as it would be without this form.
struct StrassenStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let weights: StrassenWeights
  let limits: (lower: Float, upper: Float)
  let operands: KernelFunction<StrassenOperandArguments>
  let results: KernelFunction<StrassenResultArguments>

  /// Pixels for which packing nearly twice the weights is worth it.
  static let leastPixelCount = 96

  /// Pixels that a row must have: a tile may cross the end of one row, not of two.
  static let leastWidth = ConvolutionArguments.largestTileRowCount

  private var pixelCount: Int { output.height * output.width }
  /// Where the second half begins.
  private var half: Int { (pixelCount + 1) / 2 }

  var unitCount: Int { output.batch * half }

  /// Pairs whose pixels and sums fit a part of the L2, while all weights pass by.
  private static func blockPairCount(_ weights: StrassenWeights) -> Int {
    min(192, max(24, (48 << 10) / (4 * (weights.halfDepth + weights.halfCount)) / 24 * 24))
  }

  /// Floats of scratch: four sums of pixels, four products, a pixel of the output, sizes of pixels.
  static func scratchElementCount(_ weights: StrassenWeights) -> Int {
    blockPairCount(weights) * (4 * (weights.halfDepth + weights.halfCount) + 2)
      + 2 * weights.halfCount
  }

  /// Tells from their sums of squares whether both pixels of a pair are finite and neither is 1024 times as large
  /// as the other: whether what is mixed of them keeps 14 of 24 bits at worst.
  private static func isEven(_ first: Float, _ second: Float) -> Bool {
    let sizes = Float.leastNormalMagnitude...Float.greatestFiniteMagnitude
    return sizes.contains(first) && sizes.contains(second)
      && first <= second * 0x1p20 && second <= first * 0x1p20
  }

  /// From the last pixels to the first: what the step before wrote last is still in the cache.
  func run(_ units: Range<Int>, _ memory: StepMemory) {
    let blockPairCount = Self.blockPairCount(weights)
    var end = units.upperBound
    while end > units.lowerBound {
      let image = (end - 1) / half
      let last = end - 1 - image * half
      let isAlone = last + half == pixelCount
      let count = isAlone ? 1 : min(blockPairCount, last + 1, end - units.lowerBound)
      let first = last + 1 - count
      runBlock(image, first, isAlone ? first : first + half, count, memory)
      end -= count
    }
  }

  /// Some pixels of the first half with as many of the second, or one that is in both.
  private func runBlock(
    _ image: Int, _ first: Int, _ second: Int, _ count: Int, _ memory: StepMemory
  ) {
    let (halfDepth, halfCount) = (weights.halfDepth, weights.halfCount)
    let pixels = UnsafePointer(memory.pointer(input)) + image * input.imageStride
    func quarter(_ pixel: Int, _ channel: Int) -> Rows {
      Rows(base: pixels + pixel * input.pixelStride + channel, stride: input.pixelStride)
    }
    let (a11, a12) = (quarter(first, 0), quarter(first, halfDepth))
    let (a21, a22) = (quarter(second, 0), quarter(second, halfDepth))
    let (scratch, sumStride) = (memory.scratch(of: Float.self), count * halfDepth)
    func sum(_ number: Int) -> Rows {
      Rows(base: UnsafePointer(scratch) + (number - 1) * sumStride, stride: halfDepth)
    }
    let products = scratch + 4 * sumStride
    func product(_ index: Int) -> Target {
      Target(base: products + index * count * halfCount, stride: halfCount)
    }
    // U2 = P1 + P6 is not P1 in place, which P6 takes as its residual: panels that overlap would add the
    // products they share twice.
    let (p1, u2, p5, p7) = (product(0), product(1), product(2), product(3))
    let upperRows = target(image, first, memory)
    let lowerRows = first == second ? product(4) : target(image, second, memory)
    let sizes = product(4).base + 2 * halfCount

    var arguments = StrassenOperandArguments(
      a11: a11.base, a12: a12.base, a21: a21.base, a22: a22.base, rowStride: input.pixelStride,
      sums: scratch, sumStride: sumStride, sizes: sizes, rowCount: count, columnCount: halfDepth)
    operands(&arguments)
    multiply(weights.p1, a11, count, to: p1)
    multiply(weights.p2, a12, count, adding: p1, to: upperRows, limits)
    multiply(weights.p6, sum(2), count, adding: p1, to: u2)
    multiply(weights.p5, sum(1), count, to: p5)
    multiply(weights.p7, sum(3), count, to: p7)
    join(u2, p5, p7, count, to: lowerRows.moved(halfCount))
    multiply(weights.minusP4, a22, count, adding: u2, to: lowerRows, limits)
    multiply(weights.p3, sum(4), count, adding: p5, to: upperRows.moved(halfCount), limits)
    var pair = 0
    while pair < count {
      var end = pair
      while end < count, !Self.isEven(sizes[2 * end], sizes[2 * end + 1]) { end += 1 }
      if end > pair { multiplyPlainly(image, first + pair, end - pair, memory) }
      if end > pair, first != second {
        multiplyPlainly(image, second + pair, end - pair, memory)
      }
      pair = end + 1
    }
    clearMargins(image, first, count, memory)
    if first != second { clearMargins(image, second, count, memory) }
  }

  /// Rows of a matrix that are read.
  private struct Rows {
    let base: UnsafePointer<Float>
    let stride: Int
  }

  /// Rows that are written: of scratch, or pixels of the output with the gaps behind its rows.
  private struct Target {
    var base: UnsafeMutablePointer<Float>
    let stride: Int
    var gap = 0
    var column = 0

    func moved(_ elements: Int) -> Target {
      var target = self
      target.base += elements
      return target
    }
  }

  /// A pixel of the output and those behind it.
  private func target(_ image: Int, _ pixel: Int, _ memory: StepMemory) -> Target {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: output.width)
    return Target(
      base: memory.row(image * output.height + row, of: output) + column * output.pixelStride,
      stride: output.pixelStride, gap: output.rowGap, column: column)
  }

  private func multiply(
    _ packed: PackedConvolution, _ input: Rows, _ count: Int, adding residual: Target? = nil,
    to target: Target, _ limits: (lower: Float, upper: Float) = (-.infinity, .infinity)
  ) {
    var noOffset = 0
    withUnsafePointer(to: &noOffset) { offsets in
      var arguments = ConvolutionArguments(
        input: input.base, inputPixelStride: input.stride, segmentOffsets: offsets,
        segmentCount: 1, segmentLength: packed.depth, weights: packed.weights.base,
        output: target.base, outputPixelStride: target.stride, outputRowGap: target.gap,
        residual: nil, residualPixelStride: residual?.stride ?? 0, residualRowGap: 0,
        rowLength: output.width, column: target.column, pixelCount: count,
        activation: ElementActivation(.identity), finalLower: limits.lower,
        finalUpper: limits.upper)
      for index in 0..<packed.panels.count {
        let panel = packed.panels.base + index
        arguments.weights = packed.weights.base + panel.pointee.offset
        arguments.output = target.base + panel.pointee.channel
        arguments.residual = residual.map { UnsafePointer($0.base) + panel.pointee.channel }
        panel.pointee.run(&arguments)
      }
    }
  }

  /// Some pixels without Strassen's form.
  private func multiplyPlainly(_ image: Int, _ pixel: Int, _ count: Int, _ memory: StepMemory) {
    let pixels = UnsafePointer(memory.pointer(input)) + image * input.imageStride
    multiply(
      weights.plain, Rows(base: pixels + pixel * input.pixelStride, stride: input.pixelStride),
      count, to: target(image, pixel, memory), limits)
  }

  /// C22 row by row of the output, since the kernel knows no gaps.
  private func join(_ u2: Target, _ p5: Target, _ p7: Target, _ count: Int, to target: Target) {
    var arguments = StrassenResultArguments(
      u2: u2.base, p5: p5.base, p7: p7.base, output: target.base,
      outputRowStride: target.stride, rowCount: 0, columnCount: weights.halfCount,
      lower: limits.lower, upper: limits.upper)
    var left = count
    var column = target.column
    while left > 0 {
      arguments.rowCount = min(left, output.width - column)
      results(&arguments)
      left -= arguments.rowCount
      column = 0
      let done = arguments.rowCount * weights.halfCount
      arguments.u2 += done
      arguments.p5 += done
      arguments.p7 += done
      arguments.output += arguments.rowCount * target.stride + target.gap
    }
  }

  /// Clears the margins around rows that begin among these pixels.
  private func clearMargins(_ image: Int, _ pixel: Int, _ count: Int, _ memory: StepMemory) {
    let first = (pixel + output.width - 1) / output.width
    let last = (pixel + count - 1) / output.width
    guard first <= last else { return }
    let base = image * output.height
    memory.clearMargins(of: output.view, rows: (base + first)..<(base + last + 1))
  }
}
