import KernelInterface
public import Kernels

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

  private let sample: KernelFunction<PixelSamplingArguments>

  /// The tables of a method: columns index pixels of a row, rows index rows of the frame.
  private enum Method {
    /// `columns`: the left and right neighbor in turn; `fractions`: the right one's weight
    case bilinear(columns: [Int32], fractions: [Float], rows: [LinearTap])
    case nearest(columns: [Int32], rows: [Int])
    case area(columns: [CoveredRange], rows: [CoveredRange])
  }

  /// Prepares for frames of one size; a written value is `byte * scale + offset`.
  ///
  /// - Precondition: all sizes are positive, and the CPU has the instruction set. Values do not
  ///   depend on that.
  public init(
    frameWidth: Int, frameHeight: Int, width: Int, height: Int,
    resampling: Resampling = .bilinear, scale: Float = 1 / 255, offset: Float = 0,
    instructionSet: InstructionSet = .best
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
    sample = KernelList(instructionSet)[.pixelSampling].run
    self.method =
      switch resampling {
      case .bilinear:
        Self.bilinear(
          columns: LinearTap.taps(from: frameWidth, to: width),
          rows: LinearTap.taps(from: frameHeight, to: height))
      case .nearest:
        .nearest(
          columns: ResamplingTaps.nearest(from: frameWidth, to: width).map { Int32($0) },
          rows: ResamplingTaps.nearest(from: frameHeight, to: height))
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
    output.withUnsafeMutableBufferPointer { output in
      guard let output = output.baseAddress else { return }
      writeRow(y, from: view.planes[0], firstRow: 0, to: output)
    }
  }

  /// The rows of a frame that row `y` of the model's input is made of.
  func frameRows(of y: Int) -> ClosedRange<Int> {
    switch method {
    case .bilinear(_, _, let rows): rows[y].first...rows[y].second
    case .nearest(_, let rows): rows[y]...rows[y]
    case .area(_, let rows): rows[y].first...rows[y].last
    }
  }

  /// The most rows of a frame that a row of the model's input is made of.
  var greatestFrameRowCount: Int {
    (0..<height).reduce(1) { max($0, frameRows(of: $1).count) }
  }

  /// Writes row `y` from RGBA rows, of which the plane's first is the frame's row `firstRow`; those
  /// of `frameRows(of: y)` must be there, and `width * 3` floats at `output`.
  func writeRow(
    _ y: Int, from plane: FrameView.Plane, firstRow: Int, to output: UnsafeMutablePointer<Float>
  ) {
    switch method {
    case .bilinear(let columns, let fractions, let rows):
      let row = rows[y]
      run(
        plane.row(row.first - firstRow), plane.row(row.second - firstRow), Float(row.fraction),
        columns,
        fractions, output)
    case .nearest(let columns, let rows):
      run(plane.row(rows[y] - firstRow), nil, 0, columns, [], output)
    case .area(let columns, let rows):
      writeAreaRow(rows[y], columns, from: plane, firstRow: firstRow, to: output)
    }
  }

  private func run(
    _ top: UnsafePointer<UInt8>, _ bottom: UnsafePointer<UInt8>?, _ rowFraction: Float,
    _ columns: [Int32], _ fractions: [Float], _ output: UnsafeMutablePointer<Float>
  ) {
    var arguments = PixelSamplingArguments(
      top: top, bottom: bottom, rowFraction: rowFraction, columns: columns,
      columnFractions: fractions, scale: scale, offset: offset, output: output, pixelCount: width)
    sample(&arguments)
  }

  private static func bilinear(columns: [LinearTap], rows: [LinearTap]) -> Method {
    .bilinear(
      columns: columns.flatMap { [Int32($0.first), Int32($0.second)] },
      fractions: columns.map { Float($0.fraction) }, rows: rows)
  }
}

/// Filter by which a frame becomes the size that a model reads.
public enum Resampling: String, Sendable, CaseIterable {
  /// Four taps, half-pixel centers, clamped at the edges; no prefilter, so shrinking skips pixels.
  case bilinear

  /// The frame pixel under the output pixel's center: `floor((x + 1/2) * frameWidth / width)`.
  case nearest

  /// The mean of what the output pixel covers, with fractions of pixels at its edges.
  case area
}
