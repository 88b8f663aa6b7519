/// How masks of successive frames are made steady.
///
/// All work at the size of the model's output, on person coverage in levels, 0...255. Gains are per
/// frame: nothing depends on the frame rate.
public enum MaskSmoothing: String, Sendable, CaseIterable {
  /// Each mask as it comes.
  case off
  /// s += 0.6 (m - s) everywhere.
  case exponential
  /// The gain follows what moves in the picture: little where nothing but noise changes, 1 where
  /// something moves. The default.
  case adaptive
  /// The 1 euro filter for every cell: the gain follows the speed of the mask's own change.
  case oneEuro = "one-euro"
  /// As `adaptive`, with the mask before moved along with the picture, block by block.
  case warped

  /// What is used unless somebody asks for another.
  public static let standard = adaptive
}
