import KernelInterface
import KernelReference
import Kernels
import TestSupport
import Testing

extension KernelDescriptor: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// Every kernel of the one list against the scalar reference, on awkward sizes, between guard pages
/// and canaries.
struct KernelTests {
  static let kernels = InstructionSet.available.flatMap { level in
    KernelList(level).kernels.filter { $0.reference != nil }
  }

  @Test(arguments: kernels) func agreesWithTheReference(kernel: KernelDescriptor) {
    let failures =
      switch (kernel.family, kernel.entry, kernel.reference) {
      case (.convolution(let rows, let vectors, _), .convolution(let run), .convolution(let plain)):
        ConvolutionCheck(
          rows: rows, width: vectors * kernel.lanes, kernel: run, reference: plain
        ).failures()
      case (.splitConvolution(let rows), .convolution(let run), .convolution(let plain)):
        ConvolutionCheck(
          rows: rows, width: kernel.lanes, isSplit: true, kernel: run, reference: plain
        ).failures()
      case (
        .depthwise(let size, let stride, let pixels), .depthwise(let run), .depthwise(let plain)
      ):
        DepthwiseCheck(
          size: size, stride: stride, pixels: pixels, lanes: kernel.lanes, kernel: run,
          reference: plain
        ).failures()
      case (.elementwise(let operation), .elementwise(let run), .elementwise(let plain)):
        ElementwiseCheck(
          operation: operation, lanes: kernel.lanes, kernel: run, reference: plain
        ).failures()
      case (.windowMean, .windowMean(let run), .windowMean(let plain)):
        WindowMeanCheck(lanes: kernel.lanes, kernel: run, reference: plain).failures()
      case (.strassenOperands, .strassenOperands(let run), .strassenOperands(let plain)):
        StrassenCheck(lanes: kernel.lanes).operands(run, plain)
      case (.strassenResults, .strassenResults(let run), .strassenResults(let plain)):
        StrassenCheck(lanes: kernel.lanes).results(run, plain)
      case (.resize, .resize(let run), .resize(let plain)):
        ResizeCheck(lanes: kernel.lanes, kernel: run, reference: plain).failures()
      case (
        .jointBilateral(let isProduct), .jointBilateral(let run), .jointBilateral(let plain)
      ):
        JointBilateralCheck(
          isProduct: isProduct, lanes: kernel.lanes, kernel: run, reference: plain
        ).failures()
      case (.unpack, .unpack(let run), .unpack(let plain)):
        PixelChecks(lanes: kernel.lanes).unpack(run, plain)
      case (.expand, .expand(let run), .expand(let plain)):
        PixelChecks(lanes: kernel.lanes).expand(run, plain)
      case (.blend(let operation), .blend(let run), .blend(let plain)):
        PixelChecks(lanes: kernel.lanes).blend(operation, run, plain)
      case (.yuvToRGB, .yuvToRGB(let run), .yuvToRGB(let plain)):
        YUVToRGBCheck(kernel: run, reference: plain).failures()
      case (.rgbToYUV, .rgbToYUV(let run), .rgbToYUV(let plain)):
        RGBToYUVCheck(kernel: run, reference: plain).failures()
      case (.pixelShuffle, .pixelShuffle(let run), .pixelShuffle(let plain)):
        PixelShuffleCheck(kernel: run, reference: plain).failures()
      case (.pixelSampling, .pixelSampling(let run), .pixelSampling(let plain)):
        PixelSamplingCheck(kernel: run, reference: plain).failures()
      case (.maskDecoding, .maskDecoding(let run), .maskDecoding(let plain)):
        MaskDecodingCheck(lanes: kernel.lanes, kernel: run, reference: plain).failures()
      case (.foregroundBox, .foregroundBox(let run), .foregroundBox(let plain)):
        ForegroundBoxCheck(lanes: kernel.lanes, kernel: run, reference: plain).failures()
      case (.blendRows, .blendRows(let run), .blendRows(let plain)):
        RowResamplingCheck(lanes: kernel.lanes).blendRows(run, plain)
      case (.roundToBytes, .roundToBytes(let run), .roundToBytes(let plain)):
        RowResamplingCheck(lanes: kernel.lanes).roundToBytes(run, plain)
      case (.resampleRows, .resampleRows(let run), .resampleRows(let plain)):
        RowResamplingCheck(lanes: kernel.lanes)
          .resample(run, plain, width: kernel.lanes, sampleWidth: 1)
      case (.resamplePixels, .resampleRows(let run), .resampleRows(let plain)):
        RowResamplingCheck(lanes: kernel.lanes).resample(run, plain, width: 4, sampleWidth: 4)
      case (.splitPixels(let factor), .splitPixels(let run), .splitPixels(let plain)):
        GuidedFilterCheck(lanes: kernel.lanes).splitPixels(run, plain, factor: factor)
      case (.columnMoments, .columnMoments(let run), .columnMoments(let plain)):
        GuidedFilterCheck(lanes: kernel.lanes).columnMoments(run, plain)
      case (.boxRows, .boxRows(let run), .boxRows(let plain)):
        GuidedFilterCheck(lanes: kernel.lanes).boxRows(run, plain)
      case (.guidedSolution, .guidedSolution(let run), .guidedSolution(let plain)):
        GuidedFilterCheck(lanes: kernel.lanes).guidedSolution(run, plain)
      case (.guidedRow, .guidedRow(let run), .guidedRow(let plain)):
        GuidedFilterCheck(lanes: kernel.lanes).guidedRow(run, plain)
      case (.blurSource, .blurSource(let run), .blurSource(let plain)):
        BlurCheck.source(run, plain)
      case (.blurShares, .blurShares(let run), .blurShares(let plain)):
        BlurCheck.shares(run, plain)
      case (.blurRound, .blurRound(let run), .blurRound(let plain)):
        BlurCheck.round(run, plain)
      case (.blurBlend, .blurBlend(let run), .blurBlend(let plain)):
        BlurCheck.blend(run, plain)
      case (.blurShrink, .blurShrink(let run), .blurShrink(let plain)):
        BlurCheck.shrink(run, plain)
      default:
        ["the family's entry is another family's"]
      }
    #expect(failures.isEmpty, "\(failures.count) failures, for example \(failures.prefix(3))")
  }

  @Test(arguments: InstructionSet.available)
  func everyFamilyIsListed(level: InstructionSet) {
    let kernels = KernelList(level).kernels
    #expect(kernels.allSatisfy { $0.instructionSet == level })
    #expect(Set(kernels.map(\.name)).count == kernels.count)
    // A panel of one channel makes any number of channels possible.
    #expect(
      kernels.contains {
        if case .convolution(_, 1, _) = $0.family { $0.lanes == 1 } else { false }
      })
    #expect(
      kernels.contains {
        if case .depthwise(0, 0, _) = $0.family { true } else { false }
      })
    for operation in ElementwiseOperation.allCases {
      #expect(kernels.filter { $0.family == .elementwise(operation) }.count == 1)
    }
    #expect(kernels.filter { $0.family == .windowMean }.count == 1)
    #expect(kernels.filter { $0.family == .resize }.count == 1)
    for isProduct in [false, true] {
      #expect(kernels.filter { $0.family == .jointBilateral(isProduct: isProduct) }.count == 1)
    }
    for operation in BlendOperation.allCases {
      #expect(kernels.filter { $0.family == .blend(operation) }.count == 1)
    }
    #expect(kernels.filter { $0.family == .unpack }.count == 1)
    #expect(kernels.filter { $0.family == .expand }.count == 1)
    let colourFamilies: [KernelDescriptor.Family] = [
      .yuvToRGB, .rgbToYUV, .pixelShuffle, .pixelSampling, .maskDecoding,
    ]
    for family in colourFamilies {
      #expect(kernels.filter { $0.family == family }.count == 1)
    }
    #expect(kernels.filter { $0.family == .foregroundBox }.count == 1)
    let others: [KernelDescriptor.Family] = [
      .blendRows, .resampleRows, .resamplePixels, .roundToBytes, .splitPixels(factor: 1),
      .splitPixels(factor: 2), .splitPixels(factor: 4), .columnMoments, .boxRows, .guidedSolution,
      .guidedRow,
    ]
    for family in others { #expect(kernels.filter { $0.family == family }.count == 1) }
    let blurs: [KernelDescriptor.Family] = [
      .blurSource, .blurShares, .blurRound, .blurBlend, .blurShrink,
    ]
    for family in blurs { #expect(kernels.filter { $0.family == family }.count == 1) }
    for kernel in kernels {
      guard case .convolution(let rows, _, let throughput) = kernel.family else { continue }
      #expect((1...ConvolutionArguments.largestTileRowCount).contains(rows))
      // Tiles of one row are for single pixels, where throughput does not count.
      #expect(rows == 1 ? throughput == 0 : (1...100).contains(throughput))
    }
  }
}

/// What the checks share.
enum CheckValues {
  static let activations = [
    ElementActivation(.identity), ElementActivation(.clamp, lower: 0, upper: 6),
    ElementActivation(.clamp, lower: 0), ElementActivation(.hardSwish),
    ElementActivation(.logistic),
  ]

  /// Numbers that reach every branch of the activations.
  static func numbers(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -2..<2, using: &generator) }
  }

  /// Every third number is one that needs care.
  static func special(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    let special: [Float] = [
      .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude,
      Float(bitPattern: 0x7fc0_1235),
    ]
    return (0..<count).map { index in
      index % 3 == 0
        ? special[Int.random(in: 0..<special.count, using: &generator)]
        : Float.random(in: -10..<10, using: &generator)
    }
  }
}

/// What is added behind an activation.
enum ResidualCase: CaseIterable {
  case none, unlimited, limited

  var limits: (lower: Float, upper: Float) {
    self == .limited ? (-0.5, 1.25) : (-.infinity, .infinity)
  }
}
