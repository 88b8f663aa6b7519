import Foundation
import Testing

private let hasPrlimit = FileManager.default.fileExists(atPath: "/usr/bin/prlimit")

/// A session's control socket where the system gives the session no more descriptors.
@Suite(.serialized) struct ControlLimitTests {
  private let folder = ScratchFolder()

  /// Whoever can't be taken for lack of a descriptor waits, and keeps the session from nothing; later they are served.
  @Test(.timeLimit(.minutes(1)), .enabled(if: hasPrlimit, "skipped: no prlimit (util-linux)"))
  func noDescriptorIsLeft() throws {
    let rehearsal = try Rehearsal(folder, ["--none"])
    try rehearsal.waitForFrames(2)
    let process = rehearsal.process.processIdentifier
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
    let limit = (open.compactMap { Int($0) }.max() ?? 0) + 1
    _ = try Program(path: "/usr/bin/prlimit").run(
      "--pid", "\(process)", "--nofile=\(limit):4096", in: folder)
    // More than the free numbers below the limit.
    let hogs = try (0..<24).map { _ in try Self.connected(rehearsal) }
    usleep(300_000)
    let before = try Self.ticks(process, thread: "vbg.control")
    sleep(2)
    let after = try Self.ticks(process, thread: "vbg.control")
    #expect(after - before <= 3, "ticks in 2 s")
    for hog in hogs { close(hog) }
    #expect(
      try Program.vbg.run(
        "ctl", "status", in: folder, environment: ["XDG_RUNTIME_DIR": rehearsal.runtimeFolder]
      ).exitCode == 0)
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  private static func connected(_ rehearsal: Rehearsal) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((rehearsal.runtimeFolder + "/vbg/camera.sock").utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return descriptor
  }

  /// The processor time that a thread has used, in ticks.
  private static func ticks(_ process: Int32, thread name: String) throws -> Int {
    let folder = "/proc/\(process)/task"
    for thread in try FileManager.default.contentsOfDirectory(atPath: folder) {
      guard let text = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8),
        text.contains("(\(name))")
      else { continue }
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      return try #require(Int(fields[11])) + (try #require(Int(fields[12])))
    }
    throw CocoaError(.fileNoSuchFile)
  }
}
