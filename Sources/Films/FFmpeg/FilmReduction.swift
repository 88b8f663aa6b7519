/// Smaller size that a film's frames get from ffmpeg itself, so that no larger one reaches us.
public struct FilmReduction: Hashable, Sendable {
  /// Pixels a row and rows.
  public let width, height: Int
  /// Whether the upper left part of that size is taken, in place of all of the frame, smaller.
  public let crops: Bool

  /// A size of at least 1x1, no larger than the film's.
  public init(width: Int, height: Int, crops: Bool = false) {
    (self.width, self.height, self.crops) = (width, height, crops)
  }

  /// As one of ffmpeg's filters.
  var filter: String {
    crops ? "crop=\(width):\(height):0:0" : "scale=\(width):\(height):flags=area"
  }
}
