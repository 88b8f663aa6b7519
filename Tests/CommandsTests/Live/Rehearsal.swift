import Foundation

/// Luma and chroma of a plain picture, as they leave: BT.601 in limited range.
enum Shade {
  static let red: Substring = "81 90 240"
  static let blue: Substring = "41 240 110"
  static let green: Substring = "145 54 34"
}

/// A running `vbg live` on scripted devices, and what it leaves behind.
final class Rehearsal {
  struct TookTooLong: Error {
    let lines: [Substring]
    let errors: String
  }

  let process = Process()
  let runtimeFolder: String
  private let logs = ScratchFolder()

  /// - Parameters:
  ///   - options: name a camera, an output or a model where they are not to be the usual ones.
  ///   - output: standard output; nil for a file.
  ///   - errors: standard error; nil for a file.
  ///   - environment: variables beside the usual ones.
  ///   - runtimeFolder: where its control socket is; nil for a folder of its own.
  init(
    _ folder: ScratchFolder, _ options: [String], output: FileHandle? = nil,
    errors: FileHandle? = nil, runtimeFolder: String? = nil, environment: [String: String] = [:]
  ) throws {
    self.runtimeFolder = runtimeFolder ?? logs.path
    for name in ["log", "output", "errors"] { try Data().write(to: logs.url(name)) }
    let usual = [
      ("--camera", "/dev/grey"), ("--output", "/dev/out"),
      ("--model", TestModel.segmentationNetwork.path),
    ].filter { !options.contains($0.0) }.flatMap { [$0.0, $0.1] }
    process.setProgram(
      (Program.vbg.path as NSString).deletingLastPathComponent + "/vbg-live-rehearsal",
      [logs.path + "/log"] + usual + TestModel.reading + options)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_CONFIG_HOME": folder.path, "XDG_RUNTIME_DIR": self.runtimeFolder,
      "XDG_STATE_HOME": folder.path + "/state", "XDG_DATA_HOME": folder.path + "/data",
    ]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try output ?? FileHandle(forWritingTo: logs.url("output"))
    process.standardError = try errors ?? FileHandle(forWritingTo: logs.url("errors"))
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var lines: [Substring] { text("log").split(separator: "\n") }
  var output: String { text("output") }
  var errors: String { text("errors") }

  /// The numbers of the processes that it started and that run, by what they are called.
  func children(named name: String) -> [Int32] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return folders.compactMap { Int32($0) }.filter { process in
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return false }
      let words = text[end...].split(separator: " ")
      return text[..<end].hasSuffix("(\(name)") && words[1] != "Z"
        && Int32(words[2]) == self.process.processIdentifier
    }
  }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; the exit code. What does not end is killed, and has none.
  func end() -> Int32? {
    for _ in 0..<500 where process.isRunning { usleep(20_000) }
    let hasEnded = !process.isRunning
    if !hasEnded { send(SIGKILL) }
    process.waitUntilExit()
    return hasEnded && process.terminationReason == .exit ? process.terminationStatus : nil
  }

  /// Waits until so many more frames have left.
  func waitForFrames(_ count: Int) throws {
    let before = lines.count
    try poll { lines.count >= before + count }
  }

  /// The frames that left, each as `Y U V`, without those of the first `count` lines.
  func frames(after count: Int = 0) -> [Substring] {
    lines.dropFirst(count).filter { !$0.hasSuffix("ed") }
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

  func poll(_ condition: () -> Bool) throws {
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

extension ScratchFolder {
  /// Where `vbg live` finds its configuration when this folder is `XDG_CONFIG_HOME`.
  var configurationPath: String { path + "/vbg/config.toml" }

  /// Puts a configuration in place of the one before.
  func configure(_ lines: String) throws {
    try FileManager.default.createDirectory(
      atPath: path + "/vbg", withIntermediateDirectories: true)
    try Data("[live]\n\(lines)\n".utf8).write(to: url("vbg/config.toml"), options: .atomic)
  }
}

/// A pipe that nobody reads and that holds all it can.
final class FullPipe {
  let reading: FileHandle
  let writing: FileHandle
  private let filling: Int

  init() {
    let pipe = Pipe()
    reading = pipe.fileHandleForReading
    writing = pipe.fileHandleForWriting
    let descriptor = writing.fileDescriptor
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    var count = 0
    for size in [4096, 1] {
      let bytes = [UInt8](repeating: 0, count: size)
      while write(descriptor, bytes, size) == size { count += size }
    }
    _ = fcntl(descriptor, F_SETFL, flags)
    filling = count
  }

  /// Reads until `condition` holds of what came behind the filling.
  func read(until condition: (String) -> Bool) throws -> String {
    let descriptor = reading.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var found: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<1000 {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count > 0 { found += buffer[..<count] } else { usleep(20_000) }
      let text = String(decoding: found.dropFirst(filling), as: UTF8.self)
      if condition(text) { return text }
    }
    throw Rehearsal.TookTooLong(
      lines: [], errors: String(decoding: found.suffix(200), as: UTF8.self))
  }
}
