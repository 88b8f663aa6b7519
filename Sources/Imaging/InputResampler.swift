/// Turns frames of one size into the rows of floats that a model reads.
///
/// Prepared for both sizes once; writing rows allocates nothing. Alpha is ignored.
public struct InputResampler: Sendable {
  /// Pixels a row of the frames.
  public let frameWidth: Int

  /// Rows of the frames.
  public let frameHeight: Int

  /// Pixels a row of the model's input.
  public let width: Int

  /// Rows of the model's input.
  public let height: Int

  let scale: Float
  let offset: Float
  private let method: Method

  /// The tables of a method: columns index pixels of a row, rows index rows of the frame.
  private enum Method {
    case bilinear(columns: [LinearTap], rows: [LinearTap])
    case nearest(columns: [Int], rows: [Int])
    case area(columns: [CoveredRange], rows: [CoveredRange])
  }

  /// Prepares for frames of one size; a written value is `byte * scale + offset`.
  ///
  /// - Precondition: all sizes are positive.
  public init(
    frameWidth: Int, frameHeight: Int, width: Int, height: Int,
    resampling: Resampling = .bilinear, scale: Float = 1 / 255, offset: Float = 0
  ) {
    precondition(
      frameWidth > 0 && frameHeight > 0 && width > 0 && height > 0,
      "expected positive sizes, found \(frameWidth)x\(frameHeight) to \(width)x\(height)")
    self.frameWidth = frameWidth
    self.frameHeight = frameHeight
    self.width = width
    self.height = height
    self.scale = scale
    self.offset = offset
    self.method =
      switch resampling {
      case .bilinear:
        .bilinear(
          columns: LinearTap.taps(from: frameWidth, to: width),
          rows: LinearTap.taps(from: frameHeight, to: height))
      case .nearest:
        .nearest(
          columns: nearestIndices(from: frameWidth, to: width),
          rows: nearestIndices(from: frameHeight, to: height))
      case .area:
        .area(
          columns: CoveredRange.ranges(from: frameWidth, to: width),
          rows: CoveredRange.ranges(from: frameHeight, to: height))
      }
  }

  /// Writes row `y` of the model's input: `width` times red, green, blue. Rows are independent, so
  /// threads may share a frame.
  ///
  /// - Precondition: `y` is in `0..<height`, `frame` has the size that was prepared for, and
  ///   `output` holds `width * 3` floats.
  public func writeRow(_ y: Int, of frame: Frame, to output: inout MutableSpan<Float>) {
    frame.withView { writeRow(y, of: $0, to: &output) }
  }

  /// As `writeRow(_:of:to:)` with a frame, of a view in format `rgba`.
  public func writeRow(_ y: Int, of view: FrameView, to output: inout MutableSpan<Float>) {
    precondition(y >= 0 && y < height, "expected a row in 0..<\(height), found \(y)")
    precondition(
      view.width == frameWidth && view.height == frameHeight && view.format == .rgba,
      "expected rgba of \(frameWidth)x\(frameHeight), found \(view.format) of "
        + "\(view.width)x\(view.height)")
    precondition(
      output.count == width * 3, "expected \(width * 3) floats, found \(output.count)")
    let pixels = view.planes[0].base
    let bytesPerRow = view.planes[0].bytesPerRow
    output.withUnsafeMutableBufferPointer { output in
      guard let output = output.baseAddress else { return }
      switch method {
      case .bilinear(let columns, let rows):
        writeBilinearRow(rows[y], columns, from: pixels, bytesPerRow: bytesPerRow, to: output)
      case .nearest(let columns, let rows):
        writeNearestRow(rows[y], columns, from: pixels, bytesPerRow: bytesPerRow, to: output)
      case .area(let columns, let rows):
        writeAreaRow(rows[y], columns, from: pixels, bytesPerRow: bytesPerRow, to: output)
      }
    }
  }
}

/// `floor((x + 1/2) * inputCount / outputCount)` in whole numbers, for each output `x`.
private func nearestIndices(from inputCount: Int, to outputCount: Int) -> [Int] {
  (0..<outputCount).map { ($0 * 2 + 1) * inputCount / (outputCount * 2) }
}
