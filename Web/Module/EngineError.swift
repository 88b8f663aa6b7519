/// Error that the page is told.
struct EngineError: Error {
  /// What went wrong; the numbers are those that exports return.
  enum Kind: Int32 {
    /// The bytes are no model that can be run.
    case model = -1
    /// The size of a frame or picture is out of range.
    case size = -2
    /// There is no room in linear memory.
    case memory = -3
    /// An option is unknown or out of range.
    case option = -4
  }

  /// What went wrong.
  let kind: Kind
  /// One sentence: expected ..., found ...
  let text: String

  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}
