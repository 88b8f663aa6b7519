/// Controller that keeps a process below a share of one core by the rate of new pictures.
///
/// The rate is what the share buys at a picture's cost, as measured over the last seconds. All that the process
/// does counts as work on pictures, and costs fade alike with the pictures that they are of: no rate, however it
/// was reached, makes a picture look dearer or cheaper than it is, so that nothing swings. What was used too much
/// is paid back slowly.
public struct ProcessorBudget: Sendable {
  /// The rate to make pictures at, new ones a second.
  public private(set) var rate: Double
  /// Whether even the least rate takes more than the share.
  public private(set) var isOverdrawn = false

  /// The part of the camera's frames that become pictures at that rate.
  public var portion: Double { rate >= Self.nearlyAll * fullRate ? 1 : rate / fullRate }

  private let share: Double
  /// Frames a second that the camera gives: what it said, then as measured, since cameras say what they like.
  private var fullRate: Double
  /// A picture that is older than a second counts as stale.
  private var leastRate: Double { min(2, fullRate) }
  /// Processor seconds that were used beyond the share, down to a small credit.
  private var debt = 0.0
  /// Processor seconds, pictures, frames and seconds, all fading alike.
  private var (use, pictures, frames, time) = (0.0, 0.0, 0.0, 0.0)

  /// Time, in seconds, after which what was measured counts a third.
  private static let memory = 2.0
  /// Time, in seconds, in which what was used too much is paid back.
  private static let payback = 10.0
  /// Time, in seconds, before which a rate of frames is no rate.
  private static let leastTime = 1.0
  /// Part of the share that is aimed at.
  private static let margin = 0.97
  /// Least change of the rate, of itself: one that nobody would see is none.
  private static let tolerance = 0.06
  /// Part of the camera's rate, as measured, that counts as all of it.
  private static let nearlyAll = 0.95

  /// A budget.
  ///
  /// - Parameters:
  ///   - share: of one core, above 0.
  ///   - frameRate: frames a second that the camera says it gives, above 0.
  public init(share: Double, frameRate: Double) {
    precondition(share > 0 && frameRate > 0)
    self.share = share
    fullRate = frameRate
    // Nothing is known of the cost yet: rather too few at first.
    rate = max(min(2, frameRate), frameRate / 4)
  }

  /// Takes what a span of time has cost, and chooses the rate for the next.
  ///
  /// - Parameters:
  ///   - used: processor seconds of the whole process.
  ///   - pictures: new pictures that were made.
  ///   - frames: what the camera gave.
  ///   - elapsed: seconds.
  public mutating func update(
    used: Double, pictures made: Int, frames given: Int, elapsed: Double
  ) {
    guard elapsed > 0, used.isFinite, used >= 0 else { return }
    // While no frames come, as at rest, nothing is measured, and what was learned before stays.
    if given == 0 { (use, pictures, frames, time) = (0, 0, 0, 0) }
    let kept = max(0, 1 - elapsed / Self.memory)
    use = use * kept + used
    pictures = pictures * kept + Double(made)
    frames = frames * kept + Double(given)
    time = time * kept + elapsed
    if time >= Self.leastTime && frames > 0.5 { fullRate = frames / time }
    // A long lull is no license for a burst.
    debt = min(max(debt + used - share * elapsed, -share), 5 * share)
    // Without pictures nothing is learned of their cost: a camera that is away, a session at rest.
    guard pictures > 0.5, use > 0 else { return }
    steer(cost: use / pictures, actualRate: pictures / time)
    isOverdrawn = rate == leastRate && use / time > 1.1 * share
  }

  private mutating func steer(cost: Double, actualRate: Double) {
    let goal = Self.margin * share - min(max(debt / Self.payback, 0), 0.5 * share)
    let wanted = goal / cost
    if abs(wanted - rate) < Self.tolerance * rate { return }
    // Upwards slowly, and never far beyond what is made in fact: where the machine is too busy for the rate that
    // was chosen, a higher one would only wait for it to be free.
    let limit = max(leastRate, min(rate * 1.1, actualRate * 1.3))
    rate = wanted < rate ? max(wanted, leastRate) : max(rate, min(wanted, limit, fullRate))
  }
}
