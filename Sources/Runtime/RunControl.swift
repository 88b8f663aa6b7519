/// Work that loops may do in a run, and whether one did more. Loops run on one thread, one after the other.
struct RunControl {
  /// Work that is left, see `Session.loopWorkLimit`.
  var loopWorkLeft: Int64
  /// Whether a loop was left because there was none.
  var isExhausted = false

  /// Takes some work; tells whether there was so much.
  mutating func takes(_ work: Int) -> Bool {
    let work = Int64(work)
    guard work <= loopWorkLeft else {
      isExhausted = true
      return false
    }
    loopWorkLeft -= work
    return true
  }
}

/// Error of a run that a loop without an end, or with too long a one, would not let end.
public struct EndlessLoop: Error, Hashable, CustomStringConvertible {
  /// The work after which the loop was left.
  public let limit: Int64

  public var description: String {
    "WHILE: expected an end within \(limit) units of work, found none"
  }
}
