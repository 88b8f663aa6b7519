import Foundation
import Testing

/// `vbg live` whose virtual camera is PipeWire's.
@Suite(.serialized, .enabled(if: PipeWireDaemon.isThere, PipeWireDaemon.reason))
struct PipeWireSessionTests {
  private let folder = ScratchFolder()
  private let daemon: PipeWireDaemon
  private let rehearsal: Rehearsal

  init() throws {
    daemon = try PipeWireDaemon()
    rehearsal = try Rehearsal(
      folder, ["--output", "pipewire", "--color", "red"], environment: daemon.environment)
    try daemon.wait(forNode: "vbg.camera")
  }

  private func reader(_ count: Int = 1_000_000) throws -> Background {
    try daemon.run([try ConsumerProgram.path.get(), "vbg.camera", "\(count)", "read"])
  }

  /// The processor time that the session has used, in ticks.
  private func ticks() throws -> Int {
    let path = "/proc/\(rehearsal.process.processIdentifier)/stat"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    return try #require(Int(fields[11])) + (try #require(Int(fields[12])))
  }

  /// The camera is opened when somebody reads, and closed when nobody does; until then nothing is done.
  @Test(.timeLimit(.minutes(2))) func theCameraIsOpenedOnDemand() throws {
    #expect(!rehearsal.lines.contains("camera opened"))
    var least = Int.max
    for _ in 0..<3 where least > 0 {
      let before = try ticks()
      sleep(5)
      least = min(least, try ticks() - before)
    }
    #expect(least == 0, "ticks in 5 s")
    #expect(!rehearsal.lines.contains("camera opened"))
    let clock = ContinuousClock()
    for count in 1...2 {
      let reader = try reader()
      try rehearsal.wait { $0.count { $0 == "camera opened" } == count }
      try reader.wait(for: "frames") { $0.count > 20 }
      reader.kill()
      let start = clock.now
      try rehearsal.wait { $0.count { $0 == "camera closed" } == count }
      // After 1.5 s; the rest is for busy machines.
      #expect(clock.now - start > .seconds(1) && clock.now - start < .seconds(4))
    }
    #expect(rehearsal.errors.contains("somebody reads: the camera is opened"))
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  @Test(.timeLimit(.minutes(2))) func daemonsComeAndGo() throws {
    let first = try reader()
    try first.wait(for: "frames") { $0.count > 5 }
    daemon.killDaemon()
    try rehearsal.waitForErrors("PipeWire's daemon is gone: trying again until it is back")
    // Waits, not loops: three seconds without a daemon cost next to nothing.
    sleep(2)
    let before = try ticks()
    sleep(3)
    #expect(try ticks() - before < 30)
    daemon.killManager()
    try daemon.startDaemon()
    try daemon.startManager()
    try rehearsal.waitForErrors("pipewire: takes frames again")
    let next = try reader(10)
    try next.wait(for: "frames") { $0.count > 10 }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(try !daemon.list("Node").contains("vbg.camera"))
  }
}
