import Foundation
import ImageFiles
import Imaging
import Testing

/// `vbg live` as a process on scripted devices: signals, changed files, statistics.
@Suite(.serialized) struct LiveRunTests {
  private let folder = ScratchFolder()

  @Test(.timeLimit(.minutes(1)), arguments: [SIGTERM, SIGINT])
  func signalsEndItCleanly(signal: Int32) throws {
    let rehearsal = try Rehearsal(folder, ["--color", "red"])
    try rehearsal.wait { $0.contains(Shade.red) }
    rehearsal.send(signal)
    #expect(rehearsal.end() == 0)
    let lines = rehearsal.lines
    #expect(lines.prefix(2) == ["camera opened", "output opened"])
    #expect(lines.filter { $0.hasSuffix("closed") }.sorted() == ["camera closed", "output closed"])
    #expect(rehearsal.errors == "")
  }

  @Test(.timeLimit(.minutes(1))) func changedFilesAreReadAgain() throws {
    try folder.configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    try folder.configure("color = \"blue\"\nfps = 50\n")
    try rehearsal.wait { $0.contains(Shade.blue) }
    // A mistake leaves everything as it is, and is said.
    try folder.configure("color = \"blue\"\nfps = 50\ncolour-of-wall = 3")
    try rehearsal.waitForErrors("'live.colour-of-wall'")
    // A picture, and then another in its place.
    try folder.write(encodePNG(plain(0, 0, 255)), "wall.png")
    try folder.configure("background = \"wall.png\"\nfps = 50\nlight-wrap = 0")
    try rehearsal.waitForErrors("read the settings again", count: 2)
    try folder.write(encodePNG(plain(0, 255, 0)), "wall.png")
    try rehearsal.wait { $0.last == Shade.green }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(rehearsal.errors.contains("fps: in force when vbg live is started again"))
    // Frames of one device, never closed between.
    #expect(rehearsal.lines.count { $0.hasSuffix("opened") } == 2)
    // Each color came once and went once.
    let shades = rehearsal.lines.filter { !$0.hasSuffix("ed") }
    let changes = zip(shades, shades.dropFirst()).count { $0 != $1 }
    #expect(changes == 2, "\(Set(shades))")
  }

  @Test(.timeLimit(.minutes(1))) func hangupReadsTheSettingsAgain() throws {
    try folder.configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    rehearsal.send(SIGHUP)
    try rehearsal.waitForErrors("read the settings again")
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  @Test(.timeLimit(.minutes(1))) func statisticsAreOneLineEach() throws {
    let rehearsal = try Rehearsal(folder, ["--none", "--stats=json"])
    try rehearsal.waitForOutput(lines: 2)
    rehearsal.send(SIGTERM)
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
    text.send(SIGTERM)
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

  private func plain(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Frame {
    Frame(
      width: 64, height: 48, pixels: (0..<64 * 48).flatMap { _ in [red, green, blue, 255] })
  }
}
