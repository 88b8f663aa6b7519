import Foundation
import Testing

@testable import Films

/// Children that talk too much, end too early, don't end, or are none.
@Suite struct ChildProcessTests {
  private func shell(
    _ script: String, input: ChildProcess.Stream = .nothing, output: ChildProcess.Stream = .nothing
  ) throws -> ChildProcess {
    try ChildProcess("/bin/sh", ["-c", script], input: input, output: output)
  }

  @Test func endsAreToldInWords() throws {
    #expect(try shell("exit 0").wait().isSuccess)
    #expect(try "\(shell("exit 3").wait())" == "failed with exit code 3")
    #expect(try "\(shell("kill -9 $$").wait())".contains("signal"))
    #expect(throws: FilmError.self) {
      try ChildProcess("/nonexistent", [], input: .nothing, output: .nothing)
    }
  }

  @Test func muchTalkIsBoundedAndNeverBlocks() throws {
    let child = try shell(
      "i=0; while [ $i -lt 20000 ]; do echo \"line $i of many\" >&2; i=$((i+1)); done; exit 1")
    #expect(child.wait() == .exited(1))
    #expect(child.errorLines.count == 12 && child.errorLines.last == "line 19999 of many")
    guard
      case .programFailed("sh", "failed with exit code 1", let lines) = child.failure(.exited(1))
    else {
      Issue.record("no failure")
      return
    }
    #expect(lines.count == 3)
  }

  @Test func longLinesAreCut() {
    var lines = LastLines(maximumLineCount: 2)
    lines.append([UInt8](repeating: 0x61, count: 100_000))
    #expect(lines.lines == [String(repeating: "a", count: 500)])
    lines.append(Array("\nb\r\n\n  \nc".utf8))
    #expect(lines.lines == ["b", "c"])
  }

  @Test func waitingCanEndBeforeTheChild() throws {
    let child = try shell("sleep 100")
    #expect(child.wait(milliseconds: 0) == nil)
    child.signal(SIGKILL)
    #expect(child.wait() == .signaled(SIGKILL))
    child.signal(SIGKILL)
    #expect(child.wait(milliseconds: 5000) == .signaled(SIGKILL))
  }

  @Test func noChildOutlivesItsObject() throws {
    var child: ChildProcess? = try shell("echo $$; exec sleep 100", output: .pipe)
    let output = try #require(child?.output)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { buffer.deallocate() }
    let count = try output.read(into: buffer)
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, 0) == 0)
    child = nil
    #expect(kill(process, 0) != 0 && errno == ESRCH)
  }

  /// Pipes and duplicates that are open here do not reach a child.
  @Test func nothingLeaksIntoChildren() throws {
    let pipes = try (0..<8).map { _ in try PipeEnd.pipe() }
    let copy = try PipeEnd(owning: duplicate(pipes[0].writing.number))
    let child = try shell("cat >/dev/null", input: .pipe)
    let ours = try (pipes.map(\.writing) + [copy, #require(child.input)]).map { end in
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(end.number)")
    }
    let theirs = try runToEnd("/bin/sh", ["-c", "exec ls -l /proc/self/fd"])
    #expect(theirs.contains("pipe:["))
    for name in ours { #expect(!theirs.contains(name)) }
    child.closeInput()
    #expect(child.wait().isSuccess)
    withExtendedLifetime(pipes) {}
  }

  @Test func nothingIsLeftOpenHere() throws {
    func openCount() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        + FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    // Other suites open files at the same time: many more than they would have to be left.
    let before = try openCount()
    for _ in 0..<100 { _ = try shell("exit 0", input: .pipe, output: .pipe).wait() }
    #expect(try openCount() < before + 150)
  }

  @Test func outputBeyondTheLimitIsRefused() {
    #expect(throws: FilmError.self) {
      try runToEnd("/bin/sh", ["-c", "yes"], outputLimit: 1000)
    }
  }

  @Test func interruptsBecomeACall() throws {
    let called = DispatchSemaphore(value: 0)
    // A shell in the background makes its children ignore it, and what is ignored is not watched.
    signal(SIGINT, SIG_DFL)
    do {
      let watch = try InterruptWatch { called.signal() }
      // Not `raise`: Dispatch's threads block signals, a program's first thread does not.
      kill(getpid(), SIGINT)
      #expect(called.wait(timeout: .now() + 10) == .success)
      withExtendedLifetime(watch) {}
    }
    // A second watch works, and one that is never called ends.
    _ = try InterruptWatch { called.signal() }
    #expect(called.wait(timeout: .now() + 0.01) == .timedOut)
  }
}
