import Dispatch
import Glibc
import Synchronization

/// A program that runs beside us: it is fed and read through pipes, its errors are drained all the
/// time so that it never waits for us to read them, and it never outlives this object.
///
/// It gets a process group of its own: a terminal's control-C reaches us alone, and we decide how
/// the child ends.
final class ChildProcess: Sendable {
  /// What a child's standard stream is tied to.
  enum Stream {
    /// `/dev/null`.
    case nothing
    /// A pipe to us.
    case pipe
  }

  /// Where the child's standard output is read.
  let output: PipeEnd?

  private let program: String
  private let process: pid_t
  private let record: Record

  /// Starts the program at `path`.
  ///
  /// - Throws: `FilmError.cannotStart`.
  init(
    _ path: String, _ arguments: [String], input: Stream, output: Stream
  ) throws(FilmError) {
    program = lastPathPart(path)
    do throws(SystemError) {
      let feed = input == .pipe ? try PipeEnd.pipe() : nil
      let drain = output == .pipe ? try PipeEnd.pipe() : nil
      let errors = try PipeEnd.pipe()
      process = try spawn(
        path, arguments, streams: [feed?.reading, drain?.writing, errors.writing])
      self.output = drain?.reading
      record = Record(input: feed?.writing)
      let (process, record, reading) = (process, record, errors.reading)
      DispatchQueue(label: "vbg.child").async { record.watch(process, errors: reading) }
    } catch {
      throw .cannotStart(program, reason: "\(error)")
    }
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

  /// Tells the child that no more input comes.
  func closeInput() { record.state.withLock { $0.input = nil } }

  /// Sends a signal to the child and to those that it started, unless it has ended.
  func signal(_ number: Int32) {
    record.state.withLock { state in
      // The number belongs to the child until it is reaped, which this lock keeps from happening.
      if state.status == nil { kill(-process, number) }
    }
  }

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

/// What is known of a child, shared with the thread that watches it.
private final class Record: Sendable {
  struct State {
    var input: PipeEnd?
    var errors = LastLines(maximumLineCount: 12)
    var status: ExitStatus?
  }

  let state: Mutex<State>
  /// Signalled once the child is reaped; who takes the signal gives it back.
  let ended = DispatchSemaphore(value: 0)

  init(input: PipeEnd?) { state = Mutex(State(input: input)) }

  /// Drains the child's errors until it closes them, then reaps it.
  func watch(_ process: pid_t, errors: PipeEnd) {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while let count = try? errors.read(into: buffer), count > 0 {
        let piece = UnsafeRawBufferPointer(buffer)[..<count]
        state.withLock { $0.errors.append(piece) }
      }
    }
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    state.withLock { state in
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      state.status = ExitStatus(status)
    }
    ended.signal()
  }
}

/// What follows the last slash.
func lastPathPart(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// Starts a program with these ends as its descriptors 0, 1 and 2; nil is `/dev/null`.
private func spawn(
  _ path: String, _ arguments: [String], streams: [PipeEnd?]
) throws(SystemError) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (target, stream) in streams.enumerated() {
    if let stream {
      posix_spawn_file_actions_adddup2(&actions, stream.number, Int32(target))
    } else {
      posix_spawn_file_actions_addopen(&actions, Int32(target), "/dev/null", O_RDWR, 0)
    }
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // Whatever this process ignores or blocks, the child shall not.
  var handled = sigset_t()
  sigemptyset(&handled)
  var blocked = handled
  for number in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&handled, number) }
  posix_spawnattr_setsigdefault(&attributes, &handled)
  posix_spawnattr_setsigmask(&attributes, &blocked)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
  var pointers = ([path] + arguments).map { strdup($0) } + [nil]
  defer { pointers.forEach { free($0) } }
  var process = pid_t()
  let outcome = posix_spawn(&process, path, &actions, &attributes, &pointers, environ)
  guard outcome == 0 else { throw SystemError(number: outcome) }
  return process
}
