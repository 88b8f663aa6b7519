import Imaging
import Kernels
import Threads

/// Brings pictures of one size to the frames' size, to stand behind the person: for films, a picture a
/// frame. Transparent pictures stand before black.
///
/// `@unchecked Sendable`: changed between runs by its owner; a run's threads write disjoint rows between
/// barriers.
final class BackgroundProjection: ThreadPoolTask, @unchecked Sendable {
  /// Pixels of the pictures.
  let pictureWidth, pictureHeight: Int
  /// Rule by which they fill a frame.
  let fit: Fit

  private let placer: BackgroundPlacer
  private var input: FramePort
  private var hasAlpha = false
  private var output: Rows<UInt32>

  init(
    pictureWidth: Int, pictureHeight: Int, fit: Fit, output: Rows<UInt32>, _ sizes: CompositorSizes
  ) {
    self.pictureWidth = pictureWidth
    self.pictureHeight = pictureHeight
    self.fit = fit
    self.output = output
    placer = BackgroundPlacer(
      backgroundWidth: pictureWidth, backgroundHeight: pictureHeight, width: sizes.width,
      height: sizes.height, fit: fit, threadCount: sizes.threadCount,
      instructionSet: sizes.instructionSet)
    input = FramePort(
      width: pictureWidth, height: pictureHeight, instructionSet: sizes.instructionSet)
  }

  /// Writes a picture's pixels to `output`, on all threads of a pool. Allocates nothing but when the
  /// picture's format is another than before.
  func run(_ view: FrameView, to output: Rows<UInt32>, pool: ThreadPool) {
    self.output = output
    hasAlpha = view.format.hasAlpha
    input.open(view, isMirrored: false)
    pool.run(self)
    input.close()
  }

  func run(on context: ThreadContext) {
    input.read(on: context)
    context.synchronize()
    placer.run(background: input.rows, output: output, on: context)
    guard hasAlpha else { return }
    context.synchronize()
    for y in context.share(of: output.height) { putOverBlack(output.row(y)) }
  }

  private func putOverBlack(_ row: UnsafeMutablePointer<UInt32>) {
    for x in 0..<output.width where row[x] >> 24 < 255 {
      let alpha = row[x] >> 24
      var pixel: UInt32 = 0xff00_0000
      for shift: UInt32 in [0, 8, 16] {
        let product = (row[x] >> shift & 255) * alpha
        pixel |= ((product + 127) / 255) << shift
      }
      row[x] = pixel
    }
  }
}
