import Foundation
import TestSupport
import Testing

/// Broken model files give an error or a result: never a trap, a hang or memory beyond the limit.
@Suite struct FuzzTests {
  @Test(
    arguments: ProjectFolders.files(in: ProjectFolders.testModels, extension: "tflite")
      .map { $0.deletingPathExtension().lastPathComponent })
  func `2000 mutations and truncations of a small model`(_ name: String) throws {
    var first: UInt32 = 0
    let end: UInt32 = 2000
    var failures: [String] = []
    var errorCount = 0
    var resultCount = 0
    while first < end, failures.count < 10 {
      let outcome = try fuzz(name, first: first, count: end - first)
      let last = outcome.lines.last?.split(separator: " ").map(String.init) ?? []
      if outcome.isSuccess, last.count == 3, last[0] == "done" {
        errorCount += Int(last[1]) ?? 0
        resultCount += Int(last[2]) ?? 0
        break
      }
      guard let seed = last.first.flatMap(UInt32.init) else {
        Issue.record("vbg-fuzz did not start: \(outcome.description)")
        return
      }
      failures.append("seed \(seed): \(outcome.description)")
      first = seed + 1
    }
    #expect(failures.isEmpty, "vbg-fuzz \(name).tflite SEED 1: \(failures)")
    guard failures.isEmpty else { return }
    #expect(errorCount + resultCount == 2000)
    #expect(errorCount >= 500, "most mutations should break something, found \(errorCount)")
    #expect(resultCount >= 20, "some mutations should break nothing, found \(resultCount)")
  }

  /// What a child process wrote and how it ended.
  private struct Outcome {
    let lines: [Substring]
    let isSuccess: Bool
    let description: String
  }

  private func fuzz(_ name: String, first: UInt32, count: UInt32) throws -> Outcome {
    let output = FileManager.default.temporaryDirectory
      .appending(path: "vbg-fuzz-\(name)-\(UUID().uuidString)")
    #expect(FileManager.default.createFile(atPath: output.path, contents: nil))
    defer { try? FileManager.default.removeItem(at: output) }
    let handle = try FileHandle(forWritingTo: output)
    let process = Process()
    process.executableURL = ProjectFolders.products.appending(path: "vbg-fuzz")
    process.arguments = [
      ProjectFolders.testModels.appending(path: "\(name).tflite").path, "\(first)", "\(count)",
    ]
    process.standardOutput = handle
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let how = process.terminationReason == .exit ? "exit code" : "signal"
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    return Outcome(
      lines: text.split(separator: "\n"),
      isSuccess: process.terminationReason == .exit && process.terminationStatus == 0,
      description: "\(how) \(process.terminationStatus), "
        + String(decoding: message, as: UTF8.self).prefix(500))
  }
}
