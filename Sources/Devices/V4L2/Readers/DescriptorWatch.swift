import Glibc
import Synchronization
import SystemSupport

/// Something that is told when a descriptor has events, until it is ended.
protocol DescriptorWatch: Sendable {
  /// Nobody is told from here on.
  func end()
}

/// A thread that sleeps until a descriptor has events and tells of them: at once, and a while later again, when
/// what they were about has settled.
final class DescriptorThread: DescriptorWatch {
  private static let settlingTime: Int32 = 350

  /// Closed to end the thread.
  private let ending: Mutex<PipeEnd?>
  private let hasEnded = Monitor(false)

  /// - Throws: `SystemError` at a limit.
  init(
    _ descriptor: Int32, for events: Int16, _ tell: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    let pipe = try PipeEnd.pipe()
    ending = Mutex(pipe.writing)
    let reading = pipe.reading
    try startThread("vbg.readers") { [hasEnded] in
      let end = reading.number
      while true {
        var entries = [
          pollfd(fd: end, events: 0, revents: 0),
          pollfd(fd: descriptor, events: events, revents: 0),
        ]
        if poll(&entries, 2, -1) < 0, errno != EINTR { break }
        if entries[0].revents != 0 { break }
        guard entries[1].revents != 0 else { continue }
        tell()
        // Whoever was told takes the events meanwhile.
        if poll(&entries, 1, Self.settlingTime) > 0 { break }
        tell()
        if entries[1].revents & Int16(POLLERR | POLLNVAL) != 0 { break }
      }
      hasEnded.change { $0 = true }
    }
  }

  /// Ends the thread, and waits for that, as the descriptor will be another's.
  func end() {
    ending.withLock { $0 = nil }
    hasEnded.wait(milliseconds: 2000) { $0 }
  }
}
