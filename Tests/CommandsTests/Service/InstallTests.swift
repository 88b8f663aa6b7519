import Foundation
import Testing

/// `Tools/install`: what it puts under a prefix and takes away again.
@Suite struct InstallTests {
  private let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../Tools/install").standardizedFileURL.path

  private func run(_ arguments: [String], in folder: ScratchFolder) throws -> Outcome {
    try Program(path: tool).run(arguments, in: folder)
  }

  /// A folder with what was built.
  private func stage(_ folder: ScratchFolder) throws {
    try write("#!/bin/sh\n", "stage/bin/vbg", in: folder)
    chmod(folder.path + "/stage/bin/vbg", 0o755)
    try write(".TH vbg\n", "stage/share/man/man1/vbg.1", in: folder)
    try write("complete\n", "stage/share/fish/vendor_completions.d/vbg.fish", in: folder)
  }

  private func write(_ text: String, _ name: String, in folder: ScratchFolder) throws {
    try FileManager.default.createDirectory(
      at: folder.url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try folder.write(Array(text.utf8), name)
  }

  private func all(_ folder: ScratchFolder, _ name: String) -> [String] {
    (FileManager.default.subpaths(atPath: folder.path + "/" + name) ?? []).sorted()
  }

  @Test(arguments: ["prefix", "a prefix", "it's $HOME \"x\"", "line\nbreak", "*", "ü/deep er"])
  func `what was put is taken away, and nothing else`(prefix: String) throws {
    let folder = ScratchFolder()
    try stage(folder)
    // Others' files, beside those of ours.
    try write("other", "\(prefix)/bin/other", in: folder)
    try write("other", "\(prefix)/share/man/man1/other.1", in: folder)
    let before = all(folder, prefix)
    let outcome = try run(["--from", "stage", "./" + prefix], in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      Set(all(folder, prefix)).subtracting(before) == [
        "bin/vbg", "share/man/man1/vbg.1", "share/fish", "share/fish/vendor_completions.d",
        "share/fish/vendor_completions.d/vbg.fish", "share/vbg", "share/vbg/installed",
      ])
    #expect(FileManager.default.isExecutableFile(atPath: "\(folder.path)/\(prefix)/bin/vbg"))
    #expect(
      !FileManager.default.isExecutableFile(atPath: "\(folder.path)/\(prefix)/share/man/man1/vbg.1")
    )
    #expect(try run(["--remove", "./" + prefix], in: folder).exitCode == 0)
    #expect(all(folder, prefix) == before)
  }

  @Test func `a prefix that was not there is gone again`() throws {
    let folder = ScratchFolder()
    try stage(folder)
    for _ in 0..<2 {
      #expect(try run(["--from", "stage", "my prefix"], in: folder).exitCode == 0)
    }
    #expect(try run(["--remove", "my prefix"], in: folder).exitCode == 0)
    #expect(folder.names == ["stage"])
    let again = try run(["--remove", "my prefix"], in: folder)
    #expect(again.exitCode == 1)
    #expect(again.errors.contains("nothing to remove"))
  }

  @Test func `a new version takes the place of the old, whose other files go`() throws {
    let folder = ScratchFolder()
    try stage(folder)
    #expect(try run(["--from", "stage", "p"], in: folder).exitCode == 0)
    try FileManager.default.removeItem(at: folder.url("stage/share/fish"))
    try write("#!/bin/sh\necho 2\n", "stage/bin/vbg", in: folder)
    #expect(try run(["--from", "stage", "p"], in: folder).exitCode == 0)
    #expect(!all(folder, "p").contains("share/fish"))
    #expect(try folder.read("p/bin/vbg") == Array("#!/bin/sh\necho 2\n".utf8))
    #expect(try run(["--remove", "p"], in: folder).exitCode == 0)
    #expect(folder.names == ["stage"])
  }

  @Test func `another's file is not replaced, and a changed one not removed`() throws {
    let folder = ScratchFolder()
    try stage(folder)
    try write("mine", "p/bin/vbg", in: folder)
    let refused = try run(["--from", "stage", "p"], in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("p/bin/vbg"))
    #expect(all(folder, "p") == ["bin", "bin/vbg"])
    #expect(try folder.read("p/bin/vbg") == Array("mine".utf8))
    try FileManager.default.removeItem(at: folder.url("p"))
    #expect(try run(["--from", "stage", "p"], in: folder).exitCode == 0)
    try write("edited", "p/bin/vbg", in: folder)
    let left = try run(["--remove", "p"], in: folder)
    #expect(left.exitCode == 1)
    #expect(left.errors.contains("was changed since, and stays"))
    #expect(all(folder, "p") == ["bin", "bin/vbg"])
  }

  @Test(arguments: [["--wrong"], ["a", "b"], ["--from"], ["--remove", "a", "b"]])
  func `wrong usage`(arguments: [String]) throws {
    let folder = ScratchFolder()
    #expect(try run(arguments, in: folder).exitCode == 2)
    #expect(folder.names.isEmpty)
  }
}
