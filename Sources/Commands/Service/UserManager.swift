import Glibc

/// The user's manager of services, asked by `systemctl --user`.
struct UserManager {
  enum Outcome: Equatable {
    case done
    /// Nobody answers: no systemd, or no session of this user's.
    case noManager
    case failed(String)
  }

  /// Path of systemctl; nil where it is missing.
  var program = findProgram("systemctl")
  /// Time that it may take: a unit that stops has five seconds.
  var patience = Duration.seconds(10)

  /// Asks the manager for something, and waits for its answer.
  @discardableResult func run(_ arguments: [String]) -> Outcome {
    guard let program, let log = try? MemoryFile([]),
      let child = try? StartedChild(
        program, ["--user", "--no-ask-password", "--quiet"] + arguments,
        streams: [nil, log.end.number, log.end.number])
    else { return .noManager }
    let deadline = ContinuousClock.now + patience
    while !child.hasEnded {
      if ContinuousClock.now > deadline {
        _ = child.reap()
        return .failed("systemctl did not answer in \(patience.components.seconds) s")
      }
      usleep(10_000)
    }
    let status = child.reap()
    if status.isSuccess { return .done }
    lseek(log.end.number, 0, SEEK_SET)
    let output = pathText((try? readAll(log.end.number, path: "", byteCountLimit: 1 << 16)) ?? [])
    let line = output.split(separator: "\n").first.map(String.init) ?? "\(status)"
    let isAbsent = [
      "Failed to connect to bus", "Failed to connect to user scope bus",
      "has not been booted with systemd",
    ]
    .contains { output.contains($0) }
    return isAbsent ? .noManager : .failed(line)
  }
}
