import Live
import Synchronization

/// Tells statistics of a session to one who watches.
final class StatisticsTeller: Sendable {
  private let lines: Mutex<StatisticsLines>

  init(_ session: LiveSession) { lines = Mutex(StatisticsLines(.json, session)) }

  /// The line since the last.
  func next() -> String { lines.withLock { $0.next() } }
}
