/// Limits of what a studio's visitors may take.
public struct StudioLimits: Sendable {
  /// Connections at a time; one more is closed unheard.
  public var connections = 32
  /// Pages with a live picture at a time.
  public var streams = 4
  /// Bodies of more than `smallBody` bytes at a time.
  public var uploads = 2
  /// Bytes of a body that count for nothing.
  public var smallBody = 64 * 1024
  /// Bytes of a message that a page with a live picture sends.
  public var message = 4 << 20
  /// Seconds from a connection's beginning, or the last answer, to the end of a request's head.
  public var headSeconds = 10
  /// Seconds from there to the end of its body.
  public var bodySeconds = 60
  /// Seconds that an answer may take to be made and taken.
  public var answerSeconds = 60

  /// The usual ones.
  public init() {}
}
