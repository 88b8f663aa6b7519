import Kernels
import Threads

/// The mask filter of a compositor's options, prepared for its sizes.
struct PreparedFilter {
  /// Filter that was chosen.
  private enum Kind {
    case sparse(SparseMaskFilter)
    case separable(SeparableMaskFilter)
    case simple(SimpleMaskFilter)
    case scaled(ScaledMaskFilter)
  }

  /// Where the background's light falls on the person; nil: as the mask says, or nowhere.
  let wrapBand: LightWrapBand?
  private let kind: Kind
  private let key: Key

  /// Key of a preparation: what it depends on.
  private struct Key: Equatable {
    let filter: MaskFilter?
    let sigmas: [Float]
    let simpleDeviation: Double
    let estimatesColors: Bool
    let steadiesEdges: Bool
    let hasWrapBand: Bool

    init(_ options: CompositorOptions) {
      filter = options.usesMaskAsItIs ? nil : options.filter
      sigmas = [options.sigmaSpace, options.sigmaColor]
      simpleDeviation = options.background.simpleFilterDeviation
      estimatesColors = filter == .guided && options.estimatesColorsInBand
      steadiesEdges = filter == .guided && options.steadiesEdges
      hasWrapBand = options.wrapsByBand && options.effectiveLightWrap > 0
    }
  }

  init(_ options: CompositorOptions, _ sizes: CompositorSizes) {
    key = Key(options)
    let (width, height, threadCount) = (sizes.width, sizes.height, sizes.threadCount)
    let (maskWidth, maskHeight) = (sizes.maskWidth, sizes.maskHeight)
    let (sigmaSpace, sigmaColor) = (options.sigmaSpace, options.sigmaColor)
    let level = sizes.instructionSet
    switch key.filter {
    case nil:
      kind = .scaled(
        ScaledMaskFilter(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          threadCount: threadCount, instructionSet: level))
    case .none?:
      kind = .simple(
        SimpleMaskFilter(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          sigmaPixels: key.simpleDeviation, threadCount: threadCount, instructionSet: level))
    case .guided?:
      kind = .sparse(
        .guided(
          GuidedMaskFilter(
            maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
            sigmaSpace: Double(sigmaSpace), sigmaColor: Double(sigmaColor),
            estimatesColors: key.estimatesColors, steadiesEdges: key.steadiesEdges,
            threadCount: threadCount, instructionSet: level)))
    case .separable?:
      kind = .separable(
        SeparableMaskFilter(
          width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
          sigmaSpace: sigmaSpace, sigmaColor: sigmaColor, threadCount: threadCount,
          kernels: KernelList(level)))
    case .exact?:
      kind = .sparse(
        .exact(
          ExactMaskFilter(
            JointBilateralFilter(
              width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
              sigmaSpace: sigmaSpace, sigmaColor: sigmaColor, kernels: KernelList(level)),
            threadCount: threadCount)))
    }
    guard key.hasWrapBand else {
      wrapBand = nil
      return
    }
    var shared: ContourBand?
    if case .sparse(.guided(let guided)) = kind { shared = guided.models.band }
    wrapBand = LightWrapBand(sizes, shared: shared)
  }

  /// The person's own colors, if the filter finds them.
  var personColors: PersonColors? {
    if case .sparse(.guided(let filter)) = kind { filter.personColors } else { nil }
  }

  /// Whether the filter knows the contour's band.
  var knowsBand: Bool {
    if case .sparse(.guided) = kind { true } else { false }
  }

  /// The filter, if it is one that computes only a part of frames.
  var sparse: SparseMaskFilter? {
    if case .sparse(let filter) = kind { filter } else { nil }
  }

  /// Forgets all frames.
  func forget() {
    if case .sparse(.guided(let filter)) = kind { filter.steadiness?.forget() }
  }

  /// Tells whether other options need another filter.
  func isOutdated(by options: CompositorOptions) -> Bool { key != Key(options) }

  /// Brings a mask to the frame's size. All threads of a run call it; the result is complete once they
  /// have met.
  func run(
    _ mask: Rows<UInt8>, frame: Rows<UInt32>, output: Rows<UInt8>, on context: ThreadContext
  ) {
    switch kind {
    case .sparse(let filter):
      filter.prepare(mask, frame: frame, on: context)
      context.synchronize()
      filter.write(mask, frame: frame, to: output, on: context)
    case .separable(let filter): filter.run(mask, frame: frame, output: output, on: context)
    case .simple(let filter): filter.run(mask: mask, output: output, on: context)
    case .scaled(let filter): filter.run(mask: mask, output: output, on: context)
    }
  }
}
