import KernelInterface
import TestSupport

extension Reference {
  /// One panel of `width` output channels at `pixelCount` pixels; see `ConvolutionArguments`. If it
  /// `isSplit`, the upper half of the channels goes `upperHalfOffset` behind the lower.
  public static func convolution(
    _ arguments: ConvolutionArguments, width: Int, isSplit: Bool = false
  ) {
    for pixel in 0..<arguments.pixelCount {
      let gaps = (arguments.column + pixel) / arguments.rowLength
      let output =
        arguments.output + (pixel * arguments.outputPixelStride + gaps * arguments.outputRowGap)
      let residual = arguments.residual.map {
        $0 + (pixel * arguments.residualPixelStride + gaps * arguments.residualRowGap)
      }
      for channel in 0..<width {
        var sum = Double(arguments.weights[channel])
        var weight = arguments.weights + (width + channel)
        for segment in 0..<arguments.segmentCount {
          let start = pixel * arguments.inputPixelStride + arguments.segmentOffsets[segment]
          for tap in 0..<arguments.segmentLength {
            sum += Double(arguments.input[start + tap]) * Double(weight.pointee)
            weight += width
          }
        }
        let isUpper = isSplit && channel >= width / 2
        let place = isUpper ? arguments.upperHalfOffset + channel - width / 2 : channel
        output[place] = finish(
          sum, arguments.activation, residual: residual?[channel], arguments.finalLower,
          arguments.finalUpper)
      }
    }
  }
}

extension ConvolutionKernel: CheckedKernel {
  public var failures: [String] {
    let (width, isSplit) = (width, tile.isSplit)
    return ConvolutionCheck(
      rows: tile.rows, width: width, isSplit: isSplit, kernel: run,
      reference: { Reference.convolution($0.pointee, width: width, isSplit: isSplit) }
    ).failures()
  }
}

/// One convolution tile against the reference.
struct ConvolutionCheck {
  /// Output pixels a tile.
  let rows: Int
  /// Channels a panel.
  let width: Int
  /// Whether the upper half of the channels goes elsewhere; such kernels take no residual.
  let isSplit: Bool
  let kernel: KernelFunction<ConvolutionArguments>
  let reference: KernelFunction<ConvolutionArguments>

  /// Place of a pixel's input.
  private struct Taps {
    var pixelStride: Int
    var offsets: [Int]
    var length: Int
  }

  /// Ends of rows of output: `gap` elements of output, `residualGap` of residual, are skipped.
  private struct Rows {
    var length: Int
    var column: Int
    var gap = 0
    var residualGap = 0
    /// Elements between neighboring pixels beyond the panel's.
    var pixelGap = 0
  }

  private let input = GuardedValues<Float>(count: 4096)
  private let weights = GuardedValues<Float>(count: 16384)
  private let residual = GuardedValues<Float>(count: 16384)

  init(
    rows: Int, width: Int, isSplit: Bool = false,
    kernel: @escaping KernelFunction<ConvolutionArguments>,
    reference: @escaping KernelFunction<ConvolutionArguments>
  ) {
    self.rows = rows
    self.width = width
    self.isSplit = isSplit
    self.kernel = kernel
    self.reference = reference
  }

  private var taps: [Taps] {
    [
      Taps(pixelStride: 1, offsets: [0], length: 0),  // nothing but a bias
      Taps(pixelStride: 1, offsets: [0], length: 1),
      Taps(pixelStride: 17, offsets: [0], length: 17),  // 1x1, dense
      Taps(pixelStride: 24, offsets: [0], length: 17),  // 1x1, a slice of wider pixels
      Taps(pixelStride: 3, offsets: [0, 60, 120], length: 9),  // 3x3 of 3 channels
      Taps(pixelStride: 6, offsets: [0, 60, 120], length: 9),  // the same, stride 2
      Taps(pixelStride: 4, offsets: [0, 8, 16, 80, 88, 96, 160, 168, 176], length: 4),  // dilated
      Taps(pixelStride: 5, offsets: [0, -5, -40, -45], length: 5),  // transposed
    ]
  }

  private var layouts: [Rows] {
    [
      Rows(length: 1000, column: 0),
      Rows(length: 1, column: 0, pixelGap: 3),  // narrow rows that run into one another
      Rows(length: rows, column: 0, gap: 7, residualGap: 3),
      Rows(length: rows, column: rows - 1, gap: 2 * width, residualGap: 0, pixelGap: 1),
      Rows(length: rows + 3, column: 2, gap: 5, residualGap: 11, pixelGap: width),
    ]
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 7)
    for pixelCount in Set([0, 1, rows - 1, rows, rows + 1, 2 * rows + 3]).sorted() {
      for taps in taps {
        for layout in layouts {
          for activation in CheckValues.activations {
            for residual in isSplit ? [ResidualCase.none] : ResidualCase.allCases {
              for isSpecial in [false, true] where !isSpecial || residual == .none {
                let failure = check(
                  pixelCount, taps, layout, activation, residual, isSpecial, &generator)
                guard let failure else { continue }
                failures.append(
                  "\(pixelCount) pixels, \(taps), \(layout), \(activation), residual \(residual): "
                    + failure)
              }
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ pixelCount: Int, _ taps: Taps, _ layout: Rows, _ activation: ElementActivation,
    _ residualCase: ResidualCase, _ isSpecial: Bool, _ generator: inout SeededGenerator
  ) -> String? {
    let atEnd = Bool.random(using: &generator)
    let depth = taps.offsets.count * taps.length
    // Exactly the elements that are taps of some pixel.
    let isEmpty = pixelCount == 0 || taps.length == 0
    let first = isEmpty ? 0 : taps.offsets.min()!
    let end =
      isEmpty ? 0 : (pixelCount - 1) * taps.pixelStride + taps.offsets.max()! + taps.length
    let inputs =
      isSpecial
      ? CheckValues.special(end - first, &generator)
      : CheckValues.numbers(end - first, &generator)
    let weightValues = CheckValues.numbers(width * (depth + 1), &generator)
    let pixelStride = width + layout.pixelGap
    let gapCount = (layout.column + max(0, pixelCount - 1)) / layout.length
    let count =
      pixelCount == 0 ? 0 : (pixelCount - 1) * pixelStride + gapCount * layout.gap + width
    let residualCount =
      pixelCount == 0 ? 0 : (pixelCount - 1) * width + gapCount * layout.residualGap + width
    let residuals = CheckValues.numbers(residualCount, &generator)
    let residualStart =
      residualCase == .none ? nil : UnsafePointer(residual.copy(residuals, atEnd: atEnd))

    func run(
      _ body: KernelFunction<ConvolutionArguments>, _ input: UnsafePointer<Float>,
      _ weights: UnsafePointer<Float>,
      _ activation: ElementActivation, _ residual: UnsafePointer<Float>?
    ) -> Canvas {
      // The lower halves all come first, then the upper.
      let canvas = Canvas(count: isSplit ? 2 * count : count)
      canvas.write { output in
        taps.offsets.withUnsafeBufferPointer { offsets in
          var arguments = ConvolutionArguments(
            input: input - first, inputPixelStride: taps.pixelStride,
            segmentOffsets: offsets.baseAddress!, segmentCount: offsets.count,
            segmentLength: taps.length, weights: weights, output: output,
            outputPixelStride: pixelStride, outputRowGap: layout.gap, residual: residual,
            residualPixelStride: width, residualRowGap: layout.residualGap,
            rowLength: layout.length, column: layout.column, pixelCount: pixelCount,
            activation: activation, finalLower: residualCase.limits.lower,
            finalUpper: residualCase.limits.upper)
          arguments.upperHalfOffset = count
          body(&arguments)
        }
      }
      return canvas
    }

    let guardedInput = input.copy(inputs, atEnd: atEnd)
    let guardedWeights = weights.copy(weightValues, atEnd: atEnd)
    let found = run(kernel, guardedInput, guardedWeights, activation, residualStart)
    let expected = run(reference, guardedInput, guardedWeights, activation, residualStart)
    guard expected.writtenCount == pixelCount * width else { return "the reference's writes" }
    let magnitudes = inputs.map(abs).withUnsafeBufferPointer { inputs in
      weightValues.map(abs).withUnsafeBufferPointer { weights in
        inputs.isEmpty
          ? run(reference, guardedInput, weights.baseAddress!, ElementActivation(.identity), nil)
          : run(
            reference, inputs.baseAddress!, weights.baseAddress!, ElementActivation(.identity), nil)
      }
    }
    let bound = ErrorBound(
      productCount: depth, activation: activation, hasResidual: residualCase != .none)
    return found.difference(from: expected) {
      bound(magnitude: Double(magnitudes.elements[$0]), residual: 2)
    }
  }
}
