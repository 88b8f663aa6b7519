import Glibc

/// End of a child process, and what it said.
struct ChildProcessResult {
  /// Its exit code; 128 + the signal's number when a signal ended it, as shells count.
  let exitCode: Int32
  /// Standard output and standard error together.
  let output: String
  /// Whether somebody asked for the end meanwhile; the child was ended then.
  let wasInterrupted: Bool
}

/// Error of a child process that could not be started.
enum ChildProcessError: Error, CustomStringConvertible {
  case cannotStart(program: String, reason: String)

  var description: String {
    switch self {
    case .cannotStart(let program, let reason):
      "expected to start \(program), found: \(reason)"
    }
  }
}

/// Runs a program to its end, with standard input closed to it and its output collected in `logPath`.
///
/// A signal that asks for an end ends the child, politely, and after three seconds, or at the next
/// signal, for good; it is then still due to this process.
///
/// - Parameters:
///   - path: the program's; no folder is searched.
///   - folder: where it starts.
/// - Throws: `ChildProcessError` when it could not be started; `FileError`.
func runChildProcess(
  _ path: String, _ arguments: [String], environment: [String], folder: String, logPath: String,
  signals: DeferredSignals
) throws -> ChildProcessResult {
  let child: StartedChild
  do {
    let log = try FileDescriptor(path: logPath, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    child = try StartedChild(
      path, arguments, environment: environment, folder: folder,
      streams: [nil, log.number, log.number])
  } catch {
    throw ChildProcessError.cannotStart(program: path, reason: "\(error)")
  }
  var wasInterrupted = false
  var remaining = Int.max
  while !child.hasEnded {
    if signals.wait(milliseconds: 20) != nil {
      child.signal(wasInterrupted ? SIGKILL : SIGTERM)
      if !wasInterrupted { remaining = 150 }
      wasInterrupted = true
    }
    remaining -= 1
    if remaining == 0 { child.signal(SIGKILL) }
  }
  let status = child.reap()
  return ChildProcessResult(
    exitCode: status.code, output: pathText((try? readFile(logPath)) ?? []),
    wasInterrupted: wasInterrupted)
}
