import Glibc
import Synchronization
import SystemSupport

/// A reader's process: it is fed from memory and read by one thread, which waits for its end before it
/// goes on; nothing of it outlives this.
final class ReaderProcess {
  private let output: PipeEnd
  private var child: StartedChild?
  private var status = ExitStatus.exited(EXIT_FAILURE)
  private let isCancelled = Atomic<Bool>(false)

  /// Starts a program with these bytes as its standard input, and nowhere to complain to.
  init(_ program: String, arguments: [String], input: [UInt8]) throws(SystemError) {
    let file = try MemoryFile(input)
    let pipe = try PipeEnd.pipe()
    output = pipe.reading
    child = try StartedChild(
      program, arguments, name: readerName, streams: [file.end.number, pipe.writing.number, nil])
    // Open until the child has them.
    withExtendedLifetime((file, pipe.writing)) {}
  }

  deinit { _ = end() }

  /// Makes whoever waits for bytes, and whoever will, give up. From any thread.
  func cancel() { isCancelled.store(true, ordering: .releasing) }

  /// The next reply; its text is complete.
  func reply(seconds: Int) throws(ReaderFailure) -> ReaderReply {
    let head = try bytes(count: ReaderReply.headByteCount, seconds: seconds)
    guard let parsed = ReaderReply.parse(head: head) else { throw .nonsense }
    var reply = parsed.reply
    reply.text = try bytes(count: parsed.textByteCount, seconds: seconds)
    return reply
  }

  /// The next bytes, all of them.
  ///
  /// - Parameter seconds: how long to wait for them in all; time in which this process itself was
  ///   stopped does not count.
  func bytes(count: Int, seconds: Int) throws(ReaderFailure) -> [UInt8] {
    var failure: ReaderFailure?
    let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(ReaderFailure) {
        try fill(
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]),
          seconds: seconds)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// Fills a buffer with the next bytes; see `bytes`.
  func fill(
    _ buffer: UnsafeMutableRawBufferPointer, seconds: Int
  ) throws(ReaderFailure) {
    let clock = ContinuousClock()
    var (waited, last) = (Duration.zero, clock.now)
    var rest = buffer[...]
    while !rest.isEmpty {
      var event = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
      let outcome = poll(&event, 1, 100)
      let now = clock.now
      // Longer pauses than were asked for are those of a process that was stopped.
      waited += min(now - last, .milliseconds(200))
      last = now
      if waited > .seconds(seconds) { throw .late(seconds: seconds) }
      if isCancelled.load(ordering: .acquiring) { throw .broken }
      guard outcome > 0 else { continue }
      guard
        let count = try? output.read(into: UnsafeMutableRawBufferPointer(rebasing: rest)),
        count > 0
      else { throw .broken }
      rest = rest.dropFirst(count)
    }
  }

  /// Returns how the process ended; one that still runs a second from now is killed.
  func end() -> ExitStatus {
    guard let child = child.take() else { return status }
    var milliseconds = 0
    while !child.hasEnded {
      if milliseconds == 1000 { child.signal(SIGKILL) }
      usleep(1000)
      milliseconds += 1
    }
    status = child.reap()
    return status
  }
}
