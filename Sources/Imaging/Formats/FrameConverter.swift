import KernelInterface
public import Kernels

/// Turns pictures of one format into another, of which one is `rgba`: prepared once, then any rows
/// of any picture of the size, without allocation.
///
/// Luma and chroma are computed by the equations of `ColorEncoding` and rounded to nearest; a
/// result is at most 0.55 levels from the exact number. Black, white and grays stay what they are.
/// Chroma is made from the mean of the pixels that share it, and repeated for them when read. Alpha
/// has no influence on formats without it, and is 255 when it comes from them.
public struct FrameConverter: Sendable {
  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The format and encoding of what is read.
  public let source: PixelLayout
  /// The format and encoding of what is written.
  public let target: PixelLayout
  /// Rows can be split at multiples of this: 2 where two rows of the target share chroma, else 1.
  public let rowGrain: Int

  private let rowsPerSourceChroma: Int
  private let kernel: Kernel

  private enum Kernel: Sendable {
    case copy
    case shuffle(PixelShuffleArguments.Kind, KernelFunction<PixelShuffleArguments>)
    case fromYUV(ChromaLayout, YUVTable, KernelFunction<YUVToRGBArguments>)
    case toYUV(ChromaLayout, YUVTable, KernelFunction<RGBToYUVArguments>)
  }

  /// Prepares for pictures of one size: allocates a table of 1 KB.
  ///
  /// - Precondition: the sizes are positive, one of the formats is `rgba`, and the CPU has the
  ///   instruction set.
  public init(
    width: Int, height: Int, from source: PixelLayout, to target: PixelLayout,
    instructionSet: InstructionSet = .best
  ) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(
      source.format == .rgba || target.format == .rgba,
      "expected rgba on one side, found \(source.format) to \(target.format)")
    self.width = width
    self.height = height
    self.source = source
    self.target = target
    rowGrain = target.format.rowsPerChroma
    let kernels = KernelList(instructionSet)
    let (reading, writing) = (source.format.descriptor, target.format.descriptor)
    rowsPerSourceChroma = reading.rowsPerChroma
    kernel =
      if reading.isYUV {
        .fromYUV(reading.chroma, YUVTable(source.encoding.equation), kernels[.yuvToRGB].run)
      } else if writing.isYUV {
        .toYUV(writing.chroma, YUVTable(target.encoding.equation), kernels[.rgbToYUV].run)
      } else if let kind = reading.toRGBA ?? writing.fromRGBA {
        .shuffle(kind, kernels[.pixelShuffle].run)
      } else {
        .copy
      }
  }

  /// Converts `rows`; the others are not read nor written. Any split of the rows gives the same
  /// bytes, so threads may share a picture. Allocates nothing.
  ///
  /// - Precondition: both views have the sizes, formats and encodings that were prepared for, and
  ///   don't overlap; `rows` exist, begin at a multiple of `rowGrain`, and end at one or at the
  ///   last.
  public func convert(_ view: FrameView, to output: MutableFrameView, rows: Range<Int>) {
    check(view, is: source)
    check(output.readOnly, is: target)
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= height,
      "expected rows in 0..<\(height), found \(rows)")
    precondition(
      rows.lowerBound % rowGrain == 0
        && (rows.upperBound % rowGrain == 0 || rows.upperBound == height),
      "expected rows in multiples of \(rowGrain), found \(rows)")
    switch kernel {
    case .copy, .shuffle, .fromYUV:
      for y in rows { convertRow(y, of: view, to: output.row(y)) }
    case .toYUV(let layout, let table, let run):
      for y in stride(from: rows.lowerBound, to: rows.upperBound, by: rowGrain) {
        let hasBottom = rowGrain == 2 && y + 1 < height
        var arguments = RGBToYUVArguments(
          layout: layout, top: view.planes[0].row(y),
          bottom: hasBottom ? view.planes[0].row(y + 1) : nil,
          luma: output.row(y), bottomLuma: output.row(hasBottom ? y + 1 : y),
          u: output.row(y / rowGrain, plane: 1), v: output.row(y / rowGrain, plane: 2),
          pixelCount: width, table: table.fromRGB)
        run(&arguments)
      }
    }
  }

  /// Converts one row of a checked view to a format of one plane that is no YUV.
  func convertRow(_ y: Int, of view: FrameView, to output: UnsafeMutablePointer<UInt8>) {
    switch kernel {
    case .copy: output.update(from: view.planes[0].row(y), count: width * 4)
    case .shuffle(let kind, let run):
      var arguments = PixelShuffleArguments(
        kind: kind, input: view.planes[0].row(y), output: output, pixelCount: width)
      run(&arguments)
    case .fromYUV(let layout, let table, let run):
      let chromaRow = y / rowsPerSourceChroma
      var arguments = YUVToRGBArguments(
        layout: layout, luma: view.planes[0].row(y), u: view.planes[1].row(chromaRow),
        v: view.planes[2].row(chromaRow), output: output, pixelCount: width,
        table: table.toRGB)
      run(&arguments)
    case .toYUV: preconditionFailure("expected a target without luma, found \(target.format)")
    }
  }

  /// Converts all rows.
  ///
  /// - Precondition: as for `convert(_:to:rows:)`.
  public func convert(_ view: FrameView, to output: MutableFrameView) {
    convert(view, to: output, rows: 0..<height)
  }

  func check(_ view: FrameView, is layout: PixelLayout) {
    precondition(
      view.width == width && view.height == height,
      "expected a picture of \(width)x\(height), found \(view.width)x\(view.height)")
    precondition(
      view.format == layout.format, "expected format \(layout.format), found \(view.format)")
    precondition(
      view.encoding == layout.encoding || !layout.format.isYUV,
      "expected encoding \(layout.encoding), found \(view.encoding)")
  }
}
