import Foundation
import Imaging
import Testing

/// `vbg live` as a process on scripted devices: signals, changed files, statistics.
@Suite(.serialized) struct LiveRunTests {
  private let folder = ScratchFolder()

  /// Luma and chroma of a plain picture, as they leave: BT.601 in limited range.
  private enum Shade {
    static let red = "81 90 240"
    static let blue = "41 240 110"
    static let green = "145 54 34"
  }

  @Test(.timeLimit(.minutes(1)), arguments: [SIGTERM, SIGINT])
  func signalsEndItCleanly(signal: Int32) throws {
    let rehearsal = try Rehearsal(folder, ["--color", "red"])
    try rehearsal.wait { $0.contains(Substring(Shade.red)) }
    kill(rehearsal.process.processIdentifier, signal)
    #expect(rehearsal.end() == 0)
    let lines = rehearsal.lines
    #expect(lines.prefix(2) == ["camera opened", "output opened"])
    #expect(lines.filter { $0.hasSuffix("closed") }.sorted() == ["camera closed", "output closed"])
    #expect(rehearsal.errors == "")
  }

  @Test(.timeLimit(.minutes(1))) func changedFilesAreReadAgain() throws {
    try configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Substring(Shade.red)) }
    try configure("color = \"blue\"\nfps = 50\n")
    try rehearsal.wait { $0.contains(Substring(Shade.blue)) }
    // A mistake leaves everything as it is, and is said.
    try configure("color = \"blue\"\nfps = 50\ncolour-of-wall = 3")
    try rehearsal.waitForErrors("'live.colour-of-wall'")
    // A picture, and then another in its place.
    try folder.write(encodePNG(plain(0, 0, 255)), "wall.png")
    try configure("background = \"wall.png\"\nfps = 50\nlight-wrap = 0")
    try rehearsal.waitForErrors("read the settings again", count: 2)
    try folder.write(encodePNG(plain(0, 255, 0)), "wall.png")
    try rehearsal.wait { $0.last == Substring(Shade.green) }
    kill(rehearsal.process.processIdentifier, SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(rehearsal.errors.contains("fps: in force when vbg live is started again"))
    // Frames of one device, never closed between.
    #expect(rehearsal.lines.count { $0.hasSuffix("opened") } == 2)
    // Each colour came once and went once.
    let shades = rehearsal.lines.filter { !$0.hasSuffix("ed") }
    let changes = zip(shades, shades.dropFirst()).count { $0 != $1 }
    #expect(changes == 2, "\(Set(shades))")
  }

  @Test(.timeLimit(.minutes(1))) func hangupReadsTheSettingsAgain() throws {
    try configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Substring(Shade.red)) }
    kill(rehearsal.process.processIdentifier, SIGHUP)
    try rehearsal.waitForErrors("read the settings again")
    kill(rehearsal.process.processIdentifier, SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  @Test(.timeLimit(.minutes(1))) func statisticsAreOneLineEach() throws {
    let rehearsal = try Rehearsal(folder, ["--none", "--stats=json"])
    try rehearsal.waitForOutput(lines: 2)
    kill(rehearsal.process.processIdentifier, SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(rehearsal.errors.contains("--none: frames leave as they are"))
    for line in rehearsal.output.split(separator: "\n") {
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for key in [
        "counts", "inputRate", "outputRate", "processorPercent", "stageMilliseconds",
        "latencyMedianMilliseconds", "latency99thMilliseconds",
      ] { #expect(record[key] != nil, "\(key)") }
      #expect((record["counts"] as? [String: Int])?["submitted"] ?? 0 > 0)
    }
    let text = try Rehearsal(folder, ["--none", "--stats"])
    try text.waitForOutput(lines: 1)
    kill(text.process.processIdentifier, SIGTERM)
    #expect(text.end() == 0)
    for word in ["fps", "intake", "compose", "skipped", "dropped", "CPU", "latency"] {
      #expect(text.output.contains(word), "\(text.output)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func anAbsentCameraIsSaid() throws {
    let rehearsal = try Rehearsal(folder, ["--camera", "/dev/none"])
    #expect(rehearsal.end() == 1)
    #expect(rehearsal.errors.contains("expected a camera '/dev/none', found none"))
    #expect(!rehearsal.lines.contains("output opened"))
  }

  private func configure(_ lines: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/vbg", withIntermediateDirectories: true)
    try Data("[live]\n\(lines)\n".utf8).write(
      to: folder.url("vbg/config.toml"), options: .atomic)
  }

  private func plain(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Frame {
    Frame(
      width: 64, height: 48, pixels: (0..<64 * 48).flatMap { _ in [red, green, blue, 255] })
  }
}

/// A running `vbg live` on scripted devices, and what it leaves behind.
private final class Rehearsal {
  struct TookTooLong: Error {
    let lines: [Substring]
    let errors: String
  }

  let process = Process()
  private let logs = ScratchFolder()

  init(_ folder: ScratchFolder, _ options: [String]) throws {
    for name in ["log", "output", "errors"] { try Data().write(to: logs.url(name)) }
    process.executableURL = URL(
      fileURLWithPath: (Program.vbg.path as NSString).deletingLastPathComponent
        + "/vbg-live-rehearsal")
    let camera = options.contains("--camera") ? [] : ["--camera", "/dev/grey"]
    process.arguments =
      [logs.path + "/log", "--output", "/dev/out", "--model", TestModel.segmentationNetwork.path]
      + TestModel.reading
      + camera + options
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["XDG_CONFIG_HOME": folder.path]
    ) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: logs.url("output"))
    process.standardError = try FileHandle(forWritingTo: logs.url("errors"))
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  var lines: [Substring] { text("log").split(separator: "\n") }
  var output: String { text("output") }
  var errors: String { text("errors") }

  /// Waits for the end; the exit code.
  func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }

  func wait(until condition: ([Substring]) -> Bool) throws {
    try poll { condition(lines) }
  }

  func waitForErrors(_ text: String, count: Int = 1) throws {
    try poll { errors.components(separatedBy: text).count > count }
  }

  func waitForOutput(lines count: Int) throws {
    try poll { output.count { $0 == "\n" } >= count }
  }

  private func poll(_ condition: () -> Bool) throws {
    for _ in 0..<1000 {
      if condition() { return }
      usleep(20_000)
    }
    throw TookTooLong(lines: lines.suffix(5), errors: errors)
  }

  private func text(_ name: String) -> String {
    String(decoding: (try? Data(contentsOf: logs.url(name))) ?? Data(), as: UTF8.self)
  }
}
