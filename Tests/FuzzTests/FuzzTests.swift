import Foundation
import TestSupport
import Testing

/// Broken model files give an error or a result: never a trap, a hang or memory beyond the limit.
@Suite struct FuzzTests {
  @Test(
    arguments: ProjectFolders.files(in: ProjectFolders.testModels, extension: "tflite"))
  func `2000 mutations and truncations of a small model`(_ model: URL) throws {
    var first: UInt32 = 0
    let end: UInt32 = 2000
    var failures: [String] = []
    while first < end, failures.count < 10 {
      let outcome = try fuzz(model.path, first: first, count: end - first)
      if let counts = outcome.counts {
        #expect(counts.errors + counts.results == Int(end - first))
        #expect(counts.errors >= Int(end - first) / 4, "expected that most changes break something")
        #expect(first > 0 || counts.results >= 50, "expected that some changes break nothing")
        break
      }
      let seed = try #require(outcome.lastSeed, "\(outcome.ending)")
      failures.append("seed \(seed): \(outcome.ending)")
      first = seed + 1
    }
    #expect(failures.isEmpty, "vbg-fuzz \(model.lastPathComponent) SEED 1: \(failures)")
  }

  @Test(arguments: ["trap", "hang", "memory"])
  func `a fault is noticed`(_ fault: String) throws {
    let outcome = try fuzz(fault, first: 7, count: 2)
    #expect(outcome.counts == nil)
    #expect(outcome.lastSeed == 7)
    #expect(outcome.ending.hasPrefix("signal"), "\(outcome.ending)")
  }

  /// Where sizes have 32 bits, and where a trap would end the instance that goes on with the next model.
  @Test(
    .enabled(if: EmbeddedBuild.tested == .wasm, "VBG_EMBEDDED is not wasm"),
    arguments: ProjectFolders.files(in: ProjectFolders.testModels, extension: "tflite"))
  func `one instance of WebAssembly survives the same mutations`(_ model: URL) throws {
    let build = try #require(EmbeddedBuild.tested)
    let outcome = try outcome(of: build.process(["fuzz", model.path, "0", "2000"]))
    let counts = try #require(outcome.counts, "seed \(outcome.lastSeed ?? 0): \(outcome.ending)")
    #expect(counts.errors + counts.results == 2000)
    #expect(counts.errors >= 500 && counts.results >= 50)
  }

  /// Outcome of a child process: what it wrote and how it ended.
  private struct Outcome {
    /// Numbers of seeds that gave errors and results; nil when the process died.
    let counts: (errors: Int, results: Int)?
    /// The last seed that was begun.
    let lastSeed: UInt32?
    /// Exit code or signal, and what it said.
    let ending: String
  }

  private func fuzz(_ subject: String, first: UInt32, count: UInt32) throws -> Outcome {
    let process = Process()
    process.executableURL = ProjectFolders.products.appending(path: "vbg-fuzz")
    process.arguments = [subject, "\(first)", "\(count)"]
    process.environment = ["SWIFT_BACKTRACE": "enable=no"]
    return try outcome(of: process)
  }

  private func outcome(of process: Process) throws -> Outcome {
    let output = FileManager.default.temporaryDirectory
      .appending(path: "vbg-fuzz-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let errors = Pipe()
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = errors
    try process.run()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n")
    let words = lines.last?.split(separator: " ") ?? []
    let isExit = process.terminationReason == .exit
    return Outcome(
      counts: isExit && process.terminationStatus == 0 && words.count == 3
        ? (Int(words[1]) ?? 0, Int(words[2]) ?? 0) : nil,
      lastSeed: words.last.flatMap { UInt32($0) },
      ending: "\(isExit ? "exit code" : "signal") \(process.terminationStatus) "
        + String(decoding: message, as: UTF8.self).prefix(500))
  }
}
