import Foundation
import SystemSupport
import Testing

/// Children by the bytes of their arguments, and their ends.
@Suite struct StartedChildTests {
  private func output(
    _ script: String, _ arguments: [String], environment: [String]? = nil, folder: String? = nil
  ) throws -> [UInt8] {
    let path = NSTemporaryDirectory() + "/vbg-tests-\(UUID().uuidString)"
    defer { unlink(path) }
    let file = try openFile(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    defer { close(file) }
    let child = try StartedChild(
      "/bin/sh", ["-c", script, "sh"] + arguments, environment: environment, folder: folder,
      streams: [nil, file, nil])
    child.awaitEnd()
    let hasEnded = child.hasEnded
    #expect(hasEnded)
    #expect(child.reap() == .exited(0))
    return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func argumentsKeepTheirBytes() throws {
    #expect(try output("printf %s \"$1\"", [pathText([0xE9, 0x0A, 0xFF])]) == [0xE9, 0x0A, 0xFF])
    let variables = try output("printf %s \"$A\"", [], environment: ["A=" + pathText([0xC3])])
    #expect(variables == [0xC3])
    #expect(try output("pwd", [], folder: "/usr") == Array("/usr\n".utf8))
  }

  @Test func failuresHaveTheirNumber() {
    for (path, number) in [("/nonexistent", ENOENT), ("/etc/passwd", EACCES), ("/", EACCES)] {
      let error = #expect(throws: SystemError.self) {
        _ = try StartedChild(path, [], streams: [nil, nil, nil]).reap()
      }
      #expect(error?.number == number)
    }
  }

  /// A program that a child left running would hold its streams open.
  @Test func whatAChildLeftGoesWithIt() throws {
    func run(_ script: String, signal: Int32? = nil) throws -> (SystemSupport.ExitStatus, PipeEnd) {
      let ends = try PipeEnd.pipe()
      let child = try StartedChild(
        "/bin/sh", ["-c", script], streams: [nil, ends.writing.number, nil])
      if let signal { child.signal(signal) }
      child.awaitEnd()
      return (child.reap(), ends.reading)
    }
    let (status, reading) = try run("sleep 100 & exit 3")
    #expect(status == .exited(3) && status.code == 3)
    var end = pollfd(fd: reading.number, events: Int16(POLLIN), revents: 0)
    #expect(poll(&end, 1, 20_000) == 1)
    let (ended, _) = try run("exec sleep 100", signal: SIGTERM)
    #expect(ended == .signaled(SIGTERM) && ended.code == 128 + SIGTERM)
  }

  /// The system ends a child with the thread that started it, and so with this process.
  @Test func noChildOutlivesWhoStartedIt() throws {
    let started = DispatchSemaphore(value: 0)
    // `nonisolated(unsafe)`: read after the semaphore says that it was written.
    nonisolated(unsafe) var process = pid_t()
    try startThread("test") {
      if let child = try? StartedChild("/bin/sleep", ["100"], streams: [nil, nil, nil]) {
        process = child.process
      }
      started.signal()
    }
    started.wait()
    #expect(process > 0)
    var status: Int32 = 0
    for _ in 0..<1000 where waitpid(process, &status, WNOHANG) == 0 { usleep(10_000) }
    #expect(status & 0x7F == SIGKILL)
  }
}
