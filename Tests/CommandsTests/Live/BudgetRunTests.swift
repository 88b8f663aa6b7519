import Foundation
import ImageFiles
import Imaging
import Testing

/// `vbg live --cpu-budget`, on scripted devices.
@Suite(.serialized) struct BudgetRunTests {
  /// Lines of statistics of a session on a large picture at 60 frames a second.
  private func lines(_ options: [String], seconds: Double) throws -> [[String: Any]] {
    let folder = ScratchFolder()
    let picture = Frame(width: 1280, height: 720, red: 90, green: 140, blue: 60)
    try folder.write(encodePNG(picture), "a.png")
    let session = try Rehearsal(
      folder, ["--camera", folder.path + "/a.png", "--stats=json", "--fps", "30"] + options)
    Thread.sleep(forTimeInterval: seconds)
    session.send(SIGTERM)
    #expect(session.end() == 0)
    return session.output.split(separator: "\n").compactMap {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
    }
  }

  private func mean(_ lines: ArraySlice<[String: Any]>, _ key: String) -> Double {
    lines.reduce(0) { $0 + ($1[key] as? Double ?? .nan) } / Double(lines.count)
  }

  private func count(_ line: [String: Any], _ name: String) -> Int {
    (line["counts"] as? [String: Int])?[name] ?? 0
  }

  @Test func `a busy machine: within two points of the share, at an even pace`() throws {
    // A neighbor on every core.
    let neighbors = (0..<ProcessInfo.processInfo.activeProcessorCount).map { _ in
      let process = Process()
      process.setProgram("/bin/sh", ["-c", "while :; do :; done"])
      return process
    }
    for neighbor in neighbors { try neighbor.run() }
    defer { for neighbor in neighbors { kill(neighbor.processIdentifier, SIGKILL) } }
    let free = try lines([], seconds: 4)
    let share = max(2, (mean(free.dropFirst(), "processorPercent") / 3).rounded())
    let all = try lines(["--cpu-budget", "\(Int(share))%"], seconds: 16)
    let settled = all.suffix(10)
    #expect(settled.count == 10)
    #expect(abs(mean(settled, "processorPercent") - share) < 2)
    #expect(settled.allSatisfy { count($0, "leftOut") > 0 })
    // The virtual camera goes on, with new masks in every second. The picture shows nobody whom a model
    // would find: its frames may be held back, which costs no less.
    #expect(
      settled.allSatisfy {
        count($0, "passed") + count($0, "withheld") > 0 && count($0, "submitted") > 0
      })
  }

  @Test(arguments: ["0%", "-1%", "much", "1001%", "%", ""])
  func `shares that are none`(share: String) throws {
    let outcome = try Program.vbg.run("live", "--cpu-budget=\(share)", in: ScratchFolder())
    #expect(outcome.exitCode == 2)
    #expect(outcome.saysOneLine)
  }

  @Test func `the share is a setting`() throws {
    let folder = ScratchFolder()
    let outcome = try Program.vbg.run(
      "live", "--cpu-budget", "12.5%", "--print-config", in: folder,
      environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(outcome.text.contains("cpu-budget = \"12.5%\""))
  }
}
