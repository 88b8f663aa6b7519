import Imaging
import Kernels
import Threads

/// A background that is known before the frame: a picture, or one pixel repeated.
final class StillBackground {
  private let sizes: CompositorSizes
  private var picture: Plane<UInt32>?
  /// A picture in memory of somebody else's, in place of `picture`.
  private var lent: Rows<UInt32>?
  private var blurredPicture: Plane<UInt32>?
  private var blurrer: BackgroundBlur?
  private var placer: PicturePlacer?
  /// One row of a color, or of transparent black.
  private let flat: Plane<UInt32>
  private var isShown = false
  private var showsPicture = false
  private var isPictureGiven = false
  private var wrapsBlurred = false
  /// Another number whenever pixels may have changed.
  private(set) var version = 0

  init(_ sizes: CompositorSizes) {
    self.sizes = sizes
    flat = Plane(width: sizes.width, height: 1)
  }

  /// Makes ready for an effect.
  func prepare(_ options: CompositorOptions) {
    let source = options.background.source
    version += 1
    isShown = options.background.isOpaque && !options.background.isMadeOfFrame
    showsPicture = source == .picture
    wrapsBlurred = showsPicture && options.wrapSource == .blurred
    if case .pixel(let pixel) = source {
      flat.rows.base.update(repeating: pixel, count: sizes.width)
    }
    guard showsPicture else { return }
    if picture == nil {
      let rows = preparedPicture().rows
      for y in 0..<rows.height { rows.row(y).update(repeating: 0xff00_0000, count: rows.width) }
    }
    if wrapsBlurred { blur() }
  }

  /// Copies a picture of the frames' size.
  func setPicture(_ frame: Frame) {
    preparedPicture().copy(frame)
    pictureChanged()
  }

  /// Takes a picture of any size and format, brought to the frames' size.
  func setPicture(_ view: FrameView, fit: Fit, pool: ThreadPool) {
    let placer = placer ?? PicturePlacer(sizes, pool: pool)
    self.placer = placer
    placer.place(view, fit: fit, to: preparedPicture().rows)
    pictureChanged()
  }

  /// Takes a picture of the frames' size where it lies, until another is taken.
  func lendPicture(_ rows: Rows<UInt32>) {
    lent = rows
    isPictureGiven = true
    version += 1
    if wrapsBlurred { blur() }
  }

  /// The background's rows; all the same for one pixel.
  var rows: Rows<UInt32> {
    if showsPicture, let pictureRows { return pictureRows }
    return Rows(base: flat.rows.base, stride: 0, width: sizes.width, height: sizes.height)
  }

  /// A copy of it; nil for one that is made of the frame, and for nothing.
  var whole: Frame? { isShown ? Frame(rows) : nil }
  /// The same, nil also for a picture that was not given yet.
  var given: Frame? { showsPicture && !isPictureGiven ? nil : whole }

  /// Where light wrap takes its light from.
  var wrapRows: Rows<UInt32> {
    if wrapsBlurred, let blurredPicture { return blurredPicture.rows }
    return rows
  }

  private func preparedPicture() -> Plane<UInt32> {
    let plane = picture ?? Plane(width: sizes.width, height: sizes.height)
    picture = plane
    return plane
  }

  private var pictureRows: Rows<UInt32>? { lent ?? picture?.rows }

  private func pictureChanged() {
    lent = nil
    isPictureGiven = true
    version += 1
    if wrapsBlurred { blur() }
  }

  private func blur() {
    guard let pictureRows else { return }
    let plane = blurredPicture ?? Plane<UInt32>(width: sizes.width, height: sizes.height)
    blurredPicture = plane
    let blurrer =
      blurrer
      ?? BackgroundBlur(
        width: sizes.width, height: sizes.height, strength: nil,
        kernels: BackgroundBlurKernels(KernelList(sizes.instructionSet)), threadCount: 1)
    self.blurrer = blurrer
    blurrer.make(of: pictureRows, to: plane.rows)
  }
}

extension Plane<UInt32> {
  /// Copies a frame of the plane's size.
  func copy(_ frame: Frame) {
    frame.withPixels { pixels in
      pixels.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        for y in 0..<rows.height {
          UnsafeMutableRawPointer(rows.row(y)).copyMemory(
            from: start + y * frame.bytesPerRow, byteCount: frame.bytesPerRow)
        }
      }
    }
  }
}
