import Foundation
import Testing

/// A PipeWire daemon with its session manager and message bus, of their own and of an ordinary user, without
/// sound, picture or desktop.
final class PipeWireDaemon {
  static let reason: Comment =
    "skipped: pipewire, wireplumber, pw-cli, gst-launch-1.0, dbus-daemon or cc is not installed"
  static let isThere = [
    "pipewire", "wireplumber", "pw-cli", "gst-launch-1.0", "dbus-daemon", "cc", "setpriv",
  ].allSatisfy { path(of: $0) != nil }

  struct TookTooLong: Error {
    let what: String
    let found: String
  }

  let folder = ScratchFolder()
  private var bus: Background?
  private var daemon: Background?
  private var manager: Background?

  /// Starts all, and waits until they work.
  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/run", withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
    if getuid() == 0 {
      // Away from this test's own folder, which others may not enter.
      chmod(folder.path, 0o755)
      chown(folder.path + "/run", 65534, 65534)
    }
    let bus = try start([
      "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", "--address",
      "unix:path=\(folder.path)/run/bus",
    ])
    self.bus = bus
    try bus.wait(for: "a message bus") { !$0.isEmpty }
    try startDaemon()
    try startManager()
  }

  deinit { for process in [manager, daemon, bus] { process?.kill() } }

  /// Where programs find the daemon.
  var environment: [String: String] {
    [
      "XDG_RUNTIME_DIR": folder.path + "/run", "PIPEWIRE_RUNTIME_DIR": folder.path + "/run",
      "DBUS_SESSION_BUS_ADDRESS": "unix:path=\(folder.path)/run/bus", "HOME": folder.path + "/run",
    ]
  }

  func startDaemon() throws {
    daemon = try start(["pipewire"])
    try poll("a daemon") { FileManager.default.fileExists(atPath: "\(folder.path)/run/pipewire-0") }
  }

  func startManager() throws {
    manager = try start(["wireplumber"])
    try poll("a session manager") { try self.list("Client").contains("WirePlumber") }
  }

  func killDaemon() { daemon?.kill() }
  func killManager() { manager?.kill() }

  /// Lists the nodes that `pw-cli` knows.
  func list(_ kind: String) throws -> String {
    let program = try Background(["pw-cli", "ls", kind], environment)
    program.waitForEnd()
    return program.output
  }

  /// Waits until a node is there.
  func wait(forNode name: String) throws {
    try poll("node \(name)") { try self.list("Node").contains("\"\(name)\"") }
  }

  /// Starts a program that finds the daemon.
  func run(_ words: [String]) throws -> Background { try Background(words, environment) }

  /// Starts a program as an ordinary user.
  private func start(_ words: [String]) throws -> Background {
    let user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return try Background((getuid() == 0 ? user : []) + words, environment)
  }

  func poll(_ what: String, _ condition: () throws -> Bool) throws {
    for _ in 0..<600 {
      if try condition() { return }
      usleep(50_000)
    }
    throw TookTooLong(what: what, found: daemon?.output ?? "")
  }

  static func path(of program: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
      "\($0)/\(program)"
    }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// A program that runs beside the test; killed at the latest with its value.
final class Background {
  let process = Process()
  private let logs = ScratchFolder()

  init(_ words: [String], _ environment: [String: String]) throws {
    try Data().write(to: logs.url("log"))
    process.setProgram(words[0], Array(words.dropFirst()))
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: logs.url("log"))
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { kill() }

  var output: String {
    String(decoding: (try? Data(contentsOf: logs.url("log"))) ?? Data(), as: UTF8.self)
  }
  var lines: [Substring] { output.split(separator: "\n") }

  func kill() {
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Waits for the end, for up to 30 s.
  func waitForEnd() {
    for _ in 0..<3000 where process.isRunning { usleep(10_000) }
    kill()
  }

  /// Waits until what was printed is as it should be.
  func wait(for what: String, _ condition: ([Substring]) -> Bool) throws {
    for _ in 0..<1500 {
      if condition(lines) { return }
      usleep(20_000)
    }
    throw PipeWireDaemon.TookTooLong(what: what, found: lines.suffix(5).joined(separator: "\n"))
  }
}
