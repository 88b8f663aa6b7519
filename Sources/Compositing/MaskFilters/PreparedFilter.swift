import Kernels
import Threads

/// The mask filter of a compositor's options, prepared for its sizes.
struct PreparedFilter {
  /// Which one.
  enum Kind {
    case exact(RefinedMask)
    case separable(SeparableMask)
    case guided(GuidedMaskFilter)
    case simple(SimpleMaskFilter)
    case scaled(ScaledMask)
  }

  let kind: Kind
  private let key: Key

  init(_ options: CompositorOptions, _ sizes: CompositorSizes) {
    key = Key(options)
    let (width, height) = (sizes.width, sizes.height)
    let (maskWidth, maskHeight) = (sizes.maskWidth, sizes.maskHeight)
    switch key {
    case .asItIs:
      kind = .scaled(
        ScaledMask(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          threadCount: sizes.threadCount, instructionSet: sizes.instructionSet))
    case .simple(let sigmaPixels):
      kind = .simple(
        SimpleMaskFilter(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          sigmaPixels: sigmaPixels, threadCount: sizes.threadCount,
          instructionSet: sizes.instructionSet))
    case .guided(let sigmaSpace, let sigmaColor):
      kind = .guided(
        GuidedMaskFilter(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          sigmaSpace: Double(sigmaSpace), sigmaColour: Double(sigmaColor),
          threadCount: sizes.threadCount, instructionSet: sizes.instructionSet))
    case .separable(let sigmaSpace, let sigmaColor):
      kind = .separable(
        SeparableMask(
          width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
          sigmaSpace: sigmaSpace, sigmaColor: sigmaColor, threadCount: sizes.threadCount,
          kernels: KernelList(sizes.instructionSet)))
    case .bilateral(let sigmaSpace, let sigmaColor):
      kind = .exact(
        RefinedMask(
          JointBilateralFilter(
            width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
            sigmaSpace: sigmaSpace, sigmaColor: sigmaColor,
            kernels: KernelList(sizes.instructionSet)),
          threadCount: sizes.threadCount))
    }
  }

  /// The exact filter, if it is that one.
  var exact: RefinedMask? {
    if case .exact(let refined) = kind { refined } else { nil }
  }

  /// Whether other options need another filter.
  func isOutdated(by options: CompositorOptions) -> Bool { key != Key(options) }

  /// Brings a mask to the frame's size. All threads of a run call it; the result is complete once they
  /// have met.
  func run(
    _ mask: Rows<UInt8>, frame: Rows<UInt32>, output: Rows<UInt8>, on context: ThreadContext
  ) {
    switch kind {
    case .exact(let refined):
      refined.updateBounds(mask, on: context)
      context.synchronize()
      refined.write(mask, frame: frame, to: output, on: context)
    case .separable(let filter): filter.run(mask, frame: frame, output: output, on: context)
    case .guided(let filter): filter.run(mask: mask, frame: frame, output: output, on: context)
    case .simple(let filter): filter.run(mask: mask, output: output, on: context)
    case .scaled(let filter): filter.run(mask: mask, output: output, on: context)
    }
  }

  /// What the preparation depends on.
  private enum Key: Equatable {
    case asItIs
    case simple(sigmaPixels: Double)
    case guided(sigmaSpace: Float, sigmaColor: Float)
    case bilateral(sigmaSpace: Float, sigmaColor: Float)
    case separable(sigmaSpace: Float, sigmaColor: Float)

    init(_ options: CompositorOptions) {
      if options.usesMaskAsItIs {
        self = .asItIs
        return
      }
      let (space, color) = (options.sigmaSpace, options.sigmaColor)
      switch options.filter {
      case .none: self = .simple(sigmaPixels: options.background.simpleFilterDeviation)
      case .guided: self = .guided(sigmaSpace: space, sigmaColor: color)
      case .exact: self = .bilateral(sigmaSpace: space, sigmaColor: color)
      case .separable: self = .separable(sigmaSpace: space, sigmaColor: color)
      }
    }
  }
}
