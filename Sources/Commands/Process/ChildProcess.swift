import Glibc

/// How a child process ended, and what it said.
struct ChildProcessResult {
  /// Its exit code; 128 + the signal's number when a signal ended it, as shells count.
  let exitCode: Int32
  /// Standard output and standard error together.
  let output: String
}

/// Why a child process could not be started.
enum ChildProcessError: Error, CustomStringConvertible {
  case cannotStart(program: String, reason: String)

  var description: String {
    switch self {
    case .cannotStart(let program, let reason):
      "expected to start \(program), found: \(reason)"
    }
  }
}

/// Runs a program of `PATH` to its end, with standard input closed to it and its output collected
/// in `logPath`.
///
/// Interrupts (control-C) reach the child only, so that the caller can clean up after it.
///
/// - Throws: `ChildProcessError` when it could not be started.
func runChildProcess(
  _ program: String, _ arguments: [String], logPath: String
) throws -> ChildProcessResult {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(
    &actions, STDOUT_FILENO, logPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

  let previous = signal(SIGINT, SIG_IGN)
  defer { signal(SIGINT, previous) }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var interrupts = sigset_t()
  sigemptyset(&interrupts)
  sigaddset(&interrupts, SIGINT)
  posix_spawnattr_setsigdefault(&attributes, &interrupts)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

  var argumentPointers = ([program] + arguments).map { strdup($0) } + [nil]
  defer { argumentPointers.forEach { free($0) } }
  var process = pid_t()
  let outcome = posix_spawnp(
    &process, program, &actions, &attributes, &argumentPointers, environ)
  guard outcome == 0 else {
    throw ChildProcessError.cannotStart(program: program, reason: "\(SystemError(number: outcome))")
  }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  let signalNumber = status & 0x7f
  return ChildProcessResult(
    exitCode: signalNumber == 0 ? (status >> 8) & 0xff : 128 + signalNumber,
    output: String(decoding: (try? readFile(logPath)) ?? [], as: UTF8.self))
}
