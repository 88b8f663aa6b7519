/// Knowledge of the blur about a group of neighboring pixels of one row, to do no more than it
/// must.
///
/// A filter at any of the group's pixels reaches 4 pixels in each direction; `background` and `person`
/// speak of all pixels that it reaches. Both are exact: they give the bits that `mixed` gives.
public enum BlurGroup {
  /// Some of both: everything is computed.
  public static let mixed: UInt8 = 0
  /// No person anywhere: kept colors suffice, nothing is missing.
  public static let background: UInt8 = 1
  /// Person everywhere: the pixels stay as they are, and nobody reads them.
  public static let person: UInt8 = 2
  /// Pixels a group.
  public static let width = 32
  /// Values before and behind a row that a kernel may read or write.
  public static let margin = 32
}
