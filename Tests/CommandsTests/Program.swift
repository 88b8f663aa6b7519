import Foundation
import Testing

/// Outcome of a program that ended.
struct Outcome {
  let exitCode: Int32
  let output: Data
  let errors: String

  var lines: [Substring] { text.split(separator: "\n") }
  var text: String { String(decoding: output, as: UTF8.self) }
  var errorLines: [Substring] { errors.split(separator: "\n", omittingEmptySubsequences: false) }

  /// Whether standard error holds exactly one line, of `vbg` or `vbg-infer`.
  var saysOneLine: Bool {
    errorLines.count == 2 && errorLines[1].isEmpty && errors.hasPrefix("vbg")
      && errors.contains(": ")
  }
}

/// One of our programs, built beside the tests.
struct Program {
  let path: String

  static let infer = Program(path: buildFolder + "/vbg-infer")
  static let vbg = Program(path: buildFolder + "/vbg")

  private static let buildFolder = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent().path

  /// Runs the program to its end; a nil in `environment` removes the variable.
  func run(
    _ arguments: String..., in folder: ScratchFolder, input: Data = Data(),
    environment: [String: String?] = [:]
  ) throws -> Outcome {
    try run(arguments, in: folder, input: input, environment: environment)
  }

  func run(
    _ arguments: [String], in folder: ScratchFolder, input: Data = Data(),
    environment: [String: String?] = [:]
  ) throws -> Outcome {
    // Logs lie outside of the folder that tests look into.
    let logs = ScratchFolder()
    try input.write(to: logs.url("input"))
    for name in ["output", "errors"] { try Data().write(to: logs.url(name)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var variables = ProcessInfo.processInfo.environment
    variables["VBG_MODELS"] = nil
    variables["XDG_RUNTIME_DIR"] = nil
    variables["XDG_DATA_HOME"] = folder.path + "/data"
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    let streams = try (
      FileHandle(forReadingFrom: logs.url("input")), FileHandle(forWritingTo: logs.url("output")),
      FileHandle(forWritingTo: logs.url("errors"))
    )
    (process.standardInput, process.standardOutput, process.standardError) = streams
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "ended by signal \(process.terminationStatus)")
    return Outcome(
      exitCode: process.terminationStatus, output: try Data(contentsOf: logs.url("output")),
      errors: try String(contentsOf: logs.url("errors"), encoding: .utf8))
  }
}

extension Process {
  /// Sets the program and its arguments. It starts as from a terminal: what `nohup` or a shell in the
  /// background made the tests ignore ends it.
  func setProgram(_ path: String, _ arguments: [String]) {
    executableURL = URL(fileURLWithPath: "/usr/bin/env")
    self.arguments = Self.withDefaultSignals + [path] + arguments
  }

  fileprivate static let withDefaultSignals = ["--default-signal=HUP,INT,QUIT,TERM"]
}

extension Program {
  /// Runs the program as a shell does, and sends it a signal after a second; it must end by that.
  func runToSignal(
    _ arguments: [String], in folder: ScratchFolder, environment: [String: String?], signal: String
  ) throws -> Outcome {
    let script = """
      import signal, subprocess, sys, time
      number = getattr(signal, "SIG" + sys.argv[1])
      process = subprocess.Popen(sys.argv[2:])
      time.sleep(1)
      process.send_signal(number)
      sys.exit(0 if process.wait(timeout=30) == -number else 1)
      """
    let outcome = try Program(path: "/usr/bin/env").run(
      Process.withDefaultSignals + ["/usr/bin/python3", "-c", script, signal, path] + arguments,
      in: folder, environment: environment)
    #expect(outcome.exitCode == 0, "did not end by SIG\(signal)")
    return outcome
  }
}

/// A folder of one test; it goes with its last user.
final class ScratchFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/vbg-tests-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func url(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }

  func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: url(name)) }

  func read(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: url(name))) }

  /// The names of everything in it, hidden files too, sorted.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
