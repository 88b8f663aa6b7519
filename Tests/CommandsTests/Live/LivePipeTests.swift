import Foundation
import Testing

@testable import Commands

/// `vbg live` when nobody reads what it says, or can't; and signals in whatever hangs.
@Suite(.serialized) struct LivePipeTests {
  private let folder = ScratchFolder()

  /// Mistakes in the configuration are said, one after the other, to nobody.
  @Test(.timeLimit(.minutes(1))) func aFullStandardErrorHoldsNothingUp() throws {
    try folder.configure("")
    let pipe = FullPipe()
    let rehearsal = try Rehearsal(folder, ["--color", "red"], errors: pipe.writing)
    try rehearsal.waitForFrames(20)
    for number in 0..<4 {
      try folder.configure("mistake-\(number) = 1")
      rehearsal.send(SIGHUP)
      try rehearsal.waitForFrames(25)
    }
    // Whoever reads at last gets what was said.
    let said = try pipe.read { $0.contains("mistake-3") }
    #expect((0..<4).allSatisfy { said.contains("mistake-\($0)") })
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [SIGTERM, SIGINT])
  func aFullStandardErrorIgnoresNoSignal(signal: Int32) throws {
    let pipe = FullPipe()
    let rehearsal = try Rehearsal(
      folder, ["--none", "--stats"], output: pipe.writing, errors: pipe.writing)
    try rehearsal.waitForFrames(100)
    rehearsal.send(signal)
    #expect(rehearsal.end() == 0)
    let closed = rehearsal.lines.filter { $0.hasSuffix("closed") }
    #expect(closed.sorted() == ["camera closed", "output closed"])
  }

  @Test(.timeLimit(.minutes(1))) func unreadStatisticsAreNotWaitedFor() throws {
    let pipe = FullPipe()
    let rehearsal = try Rehearsal(folder, ["--color", "red", "--stats=json"], output: pipe.writing)
    try rehearsal.waitForFrames(180)
    let text = try pipe.read { $0.count { $0 == "\n" } >= 3 }
    #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// A disk that is full, and a reader who has gone: lines are lost, the session is not.
  @Test(.timeLimit(.minutes(1))) func whatCannotBeWrittenIsLost() throws {
    let full = FileHandle(forWritingAtPath: "/dev/full")
    let rehearsal = try Rehearsal(folder, ["--none", "--stats"], output: full)
    try rehearsal.waitForFrames(130)
    let said = "expected to write 'standard output', found: No space left on device"
    #expect(rehearsal.errors.components(separatedBy: said).count == 2, "\(rehearsal.errors)")
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)

    let pipe = Pipe()
    let gone = try Rehearsal(
      folder, ["--none", "--stats"], output: pipe.fileHandleForWriting,
      errors: pipe.fileHandleForWriting)
    try gone.waitForFrames(10)
    try pipe.fileHandleForWriting.close()
    try pipe.fileHandleForReading.close()
    try gone.waitForFrames(130)
    gone.send(SIGTERM)
    #expect(gone.end() == 0)
  }

  /// Signals are answered while a model, a background or a device is still being opened.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ["--model", "pipe.tflite"], ["--background", "pipe.png"], ["--camera", "/dev/stuck-open"],
      ["--output", "/dev/stuck-open"],
    ], [SIGTERM, SIGINT])
  func signalsEndThePreparation(options: [String], signal: Int32) throws {
    for name in ["pipe.tflite", "pipe.png"] { mkfifo(folder.path + "/" + name, 0o600) }
    let rehearsal = try Rehearsal(
      folder, options.map { $0.hasPrefix("pipe") ? "\(folder.path)/\($0)" : $0 })
    usleep(500_000)
    // A hangup asks for the settings to be read again, and ends nothing.
    rehearsal.send(SIGHUP)
    usleep(200_000)
    #expect(rehearsal.process.isRunning)
    rehearsal.send(signal)
    #expect(rehearsal.end() == 128 + signal)
  }

  /// Devices that never answer once frames flow.
  @Test(.timeLimit(.minutes(1))) func stuckDevicesAreNotWaitedFor() throws {
    let camera = try Rehearsal(folder, ["--color", "red", "--camera", "/dev/stuck-frame"])
    try camera.waitForFrames(30)
    camera.send(SIGTERM)
    #expect(camera.end() == 0)
    let output = try Rehearsal(folder, ["--color", "red", "--output", "/dev/stuck-submit"])
    try output.wait { $0.contains("output opened") }
    usleep(500_000)
    output.send(SIGTERM)
    #expect(output.end() == 128 + SIGTERM)
  }

  @Test(.timeLimit(.minutes(1))) func aSecondSignalEndsAtOnce() throws {
    let output = try Rehearsal(folder, ["--color", "red", "--output", "/dev/stuck-submit"])
    try output.wait { $0.contains("output opened") }
    usleep(300_000)
    output.send(SIGTERM)
    usleep(50_000)
    output.send(SIGINT)
    #expect(output.end() == 128 + SIGINT)
  }

  /// Hangups by the thousand are one or two readings a second, and cost no frame.
  @Test(.timeLimit(.minutes(1))) func aStormOfHangups() throws {
    try folder.configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    for _ in 0..<2000 {
      rehearsal.send(SIGHUP)
      usleep(500)
    }
    try rehearsal.waitForErrors("read the settings again")
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(rehearsal.frames().allSatisfy { $0 == Shade.red })
    #expect(rehearsal.errors.count { $0 == "\n" } < 100)
  }

  /// The bounded mailbox of lines: the oldest are lost, and a line says how many.
  @Test(.timeLimit(.minutes(1))) func lossesAreCounted() throws {
    let pipe = FullPipe()
    var trouble = LineWriter.Trouble()
    trouble.lossLine = { "\($0) lost\n" }
    let writer = try LineWriter(pipe.writing.fileDescriptor, trouble)
    writer.write("first")
    usleep(200_000)
    for number in 1...100 { writer.write("\(number)") }
    let text = try pipe.read { $0.hasSuffix("100\n") }
    let expected = ["first", "36 lost"] + (37...100).map { "\($0)" }
    #expect(text.split(separator: "\n").map(String.init) == expected)
    writer.finish(within: .seconds(10))
  }

  /// A descriptor that does not wait is waited for.
  @Test(.timeLimit(.minutes(1))) func aDescriptorThatDoesNotWait() throws {
    let pipe = FullPipe()
    let descriptor = pipe.writing.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    let writer = try LineWriter(descriptor, LineWriter.Trouble())
    let long = String(repeating: "long ", count: 40_000)
    for number in 1...3 { writer.write("\(number) \(long)") }
    usleep(100_000)
    let text = try pipe.read { $0.count { $0 == "\n" } == 3 }
    #expect(text == (1...3).map { "\($0) \(long)\n" }.joined())
    writer.finish(within: .seconds(10))
  }
}
