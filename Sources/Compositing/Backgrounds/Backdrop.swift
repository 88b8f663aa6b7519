import Imaging
import Kernels
import Threads

/// What stands behind the person when it is not the frame itself: a picture, or one colour.
struct Backdrop {
  private let width, height: Int
  private var picture: Plane<UInt32>?
  private var blurredPicture: Plane<UInt32>?
  private var projection: BackdropProjection?
  /// One row of a colour, or of transparent black.
  private let flat: Plane<UInt32>
  /// Another number whenever pixels may have changed.
  private(set) var version = 0

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    flat = Plane(width: width, height: 1)
  }

  /// Makes ready for an effect.
  mutating func prepare(_ options: CompositorOptions, instructionSet: InstructionSet) {
    version += 1
    var pixel: UInt32 = 0
    if case .color(let red, let green, let blue) = options.background {
      pixel = UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | 0xff00_0000
    }
    flat.rows.base.update(repeating: pixel, count: width)
    guard options.background == .image else { return }
    if picture == nil {
      let black = Plane<UInt32>(width: width, height: height)
      for y in 0..<height { black.rows.row(y).update(repeating: 0xff00_0000, count: width) }
      picture = black
    }
    if options.wrapSource == .blurred && blurredPicture == nil { blur(instructionSet) }
  }

  /// Copies a picture of the frames' size.
  mutating func setPicture(
    _ frame: Frame, _ options: CompositorOptions, instructionSet: InstructionSet
  ) {
    let plane = picture ?? Plane<UInt32>(width: width, height: height)
    plane.copy(frame)
    picture = plane
    pictureChanged(options, instructionSet)
  }

  /// Takes a picture of any size and format, brought to the frames' size.
  mutating func setPicture(
    _ view: FrameView, fit: Fit, _ options: CompositorOptions, _ sizes: CompositorSizes,
    pool: ThreadPool
  ) {
    let plane = picture ?? Plane<UInt32>(width: width, height: height)
    picture = plane
    let isPrepared =
      projection.map {
        $0.pictureWidth == view.width && $0.pictureHeight == view.height && $0.fit == fit
      } ?? false
    let projection =
      isPrepared
      ? self.projection
      : BackdropProjection(
        pictureWidth: view.width, pictureHeight: view.height, fit: fit, output: plane.rows, sizes)
    self.projection = projection
    projection?.run(view, to: plane.rows, pool: pool)
    pictureChanged(options, sizes.instructionSet)
  }

  /// The background's rows; all the same for a colour.
  func rows(_ effect: BackgroundEffect) -> Rows<UInt32> {
    if effect == .image, let picture { return picture.rows }
    return Rows(base: flat.rows.base, stride: 0, width: width, height: height)
  }

  /// Where light wrap takes its light from.
  func wrapRows(_ options: CompositorOptions) -> Rows<UInt32> {
    if options.background == .image, options.wrapSource == .blurred, let blurredPicture {
      return blurredPicture.rows
    }
    return rows(options.background)
  }

  private mutating func pictureChanged(
    _ options: CompositorOptions, _ instructionSet: InstructionSet
  ) {
    version += 1
    blurredPicture = nil
    if options.background == .image && options.wrapSource == .blurred { blur(instructionSet) }
  }

  private mutating func blur(_ instructionSet: InstructionSet) {
    guard let picture else { return }
    let plane = blurredPicture ?? Plane<UInt32>(width: width, height: height)
    plane.copy(BackgroundBlur.blurred(Frame(picture.rows), instructionSet: instructionSet))
    blurredPicture = plane
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
