import Synchronization

/// Pace of new pictures: of so many frames a second of the camera's as few become pictures as were asked for,
/// spread evenly. The others are left where they are, not even decoded.
final class PicturePace: Sendable {
  /// Pictures for 65536 frames; more is no limit.
  private let portion = Atomic<Int>(Int.max)
  /// Sum of portions since the last picture: the camera's thread alone writes it.
  private let sum = Atomic<Int>(0)
  private let framesPerSecond: Double
  private static let whole = 1 << 16

  /// A pace without a limit.
  init(framesPerSecond: Double) { self.framesPerSecond = framesPerSecond }

  /// Lets so many frames a second become pictures from now on; nil: all. From any thread.
  func limit(to rate: Double?) {
    let share = rate.map { min(1, max(0, $0 / framesPerSecond)) } ?? 1
    portion.store(
      share >= 1 ? .max : max(1, Int((share * Double(Self.whole)).rounded())), ordering: .relaxed)
  }

  /// Tells whether the next frame becomes a picture.
  func admits() -> Bool {
    let portion = portion.load(ordering: .relaxed)
    guard portion < Self.whole else { return true }
    let next = sum.load(ordering: .relaxed) + portion
    sum.store(next >= Self.whole ? next - Self.whole : next, ordering: .relaxed)
    return next >= Self.whole
  }
}
