import Foundation
import TestSupport
import Testing

/// Program of the folder Snippets, which SwiftPM builds beside the tests.
struct Snippet: Sendable {
  let name: String

  /// All snippets.
  static let all = ProjectFolders.files(
    in: ProjectFolders.root.appending(path: "Snippets"), extension: "swift"
  ).map { Snippet(name: $0.deletingPathExtension().lastPathComponent) }

  /// Returns the lines that documentation shows: without the title and what is hidden.
  func shownLines() throws -> [String] {
    let file = ProjectFolders.root.appending(path: "Snippets/\(name).swift")
    let lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let shown = lines.drop { $0.hasPrefix("//!") || $0.isEmpty }.prefix { $0 != "// snippet.hide" }
    return Array(shown)
  }

  /// Runs the program to its end and returns what it printed.
  func run(_ arguments: [String]) throws -> (exitCode: Int32, text: String) {
    let process = Process()
    process.executableURL = ProjectFolders.products.appending(path: name)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}

/// Example in a document: the lines of a fenced block of Swift.
struct Example: CustomTestStringConvertible, Sendable {
  let place: String
  let lines: [String]

  var testDescription: String { "\(place): \(lines.first ?? "")" }

  /// Tells whether these are successive lines of a program, which may stand further to the right there.
  func isPart(of program: [String]) -> Bool {
    program.indices.contains { start in
      guard start + lines.count <= program.count, let first = lines.first else { return false }
      let part = program[start..<start + lines.count]
      let indent = program[start].prefix(max(0, program[start].count - first.count))
      return indent.allSatisfy { $0 == " " }
        && zip(part, lines).allSatisfy { $0 == ($1.isEmpty ? "" : indent + $1) }
    }
  }

  /// Returns the examples of a document.
  static func all(in text: [String], of place: String) -> [Example] {
    var examples: [Example] = []
    var block: [String]?
    for (index, line) in text.enumerated() {
      if line == "```swift" {
        block = []
      } else if line == "```", let lines = block {
        examples.append(Example(place: "\(place):\(index + 1)", lines: lines))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return examples
  }

  /// The examples of the README that are whole files: those that import something.
  static let readme: [Example] = {
    let url = ProjectFolders.root.appending(path: "README.md")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return all(in: lines, of: "README.md").filter { $0.lines.contains { $0.hasPrefix("import ") } }
  }()

  /// The examples in documentation comments of the sources.
  static let documentation: [Example] = {
    let sources = ProjectFolders.root.appending(path: "Sources")
    guard let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    else { return [] }
    return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
      .sorted { $0.path < $1.path }.flatMap(examples)
  }()

  private static func examples(of file: URL) -> [Example] {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = line.drop { $0 == " " }
      return line.hasPrefix("/// ")
        ? String(line.dropFirst(4)) : line == "///" ? "" : "not a comment"
    }
    return all(in: lines, of: file.lastPathComponent)
  }
}
