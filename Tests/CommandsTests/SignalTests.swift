import Foundation
import Segmentation
import Testing

/// Signals leave no half-written file and no ffmpeg behind, and nothing that is stuck keeps the end away.
@Suite(.serialized) struct SignalTests {
  let folder = ScratchFolder()

  /// A running `vbg` that has begun to write.
  private final class Run {
    let process = Process()
    let folder: ScratchFolder
    let logs = ScratchFolder()
    let input = Pipe()

    init(_ arguments: [String], in folder: ScratchFolder, path: String? = nil) throws {
      self.folder = folder
      try logs.write([], "errors")
      process.setProgram(Program.vbg.path, arguments)
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      var variables = ProcessInfo.processInfo.environment
      // Swift's runtime would take SIGQUIT for a crash, and write for seconds.
      variables["SWIFT_BACKTRACE"] = "enable=yes"
      if let path { variables["PATH"] = "\(path):\(variables["PATH"] ?? "")" }
      process.environment = variables
      process.standardInput = input
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: logs.url("errors"))
      try process.run()
    }

    /// The children that the process has now.
    var children: [pid_t] {
      let path = "/proc/\(process.processIdentifier)/task"
      let threads = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return threads.flatMap { thread -> [pid_t] in
        let text = try? String(contentsOfFile: "\(path)/\(thread)/children", encoding: .utf8)
        return (text ?? "").split(separator: " ").compactMap { pid_t($0) }
      }
    }

    /// Waits until something is true, for 60 seconds.
    func wait(until condition: () -> Bool) -> Bool {
      for _ in 0..<6000 {
        if condition() { return true }
        if !process.isRunning { return false }
        usleep(10_000)
      }
      return false
    }

    var hasPartialFile: Bool { folder.names.contains { $0.hasPrefix(".vbg-") } }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end; how many seconds that took.
    func end() -> Double {
      let start = Date()
      while process.isRunning, Date().timeIntervalSince(start) < 60 { usleep(10_000) }
      let seconds = Date().timeIntervalSince(start)
      if process.isRunning { signal(SIGKILL) }
      process.waitUntilExit()
      return seconds
    }

    var errors: String {
      (try? logs.read("errors")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }

  private func isAlive(_ process: pid_t) -> Bool {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    guard let state = text?.split(separator: ")").last?.split(separator: " ").first else {
      return false
    }
    return state != "Z"
  }

  private func makeFilm() throws {
    _ = try FilmFiles.run(
      "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25", "-t", "400", "-c:v",
        "mpeg4", folder.url("in.mkv").path,
      ])
  }

  /// A run on a film with both children at work.
  private func filmRun() throws -> (run: Run, children: [pid_t]) {
    try makeFilm()
    let run = try Run(
      ["video"] + FilmFiles.modelOptions + ["in.mkv", "out.mkv"], in: folder)
    #expect(run.wait { run.hasPartialFile && run.children.count == 2 }, "\(run.errors)")
    let children = run.children
    // Past the watch's beginning: frames flow.
    usleep(700_000)
    return (run, children)
  }

  private func expectNothingLeft(_ children: [pid_t], film: Bool) {
    for _ in 0..<500 where children.contains(where: isAlive) { usleep(10_000) }
    #expect(!children.contains(where: isAlive))
    #expect(folder.names == (film ? ["in.mkv", "out.mkv"] : ["in.mkv"]))
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason), arguments: [SIGINT, SIGTERM, SIGHUP])
  func theFirstSignalKeepsWhatWasDone(_ signal: Int32) throws {
    let (run, children) = try filmRun()
    run.signal(signal)
    // `timeout` sends some signals twice: that is one request.
    run.signal(signal)
    #expect(run.end() < 20)
    #expect(run.process.terminationReason == .exit && run.process.terminationStatus == 1)
    #expect(run.errors.contains("interrupted"), "\(run.errors)")
    expectNothingLeft(children, film: true)
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason)) func theSecondEndsAtOnce() throws {
    let (run, children) = try filmRun()
    // Both stopped: nothing can end well.
    for child in children { kill(child, SIGSTOP) }
    run.signal(SIGINT)
    usleep(600_000)
    run.signal(SIGINT)
    #expect(run.end() < 5)
    #expect(run.process.terminationReason == .uncaughtSignal)
    #expect(run.process.terminationStatus == SIGINT)
    expectNothingLeft(children, film: false)
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason))
  func aStoppedFFmpegIsWaitedForTenSeconds()
    throws
  {
    let (run, children) = try filmRun()
    for child in children { kill(child, SIGSTOP) }
    usleep(300_000)
    run.signal(SIGTERM)
    #expect(run.end() < 16)
    #expect(run.process.terminationStatus == 1 || run.process.terminationStatus == SIGTERM)
    expectNothingLeft(children, film: false)
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason)) func childrenGoWithAKilledProcess()
    throws
  {
    let (run, children) = try filmRun()
    for child in children { kill(child, SIGSTOP) }
    run.signal(SIGKILL)
    for _ in 0..<500 where children.contains(where: isAlive) { usleep(10_000) }
    #expect(!children.contains(where: isAlive))
    // Children that live on hold what tells of the process's end.
    for child in children where isAlive(child) { kill(child, SIGKILL) }
    #expect(run.end() < 5)
    // What that left never stands in the way, whatever number the next process has.
    #expect(run.hasPartialFile)
    try folder.write(encodePNG(gradient(width: 40, height: 30)), "a.png")
    for _ in 0..<2 {
      let next = try Shell.run(
        "\"$VBG\" compose --model \"$MODEL\" $READING a.png -o o.png", in: folder)
      #expect(next.exitCode == 0, "\(next.errors)")
    }
  }

  /// Names that only a process's number tells apart exist already.
  @Test func leftoversOfThisProcessNumberDoNotStandInTheWay() throws {
    try folder.write(encodePNG(gradient(width: 40, height: 30)), "a.png")
    try folder.write(Y4MFilm.moving(frameCount: 2, step: 3).bytes, "in.y4m")
    let outcome = try Shell.run(
      "mkdir \".vbg-$$.partial\" \".vbg-$$-1.y4m\"; exec \"$VBG\" compose --model \"$MODEL\" $READING a.png -o o.png",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let film = try Shell.run(
      "mkdir \".vbg-$$-1.y4m\"; exec \"$VBG\" video --model \"$MODEL\" $READING in.y4m o.y4m",
      in: folder)
    #expect(film.exitCode == 0, "\(film.errors)")
  }

  /// Nobody reads the result, and SIGTERM alone comes.
  @Test func anOutputThatNobodyReadsIsNoReasonToStay() throws {
    try folder.write(Y4MFilm.moving(frameCount: 60, step: 1).bytes, "in.y4m")
    #expect(mkfifo(folder.url("out.y4m").path, 0o666) == 0)
    let reader = open(folder.url("out.y4m").path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    let run = try Run(["video"] + FilmFiles.modelOptions + ["in.y4m", "out.y4m"], in: folder)
    // Only a full pipe keeps the process from ending well.
    let writer = open(folder.url("out.y4m").path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    var room = pollfd(fd: writer, events: Int16(POLLOUT), revents: 0)
    #expect(run.wait { poll(&room, 1, 0) == 0 })
    close(writer)
    usleep(500_000)
    run.signal(SIGTERM)
    #expect(run.end() < 16)
    #expect(run.process.terminationStatus == SIGTERM)
  }

  /// While a model is still being opened: at once, and without a word of a crash.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT]) func beforeAnythingIsThere(_ signal: Int32)
    throws
  {
    try #require(mkfifo(folder.path + "/model.tflite", 0o600) == 0)
    try folder.write([1], "frame.png")
    let run = try Run(["infer", "./model.tflite", "frame.png", "-o", "mask.png"], in: folder)
    usleep(300_000)
    run.signal(signal)
    #expect(run.end() < 5)
    #expect(run.process.terminationReason == .uncaughtSignal)
    #expect(run.process.terminationStatus == signal)
    #expect(run.errors == "")
  }

  /// ffprobe that never answers: the process ends at once, and ffprobe with it.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT]) func beforeTheFirstFrame(_ signal: Int32)
    throws
  {
    let bin = folder.path + "/bin"
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    for name in ["ffmpeg", "ffprobe"] {
      let script =
        "#!/bin/sh\n[ \(name) = ffmpeg ] && exit 0\ntrap '' INT TERM HUP; sleep 100; sleep 100\n"
      _ = try Shell.run("cat > bin/\(name) <<'E'\n\(script)E\nchmod 755 bin/\(name)", in: folder)
    }
    try folder.write([1], "in.mkv")
    let run = try Run(
      ["video"] + FilmFiles.modelOptions + ["in.mkv", "out.mkv"], in: folder, path: bin)
    #expect(run.wait { !run.children.isEmpty && run.children.contains(where: isShell) })
    usleep(200_000)
    let children = run.children
    run.signal(signal)
    #expect(run.end() < 5)
    #expect(run.process.terminationReason == .uncaughtSignal)
    #expect(run.process.terminationStatus == signal)
    for _ in 0..<500 where children.contains(where: isAlive) { usleep(10_000) }
    #expect(!children.contains(where: isAlive))
    #expect(folder.names == ["bin", "in.mkv"])
  }

  private func isShell(_ process: pid_t) -> Bool {
    (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8))?
      .contains("ffprobe") ?? false
  }

  /// `nohup` and background jobs: what is ignored stays so.
  @Test func ignoredSignalsStayIgnored() throws {
    try folder.write(Y4MFilm.moving(frameCount: 2, step: 3).bytes, "in.y4m")
    let outcome = try Shell.run(
      // A background job's own standard input is /dev/null.
      "trap '' HUP INT; { cat in.y4m; sleep 2; } | { exec 3<&0; "
        + "\"$VBG\" video --model \"$MODEL\" $READING - out.y4m <&3 & "
        + "p=$!; sleep 0.7; kill -HUP $p; kill -INT $p; wait $p; }", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.names == ["in.y4m", "out.y4m"])
  }
}
