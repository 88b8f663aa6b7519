/// Rule by which a background of one size fills a picture of another.
public enum Fit: String, Sendable, CaseIterable {
  /// The smallest size that leaves nothing bare, its shape kept and its middle shown.
  case cover
  /// The largest size that shows all of it, its shape kept, in the middle; the rest is one color.
  case contain
  /// The picture's size, whatever that does to its shape.
  case stretch
  /// Its own size, repeated from the upper left corner.
  case tile
}

/// Place of a background, in real numbers: the formulas of `Fit`.
struct BackgroundPlacement: Sendable, Equatable {
  /// The part of the background that is shown, in its pixels.
  var source: (x: Double, y: Double, width: Double, height: Double)
  /// The part of the picture that it fills, in whole pixels.
  var columns: Range<Int>
  var rows: Range<Int>

  /// Places as `fit` does a background of `backgroundWidth` x `backgroundHeight` under `width` x
  /// `height`. `tile` shows the background once, cut at the picture's edges.
  init(backgroundWidth: Int, backgroundHeight: Int, width: Int, height: Int, fit: Fit) {
    let (sourceWidth, sourceHeight) = (Double(backgroundWidth), Double(backgroundHeight))
    let (outputWidth, outputHeight) = (Double(width), Double(height))
    source = (0, 0, sourceWidth, sourceHeight)
    columns = 0..<width
    rows = 0..<height
    // Whole numbers decide which side is cut: no rounding; of 64 bits, as sides have 16.
    let isNarrower =
      Int64(backgroundWidth) * Int64(height) < Int64(width) * Int64(backgroundHeight)
    switch fit {
    case .cover where isNarrower:
      source.height = sourceWidth * outputHeight / outputWidth
      source.y = (sourceHeight - source.height) / 2
    case .cover:
      source.width = sourceHeight * outputWidth / outputHeight
      source.x = (sourceWidth - source.width) / 2
    case .contain where isNarrower:
      let used = max(1, Int((sourceWidth * outputHeight / sourceHeight).rounded()))
      columns = (width - used) / 2..<(width - used) / 2 + used
    case .contain:
      let used = max(1, Int((sourceHeight * outputWidth / sourceWidth).rounded()))
      rows = (height - used) / 2..<(height - used) / 2 + used
    case .stretch: break
    case .tile:
      columns = 0..<min(width, backgroundWidth)
      rows = 0..<min(height, backgroundHeight)
      source.width = Double(columns.count)
      source.height = Double(rows.count)
    }
  }

  static func == (a: BackgroundPlacement, b: BackgroundPlacement) -> Bool {
    a.source == b.source && a.columns == b.columns && a.rows == b.rows
  }
}
