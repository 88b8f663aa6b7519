import Glibc

/// Progress of a film, its speed and the time that is left; only where standard error is a
/// terminal.
struct FilmProgress {
  private let frameCount: Int?
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var shownAt = ContinuousClock.now
  private var position = 0

  /// Progress over a film of so many frames, as far as known.
  init(frameCount: Int?, isQuiet: Bool) {
    self.frameCount = frameCount
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  /// One more frame is done; shown five times a second.
  mutating func step() {
    position += 1
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - shownAt >= .milliseconds(200) else { return }
    shownAt = now
    writeToStandardError("\r\u{1b}[K\(line(after: now - start))")
  }

  /// For example `120/760 frames, 61.2 a second, 0:11 left`.
  func line(after elapsed: Duration) -> String {
    let rate = Double(position) / max(elapsed.milliseconds / 1000, 1e-9)
    let speed = "\(fixedPoint(rate, decimals: 1)) a second"
    guard let frameCount, frameCount >= position else { return "\(position) frames, \(speed)" }
    let seconds = Int((Double(frameCount - position) / rate).rounded())
    let rest = seconds % 60 < 10 ? "0\(seconds % 60)" : "\(seconds % 60)"
    return "\(position)/\(frameCount) frames, \(speed), \(seconds / 60):\(rest) left"
  }

  /// Clears the line for other output.
  func clear() {
    if isShown { writeToStandardError("\r\u{1b}[K") }
  }
}
