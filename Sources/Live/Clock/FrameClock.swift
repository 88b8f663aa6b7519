/// Clock of due frames: deadline n is start + n / rate, whatever happened to the frames before, so
/// that the rate never drifts. A deadline that was missed by a whole period is dropped.
public struct FrameClock: Sendable, Equatable {
  /// From one frame to the next.
  public let period: Duration
  /// The number of the next frame.
  public private(set) var index = 0

  private var start: Duration

  /// A clock whose frame 0 is due at `start`.
  ///
  /// - Precondition: the rate is positive and finite.
  public init(framesPerSecond: Double, start: Duration) {
    precondition(
      framesPerSecond > 0 && framesPerSecond.isFinite,
      "expected a positive rate, found \(framesPerSecond)")
    period = .seconds(1 / framesPerSecond)
    self.start = start
  }

  /// When the next frame is due.
  public var deadline: Duration { start + period * index }

  /// Goes on to the first frame whose own period has not yet passed at `now`.
  ///
  /// - Returns: how many frames were dropped on the way.
  public mutating func advance(now: Duration) -> Int {
    index += 1
    let late = now - deadline
    guard late >= period else { return 0 }
    let dropped = Int(late / period)
    index += dropped
    return dropped
  }

  /// Moves all deadlines to come by less than a period, so that `time` is a whole number of periods
  /// from them: the next is the first after `now`. The rate stays.
  public mutating func align(to time: Duration, now: Duration) {
    let periodCount = Int(((now - time) / period).rounded(.down)) + 1
    start = time + period * periodCount
    index = 0
  }
}
