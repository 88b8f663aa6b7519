import Kernels
import Threads

/// The mask filter of a compositor's options, prepared for its sizes.
struct PreparedFilter {
  /// Which one.
  enum Kind {
    case exact(RefinedMask)
  }

  let kind: Kind
  private let key: Key

  init(
    _ options: CompositorOptions, width: Int, height: Int, maskWidth: Int, maskHeight: Int,
    kernels: KernelList, threadCount: Int
  ) {
    key = Key(options)
    kind = .exact(
      RefinedMask(
        JointBilateralFilter(
          width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
          sigmaSpace: options.sigmaSpace, sigmaColor: options.sigmaColor, kernels: kernels),
        threadCount: threadCount))
  }

  /// Whether other options need another filter.
  func isOutdated(by options: CompositorOptions) -> Bool { key != Key(options) }

  /// Before each frame.
  func begin() {}

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
    }
  }

  /// What the preparation depends on.
  private struct Key: Equatable {
    let filter: MaskFilter
    let sigmaSpace, sigmaColor: Float
    let usesMaskAsItIs: Bool

    init(_ options: CompositorOptions) {
      filter = options.filter
      sigmaSpace = options.sigmaSpace
      sigmaColor = options.sigmaColor
      usesMaskAsItIs = options.usesMaskAsItIs
    }
  }
}
