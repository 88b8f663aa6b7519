import CProcess
import Glibc

/// A child process, until it is reaped: a signal that ends this process kills it with all of its group.
package struct StartedChild: ~Copyable, Sendable {
  /// The child's number, and its group's.
  package let process: pid_t
  /// A descriptor that can be read from once the child has ended; -1 where the system has none.
  package let end: Int32
  private let guardPlace: Int32

  /// Starts a program.
  ///
  /// It is killed when the calling thread ends, whatever ends that: call it on one that waits for it.
  ///
  /// - Parameters:
  ///   - path: the program's; no folder is searched.
  ///   - name: what it is told that it is called; nil is its path.
  ///   - environment: `NAME=value`; nil is this process's.
  ///   - folder: where it starts; nil is where this process is.
  ///   - streams: what becomes its descriptors 0, 1 and 2; nil is `/dev/null`.
  package init(
    _ path: String, _ arguments: [String], name: String? = nil, environment: [String]? = nil,
    folder: String? = nil, streams: [Int32?]
  ) throws(SystemError) {
    guardAgainstSignals()
    let words = CStrings([name ?? path] + arguments)
    let variables = environment.map { CStrings($0) }
    var process = pid_t()
    let outcome = withPath(path) { path in
      func start(in folder: UnsafePointer<CChar>?) -> Int32 {
        var start = ProgramStart(
          path: path, arguments: words.pointer, environment: variables?.pointer ?? environ,
          folder: folder, streams: (streams[0] ?? -1, streams[1] ?? -1, streams[2] ?? -1))
        return startProgram(&start, &process)
      }
      return folder.map { withPath($0) { start(in: $0) } } ?? start(in: nil)
    }
    guard outcome == 0 else { throw SystemError(number: outcome) }
    self.process = process
    guardPlace = guardChild(process)
    end = descriptorOfProcess(process)
  }

  /// Whether the child has ended; its number is its own until it is reaped.
  package var hasEnded: Bool {
    var information = siginfo_t()
    return waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0
      && information.si_signo == SIGCHLD
  }

  /// Waits for the child's end without taking its number from it.
  package borrowing func awaitEnd() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
  }

  /// Sends a signal to the child and to those that it started.
  package borrowing func signal(_ number: Int32) { kill(-process, number) }

  /// Tells how the child ended, once it has; what it started and left goes with it. Its number may then
  /// be another's.
  package consuming func reap() -> ExitStatus {
    // The group is the child's own until it is reaped.
    signal(SIGKILL)
    releaseChild(guardPlace)
    if end >= 0 { close(end) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return ExitStatus(status)
  }
}

/// Strings as the system takes a list of them.
private final class CStrings {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ texts: [String]) {
    count = texts.count
    pointer = .allocate(capacity: count + 1)
    for (index, text) in texts.enumerated() {
      (pointer + index).initialize(to: withPath(text) { strdup($0) })
    }
    (pointer + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { free(pointer[index]) }
    pointer.deallocate()
  }
}
