public import Imaging
public import Kernels
public import Threads

/// Brings pictures of any size and format to one size, to stand behind the person, one after another: on a
/// thread beside that of frames. Transparent pictures stand before black.
///
/// Allocates where a picture is of another size, format or fit than the one before. One owner at a time.
public final class PicturePlacer {
  private let sizes: CompositorSizes
  private let pool: ThreadPool
  private var projection: BackgroundProjection?

  /// - Parameters:
  ///   - width: pixels a row of the results.
  ///   - height: rows of them.
  ///   - pool: the threads that work.
  public convenience init(
    width: Int, height: Int, instructionSet: InstructionSet = .best, pool: ThreadPool
  ) {
    self.init(
      CompositorSizes(
        width: width, height: height, maskWidth: 1, maskHeight: 1, threadCount: pool.threadCount,
        instructionSet: instructionSet), pool: pool)
  }

  init(_ sizes: CompositorSizes, pool: ThreadPool) {
    (self.sizes, self.pool) = (sizes, pool)
  }

  /// Writes a picture's pixels.
  ///
  /// - Parameter output: RGBA pixels.
  /// - Precondition: the output is of the size and format.
  public func place(_ picture: FrameView, fit: Fit, to output: MutableFrameView) {
    precondition(
      output.width == sizes.width && output.height == sizes.height && output.format == .rgba,
      "expected rgba of \(sizes.width)x\(sizes.height), found \(output.format)")
    place(picture, fit: fit, to: Rows(pixelsOf: output.readOnly))
  }

  func place(_ picture: FrameView, fit: Fit, to output: Rows<UInt32>) {
    let isPrepared =
      projection.map {
        $0.pictureWidth == picture.width && $0.pictureHeight == picture.height && $0.fit == fit
      } ?? false
    let projection =
      isPrepared
      ? self.projection
      : BackgroundProjection(
        pictureWidth: picture.width, pictureHeight: picture.height, fit: fit, output: output, sizes)
    self.projection = projection
    projection?.run(picture, to: output, pool: pool)
  }
}

extension Rows<UInt32> {
  /// The pixels of a view that is RGBA, with rows that begin at whole pixels.
  init(pixelsOf view: FrameView) {
    let plane = view.plane(0)
    precondition(
      view.format == .rgba && plane.bytesPerRow % 4 == 0,
      "expected rgba in whole pixels a row, found \(view.format)")
    self.init(
      base: UnsafeMutableRawPointer(mutating: plane.base).assumingMemoryBound(to: UInt32.self),
      stride: plane.bytesPerRow / 4, width: view.width, height: view.height)
  }
}
