import KernelInterface
import TestSupport

extension Reference {
  /// One output row of all channels, with weights packed for `lanes`; see `DepthwiseArguments`.
  public static func depthwise(_ arguments: DepthwiseArguments, lanes: Int) {
    let tapCount = arguments.filterHeight * arguments.filterWidth
    var block = arguments.weights
    var first = 0
    var width = lanes
    while first < arguments.channelCount {
      while width > arguments.channelCount - first { width /= 2 }
      for pixel in 0..<arguments.pixelCount {
        for channel in first..<(first + width) {
          var sum = Double(block[channel - first])
          for tap in 0..<tapCount {
            let (y, x) = tap.quotientAndRemainder(dividingBy: arguments.filterWidth)
            let place =
              y * arguments.inputRowStride + pixel * arguments.inputPixelStride
              + x * arguments.tapStride + channel
            sum +=
              Double(arguments.input[place]) * Double(block[(tap + 1) * width + channel - first])
          }
          let residual = arguments.residual?[pixel * arguments.residualPixelStride + channel]
          arguments.output[pixel * arguments.outputPixelStride + channel] = finish(
            sum, arguments.activation, residual: residual, arguments.finalLower,
            arguments.finalUpper)
        }
      }
      first += width
      block += width * (tapCount + 1)
    }
  }
}

extension DepthwiseKernel: CheckedKernel {
  public var failures: [String] {
    let lanes = lanes
    return DepthwiseCheck(
      size: filter.size, stride: filter.stride, pixels: filter.pixels, lanes: lanes, kernel: run,
      reference: { Reference.depthwise($0.pointee, lanes: lanes) }
    ).failures()
  }
}

/// One depthwise kernel against the reference.
struct DepthwiseCheck {
  /// The square filter's size; 0 for a kernel of any filter.
  let size: Int
  /// Input pixels between outputs; 0 for a kernel of any stride.
  let stride: Int
  /// Output pixels a tile.
  let pixels: Int
  let lanes: Int
  let kernel: KernelFunction<DepthwiseArguments>
  let reference: KernelFunction<DepthwiseArguments>

  private struct Filter {
    var height: Int
    var width: Int
    var stride: Int
    var dilation = 1
  }

  private let input = GuardedValues<Float>(count: 65536)
  private let weights = GuardedValues<Float>(count: 16384)
  private let residual = GuardedValues<Float>(count: 16384)

  init(
    size: Int, stride: Int, pixels: Int, lanes: Int,
    kernel: @escaping KernelFunction<DepthwiseArguments>,
    reference: @escaping KernelFunction<DepthwiseArguments>
  ) {
    self.size = size
    self.stride = stride
    self.pixels = pixels
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  private var filters: [Filter] {
    if size > 0 { return [Filter(height: size, width: size, stride: stride)] }
    return [
      Filter(height: 1, width: 1, stride: 1), Filter(height: 3, width: 3, stride: 3),
      Filter(height: 5, width: 5, stride: 1), Filter(height: 1, width: 7, stride: 2),
      Filter(height: 7, width: 1, stride: 1), Filter(height: 3, width: 3, stride: 1, dilation: 2),
      Filter(height: 2, width: 4, stride: 2, dilation: 3),
    ]
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 11)
    let channelCounts = Set([0, 1, 2, 3, lanes - 1, lanes, lanes + 1, 3 * lanes + 5]).sorted()
    for pixelCount in Set([0, 1, 2, 5, pixels - 1, pixels, pixels + 1, 2 * pixels + 3]).sorted() {
      for channelCount in channelCounts {
        for filter in filters {
          for activation in CheckValues.activations {
            for residual in ResidualCase.allCases {
              for isSpecial in [false, true] where !isSpecial || residual == .none {
                let failure = check(
                  pixelCount, channelCount, filter, activation, residual, isSpecial, &generator)
                guard let failure else { continue }
                failures.append(
                  "\(pixelCount) pixels, \(channelCount) channels, \(filter), \(activation), "
                    + "residual \(residual): \(failure)")
              }
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ pixelCount: Int, _ channelCount: Int, _ filter: Filter, _ activation: ElementActivation,
    _ residualCase: ResidualCase, _ isSpecial: Bool, _ generator: inout SeededGenerator
  ) -> String? {
    let atEnd = Bool.random(using: &generator)
    let channelStride = channelCount + (Bool.random(using: &generator) ? 0 : 3)
    let tapStride = channelStride * filter.dilation
    let inputPixelStride = channelStride * filter.stride
    let tapCount = filter.height * filter.width
    let isEmpty = pixelCount == 0 || channelCount == 0
    let rowEnd =
      (pixelCount - 1) * inputPixelStride + (filter.width - 1) * tapStride + channelCount
    let inputRowStride = max(0, rowEnd) + 9
    let inputCount = isEmpty ? 0 : (filter.height - 1) * inputRowStride + rowEnd
    let inputs =
      isSpecial
      ? CheckValues.special(inputCount, &generator)
      : CheckValues.numbers(inputCount, &generator)
    let weightValues = CheckValues.numbers(channelCount * (tapCount + 1), &generator)
    let outputStride = channelCount + (Bool.random(using: &generator) ? 0 : 5)
    let residualStride = channelCount + (Bool.random(using: &generator) ? 0 : 2)
    let residuals = CheckValues.numbers(
      isEmpty ? 0 : (pixelCount - 1) * residualStride + channelCount, &generator)
    let residualStart =
      residualCase == .none ? nil : UnsafePointer(residual.copy(residuals, atEnd: atEnd))

    func run(
      _ body: KernelFunction<DepthwiseArguments>, _ input: UnsafePointer<Float>,
      _ weights: UnsafePointer<Float>,
      _ activation: ElementActivation, _ residual: UnsafePointer<Float>?
    ) -> Canvas {
      let canvas = Canvas(
        count: isEmpty ? 0 : (pixelCount - 1) * outputStride + channelCount)
      canvas.write { output in
        var arguments = DepthwiseArguments(
          input: input, inputRowStride: inputRowStride, inputPixelStride: inputPixelStride,
          tapStride: tapStride, filterHeight: filter.height, filterWidth: filter.width,
          weights: weights, output: output, outputPixelStride: outputStride, residual: residual,
          residualPixelStride: residualStride, pixelCount: pixelCount, channelCount: channelCount,
          activation: activation, finalLower: residualCase.limits.lower,
          finalUpper: residualCase.limits.upper)
        body(&arguments)
      }
      return canvas
    }

    let guardedInput = input.copy(inputs, atEnd: atEnd)
    let guardedWeights = weights.copy(weightValues, atEnd: atEnd)
    let found = run(kernel, guardedInput, guardedWeights, activation, residualStart)
    let expected = run(reference, guardedInput, guardedWeights, activation, residualStart)
    guard expected.writtenCount == pixelCount * channelCount else {
      return "the reference's writes"
    }
    for (index, value) in inputs.enumerated() { guardedInput[index] = abs(value) }
    for (index, value) in weightValues.enumerated() { guardedWeights[index] = abs(value) }
    let magnitudes = run(
      reference, guardedInput, guardedWeights, ElementActivation(.identity), nil)
    let bound = ErrorBound(
      productCount: tapCount, activation: activation, hasResidual: residualCase != .none)
    return found.difference(from: expected) {
      bound(magnitude: Double(magnitudes.elements[$0]), residual: 2)
    }
  }
}
