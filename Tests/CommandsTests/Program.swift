import Foundation
import Testing

/// What a program left when it ended.
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
