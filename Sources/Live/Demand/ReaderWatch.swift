/// Decides from what virtual cameras tell of their readers when a session rests.
struct ReaderWatch {
  /// For how long after the last reader the session goes on: programs that choose a camera let go of it for
  /// a moment. The camera's light is to be out after 2 s.
  static let patience = Duration.milliseconds(1500)

  /// Whether nobody has read for a while.
  private(set) var isResting: Bool
  private var lastReadTime: Duration

  init(isResting: Bool, now: Duration) {
    self.isResting = isResting
    lastReadTime = now
  }

  /// Takes in whether somebody may be reading now. Returns whether the session has begun or ceased to rest.
  mutating func update(isRead: Bool, now: Duration) -> Bool {
    let wasResting = isResting
    if isRead { lastReadTime = now }
    isResting = !isRead && (wasResting || now - lastReadTime >= Self.patience)
    return isResting != wasResting
  }
}
