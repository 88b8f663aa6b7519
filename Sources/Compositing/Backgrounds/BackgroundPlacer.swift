import Kernels

/// Puts backgrounds of one size under pictures of one size.
///
/// Each axis is bilinear from any enlargement down to half the size, as in the WebGL pipeline of
/// Volcomix/virtual-background: texel centers at halves, clamped at the background's edges, also where
/// a part is cut off. Beyond that every pixel is the mean of what it covers, since bilinear would skip
/// pixels of the background and flicker or alias. Both agree at exactly half the size.
///
/// `@unchecked Sendable`: see `PixelResampler`.
final class BackgroundPlacer: @unchecked Sendable {
  private let width: Int
  private let height: Int
  private let placement: BackgroundPlacement
  private let resampler: PixelResampler
  /// Pixel that surrounds the background; nil where it is repeated instead.
  private let surroundings: UInt32?

  /// Prepares for backgrounds and outputs of one size.
  ///
  /// - Parameter color: of what `Fit.contain` leaves bare.
  /// - Precondition: sizes are positive.
  init(
    backgroundWidth: Int, backgroundHeight: Int, width: Int, height: Int, fit: Fit,
    color: (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8) = (0, 0, 0, 255),
    threadCount: Int, instructionSet: InstructionSet
  ) {
    precondition(
      backgroundWidth > 0 && backgroundHeight > 0 && width > 0 && height > 0,
      "expected positive sizes, found \(backgroundWidth)x\(backgroundHeight) and \(width)x\(height)"
    )
    let placement = BackgroundPlacement(
      backgroundWidth: backgroundWidth, backgroundHeight: backgroundHeight, width: width,
      height: height, fit: fit)
    func taps(
      _ inputCount: Int, _ outputCount: Int, _ origin: Double, _ length: Double
    ) -> ResamplingTaps {
      .scaled(
        inputCount: inputCount, outputCount: outputCount, origin: origin,
        step: length / Double(outputCount), largestStep: 2)
    }
    self.width = width
    self.height = height
    self.placement = placement
    resampler = PixelResampler(
      columns: taps(
        backgroundWidth, placement.columns.count, placement.source.x, placement.source.width),
      rows: taps(
        backgroundHeight, placement.rows.count, placement.source.y, placement.source.height),
      threadCount: threadCount, instructionSet: instructionSet)
    surroundings =
      fit == .tile
      ? nil
      : UInt32(color.red) | UInt32(color.green) << 8 | UInt32(color.blue) << 16
        | UInt32(color.alpha) << 24
  }

  /// Writes this thread's share of the output. Allocates nothing.
  func run(background: Rows<UInt32>, output: Rows<UInt32>, on context: ThreadContext) {
    precondition(
      output.width == width && output.height == height,
      "expected an output of \(width)x\(height), found \(output.width)x\(output.height)")
    let columns = placement.columns
    let rows = placement.rows
    let inner = Rows(
      base: output.row(rows.lowerBound) + columns.lowerBound, stride: output.stride,
      width: columns.count, height: rows.count)
    resampler.run(frame: background, output: inner, on: context)
    guard let surroundings else { return repeatTile(output, on: context) }
    for y in context.share(of: height) {
      let row = output.row(y)
      if rows.contains(y) {
        row.update(repeating: surroundings, count: columns.lowerBound)
        (row + columns.upperBound).update(
          repeating: surroundings, count: width - columns.upperBound)
      } else {
        row.update(repeating: surroundings, count: width)
      }
    }
  }

  /// Copies the tile to its right, then its rows downwards.
  private func repeatTile(_ output: Rows<UInt32>, on context: ThreadContext) {
    let tileWidth = placement.columns.count
    let tileHeight = placement.rows.count
    context.synchronize()
    for y in context.share(of: tileHeight) {
      let row = output.row(y)
      for x in tileWidth..<max(width, tileWidth) { row[x] = row[x - tileWidth] }
    }
    context.synchronize()
    for y in context.share(of: height - tileHeight) {
      output.row(tileHeight + y).update(from: output.row(y % tileHeight), count: width)
    }
  }
}
