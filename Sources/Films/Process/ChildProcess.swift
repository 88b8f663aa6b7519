import Dispatch
import Glibc
import Synchronization

/// A program that runs beside us: it is fed and read through pipes, its errors are drained all the
/// time so that it never waits for us to read them, and it never outlives this object, nor this process.
///
/// It gets a process group of its own: a terminal's control-C reaches us alone, and we decide how
/// the child ends.
final class ChildProcess: Sendable {
  /// Connection of a child's standard stream.
  enum Stream {
    /// `/dev/null`.
    case nothing
    /// A pipe to us.
    case pipe
  }

  /// Where the child's standard output is read.
  let output: PipeEnd?

  private let program: String
  private let record: ChildRecord

  /// Starts the program at `path`.
  ///
  /// - Parameters:
  ///   - stop: ends it from outside; at once where that was asked for before.
  ///   - passesOver: lines of its errors that are worth nothing.
  /// - Throws: `FilmError.cannotStart`.
  init(
    _ path: String, _ arguments: [String], input: Stream, output: Stream,
    stop: ChildStop? = nil, passesOver: @escaping @Sendable (String) -> Bool = { _ in false }
  ) throws(FilmError) {
    program = lastPart(of: path)
    do throws(SystemError) {
      let feed = input == .pipe ? try PipeEnd.pipe() : nil
      let drain = output == .pipe ? try PipeEnd.pipe() : nil
      let errors = try PipeEnd.pipe()
      self.output = drain?.reading
      let record = ChildRecord(
        input: feed?.writing, streams: [feed?.reading, drain?.writing, errors.writing],
        passesOver: passesOver)
      self.record = record
      let (begun, reading) = (DispatchSemaphore(value: 0), errors.reading)
      // The system ends a child with the thread that started it: this one lives until then.
      do throws(SystemError) {
        try startThread("vbg.child") {
          record.run(path, arguments, errors: reading, begun: begun)
        }
      } catch {
        // This object's end waits for it.
        record.ended.signal()
        throw error
      }
      begun.wait()
      if let failure = record.state.withLock({ $0.failure }) { throw failure }
    } catch {
      throw .cannotStart(program, reason: "\(error)")
    }
    stop?.add(record)
  }

  /// Ends the child if it still runs, and waits for that.
  deinit {
    signal(SIGKILL)
    record.ended.wait()
    record.ended.signal()
  }

  /// Where the child's standard input is written; nil once closed.
  var input: PipeEnd? { record.state.withLock { $0.input } }

  /// The last lines that the child said.
  var errorLines: [String] { record.state.withLock { $0.errors.lines } }

  /// Lines that the child said so far, those that are forgotten included.
  var errorCount: Int { record.state.withLock { $0.errors.totalCount } }

  /// Tells the child that no more input comes.
  func closeInput() { record.state.withLock { $0.input = nil } }

  /// Sends a signal to the child and to those that it started, unless it has ended.
  func signal(_ number: Int32) { record.signal(number) }

  /// Waits for the child's end; nil when it still runs after that time.
  func wait(milliseconds: Int) -> ExitStatus? {
    guard record.ended.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
      return nil
    }
    record.ended.signal()
    return record.state.withLock { $0.status }
  }

  /// Waits for the child's end.
  func wait() -> ExitStatus {
    record.ended.wait()
    record.ended.signal()
    return record.state.withLock { $0.status } ?? .exited(0)
  }

  /// The child's failure, with the last lines that it said.
  func failure(_ status: ExitStatus) -> FilmError {
    .programFailed(program, status: "\(status)", lines: Array(errorLines.suffix(3)))
  }
}

/// State of a child, shared with the thread that starts and watches it.
final class ChildRecord: Sendable {
  struct State {
    var input: PipeEnd?
    /// Pipe ends that the child starts with, until it has.
    var streams: [PipeEnd?]
    /// Its number, while it is surely its own.
    var process: pid_t?
    var failure: SystemError?
    var errors: LastLines
    var status: ExitStatus?
  }

  let state: Mutex<State>
  /// Signaled once the child is reaped, or could not be started; who takes the signal gives it back.
  let ended = DispatchSemaphore(value: 0)

  init(
    input: PipeEnd?, streams: [PipeEnd?], passesOver: @escaping @Sendable (String) -> Bool
  ) {
    let errors = LastLines(maximumLineCount: 12, passesOver: passesOver)
    state = Mutex(State(input: input, streams: streams, errors: errors))
  }

  /// Sends a signal to the child and to those that it started, unless it has ended.
  func signal(_ number: Int32) {
    state.withLock { state in
      // The number belongs to the child until it is reaped, which this lock keeps from happening.
      if state.status == nil, let process = state.process { kill(-process, number) }
    }
  }

  /// Starts a program, drains its errors until it ends, and reaps it.
  func run(_ path: String, _ arguments: [String], errors: PipeEnd, begun: DispatchSemaphore) {
    defer { ended.signal() }
    let streams = state.withLock { $0.streams.map { $0?.number } }
    let child: StartedChild
    do throws(SystemError) {
      child = try StartedChild(path, arguments, streams: streams)
    } catch {
      state.withLock { $0.failure = error }
      begun.signal()
      return
    }
    let process = child.process
    state.withLock { state in
      state.process = process
      // From here on pipes end with the child.
      state.streams = []
    }
    begun.signal()
    drain(errors, until: child.end)
    child.awaitEnd()
    state.withLock { $0.process = nil }
    let status = child.reap()
    state.withLock { $0.status = status }
  }

  /// Takes in what the child says until its errors end, or it has ended: something that it left running
  /// may hold them open.
  private func drain(_ errors: PipeEnd, until end: Int32) {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      var waits = [
        pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: end, events: Int16(POLLIN), revents: 0),
      ]
      while true {
        if poll(&waits, 2, -1) < 0 { continue }
        if waits[0].revents == 0 { return }
        guard let count = try? errors.read(into: buffer), count > 0 else { return }
        let piece = UnsafeRawBufferPointer(buffer)[..<count]
        state.withLock { $0.errors.append(piece) }
      }
    }
  }
}

/// Returns what follows the last slash.
func lastPathPart(_ path: String) -> String { lastPart(of: path) }
