import Synchronization

/// Pace of new pictures: of the camera's frames as few become pictures as were asked for, spread evenly. The others are left where they are, not even decoded.
final class PicturePace: Sendable {
  /// Pictures for 65536 frames; more is no limit.
  private let portion = Atomic<Int>(Int.max)
  /// Sum of portions since the last picture: the camera's thread alone writes it.
  private let sum = Atomic<Int>(0)
  private static let whole = 1 << 16

  /// Lets a portion of all frames, 0...1, become pictures from now on. From any thread.
  func limit(to portion: Double) {
    let part = Int((min(max(portion, 0), 1) * Double(Self.whole)).rounded())
    self.portion.store(part >= Self.whole ? .max : max(1, part), ordering: .relaxed)
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
