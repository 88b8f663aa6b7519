/// Makes the masks of successive frames steady; see `MaskSmoothing`.
///
/// A frame's mask and the picture that it was made of are written row by row, then `smooth()` takes
/// them in, and rows of the result are read. Allocates nothing once it exists. One owner at a time.
///
/// ```swift
/// for row in 0..<smoother.height {
///   smoother.withMaskRow(row) { segmenter.writeMaskRow(row, to: &$0) }
///   smoother.withPictureRow(row) { segmenter.writePictureRow(row, to: &$0) }
/// }
/// smoother.smooth()
/// ```
public final class MaskSmoother {
  /// Values a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The method.
  public let smoothing: MaskSmoothing

  private let mask: Plane<UInt8>
  private var picture: Plane<UInt8>
  private var previousPicture: Plane<UInt8>
  /// The result of the latest frame, in levels.
  private let state: Plane<Float>
  private let filter: AdaptiveSmoothing?
  private var isEmpty = true

  /// Prepares for masks of one size.
  ///
  /// - Precondition: the sizes are positive.
  public init(_ smoothing: MaskSmoothing = .standard, width: Int, height: Int) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    self.smoothing = smoothing
    self.width = width
    self.height = height
    mask = Plane(width: width, height: height)
    picture = Plane(width: width, height: height)
    previousPicture = Plane(width: width, height: height)
    state = Plane(width: width, height: height)
    filter =
      switch smoothing {
      case .off: nil
      case .adaptive: AdaptiveSmoothing(width: width, height: height)
      }
  }

  /// Whether the picture's rows are looked at.
  public var needsPicture: Bool { filter != nil }

  /// Lends a row of the next frame's mask to be written: `width` bytes of coverage, 255 for all.
  ///
  /// - Precondition: the row exists.
  public func withMaskRow<Result, Failure: Error>(
    _ row: Int, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = MutableSpan(_unsafeStart: pointer(mask, row), count: width)
    return try body(&span)
  }

  /// Lends a row of the next frame's picture to be written: the brightness under each value of the
  /// mask, in bytes. Needed where `needsPicture`.
  ///
  /// - Precondition: the row exists.
  public func withPictureRow<Result, Failure: Error>(
    _ row: Int, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = MutableSpan(_unsafeStart: pointer(picture, row), count: width)
    return try body(&span)
  }

  /// Takes the next frame in. The first frame's mask, and the first after `reset()`, stays as it is.
  public func smooth() {
    if isEmpty {
      for y in 0..<height {
        let (source, target) = (mask.rows.row(y), state.rows.row(y))
        for x in 0..<width { target[x] = Float(source[x]) }
      }
      isEmpty = false
    } else {
      step(picture.rows)
    }
    swap(&picture, &previousPicture)
  }

  /// Takes the latest frame in once more, for a frame that is the same: what is left of older masks
  /// fades as it would have with a new one.
  ///
  /// - Returns: whether anything was left.
  /// - Precondition: a frame was taken in since the last `reset()`.
  public func repeatFrame() -> Bool {
    precondition(!isEmpty, "expected a frame before it is repeated")
    guard filter != nil, !isSettled else { return false }
    step(previousPicture.rows)
    return true
  }

  /// Forgets all frames: the next one has nothing to do with those before.
  public func reset() { isEmpty = true }

  /// Writes a row of the result: `width` bytes, rounded to nearest.
  ///
  /// - Precondition: the row exists, and a frame was taken in.
  public func writeRow(_ row: Int, to coverages: inout MutableSpan<UInt8>) {
    precondition((0..<height).contains(row), "expected a row below \(height), found \(row)")
    precondition(
      coverages.count == width, "expected \(width) values, found \(coverages.count)")
    coverages.withUnsafeMutableBufferPointer { output in
      guard let output = output.baseAddress else { return }
      if filter == nil {
        output.update(from: mask.rows.row(row), count: width)
      } else {
        // Gains are at most 1, so the state stays within 0...255.
        storeBytes(state.rows.row(row), width, output)
      }
    }
  }

  private func step(_ picture: Rows<UInt8>) {
    guard let filter else { return }
    filter.apply(
      SmoothingStep(
        mask: mask.rows, picture: picture, previousPicture: previousPicture.rows,
        state: state.rows))
  }

  /// Whether the result is the mask, but for rounding.
  private var isSettled: Bool {
    for y in 0..<height {
      let (source, result) = (mask.rows.row(y), state.rows.row(y))
      var unsettledCount: Int32 = 0
      for x in 0..<width {
        unsettledCount &+= (Float(source[x]) - result[x]).magnitude > 0.5 ? 1 : 0
      }
      if unsettledCount > 0 { return false }
    }
    return true
  }

  private func pointer(_ plane: Plane<UInt8>, _ row: Int) -> UnsafeMutablePointer<UInt8> {
    precondition((0..<height).contains(row), "expected a row below \(height), found \(row)")
    return plane.rows.row(row)
  }
}
