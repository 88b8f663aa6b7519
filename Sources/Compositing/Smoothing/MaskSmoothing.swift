/// Method by which masks of successive frames are made steady.
///
/// Works at the size of the model's output, on person coverage in levels, 0...255. Gains are per
/// frame: nothing depends on the frame rate.
public enum MaskSmoothing: String, Sendable, CaseIterable {
  /// Each mask as it comes.
  case off
  /// The gain follows what moves in the picture: little where nothing but noise changes, 1 where
  /// something moves. The default.
  case adaptive

  /// Method that is used unless somebody asks for another.
  public static let standard = adaptive
}
