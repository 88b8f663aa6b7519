import Foundation
import SystemSupport
import Testing

/// Tests of what becomes of what was at a place when a file is put there.
@Suite struct OutputFileTests {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "/vbg-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }
  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }
  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
  private func mode(_ name: String) throws -> mode_t {
    try #require(fileStatus(path(name))).st_mode & 0o7777
  }

  private func put(_ text: String, at name: String) throws {
    let file = try #require(try OutputFile(OutputPlace(path(name))))
    try Array(text.utf8).withUnsafeBytes { try writeAll(file.descriptor, $0) }
    try file.publish()
  }

  private func clean() { try? FileManager.default.removeItem(atPath: folder) }

  @Test(arguments: [0o600, 0o640, 0o664, 0o755] as [mode_t]) func theModeIsKept(_ kept: mode_t)
    throws
  {
    defer { clean() }
    try put("old", at: "a")
    #expect(chmod(path("a"), kept) == 0)
    try put("new", at: "a")
    #expect(try mode("a") == kept && text("a") == "new")
    #expect(try names == ["a"])
  }

  /// The bit means the program that was there, not the new content.
  @Test func setUserIDGoesWithTheOldContent() throws {
    defer { clean() }
    try put("old", at: "a")
    #expect(chmod(path("a"), 0o4755) == 0)
    try put("new", at: "a")
    #expect(try mode("a") == 0o755)
  }

  @Test(.enabled(if: geteuid() == 0, "skipped: only the superuser can give files away"))
  func ownerAndGroupAreKept() throws {
    defer { clean() }
    try put("old", at: "a")
    #expect(chown(path("a"), 12345, 23456) == 0 && chmod(path("a"), 0o640) == 0)
    try put("new", at: "a")
    let status = try #require(fileStatus(path("a")))
    #expect(status.st_uid == 12345 && status.st_gid == 23456 && status.st_mode & 0o777 == 0o640)
  }

  /// Nobody else may look while the file grows.
  @Test func whatReplacesAFileIsPrivateUntilItIsThere() throws {
    defer { clean() }
    try put("old", at: "a")
    #expect(chmod(path("a"), 0o644) == 0)
    let file = try #require(try OutputFile(OutputPlace(path("a"))))
    #expect(try #require(fileStatus(file.partialPath)).st_mode & 0o777 == 0o600)
    file.discard()
    file.discard()
    #expect(try names == ["a"] && text("a") == "old")
  }

  @Test func danglingLinksAreFollowed() throws {
    defer { clean() }
    #expect(mkdir(path("b"), 0o777) == 0 && symlink("b/target", path("link")) == 0)
    #expect(symlink("link", path("second")) == 0)
    try put("new", at: "second")
    #expect(try text("b/target") == "new" && names == ["b", "link", "second"])
    // And the links stay links when there is something.
    try put("newer", at: "second")
    #expect(try text("b/target") == "newer" && names == ["b", "link", "second"])
    #expect(canonicalPath(path("second")) == canonicalPath(path("b/target")))
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    defer { clean() }
    #expect(symlink("two", path("one")) == 0 && symlink("one", path("two")) == 0)
    #expect(symlink("nowhere/x", path("lost")) == 0)
    let long = String(repeating: "n", count: 256)
    for (name, number) in [
      ("one", ELOOP), ("lost", ENOENT), (".", EISDIR), (long, ENAMETOOLONG), ("no/x", ENOENT),
    ] {
      let error = #expect(throws: SystemError.self) { try OutputPlace(path(name)) }
      #expect(error?.number == number, "\(name)")
    }
    #expect(try names == ["lost", "one", "two"])
  }

  @Test func theLongestNameCanBeWritten() throws {
    defer { clean() }
    let name = String(repeating: "n", count: 251) + ".png"
    try put("new", at: name)
    #expect(try names == [name])
  }

  @Test func otherNamesOfAFileKeepTheOldContent() throws {
    defer { clean() }
    try put("old", at: "a")
    #expect(link(path("a"), path("b")) == 0)
    try put("new", at: "a")
    #expect(try text("a") == "new" && text("b") == "old")
  }

  @Test func devicesAndDescriptorsAreWrittenAsTheyAre() throws {
    defer { clean() }
    for place in ["/dev/null", "/dev/stdout", "/dev/fd/7", "/proc/self/fd/1"] {
      #expect(try OutputFile(OutputPlace(place)) == nil, "\(place)")
    }
    #expect(mkfifo(path("pipe"), 0o666) == 0)
    guard case .special = try OutputPlace(path("pipe")) else {
      Issue.record("a named pipe would be replaced")
      return
    }
    #expect(OutputPlace.withDash("/dev/fd/1") == "-" && OutputPlace.withDash("/dev/fd/2") != "-")
  }

  /// At once, as processes with one number would in two containers with one folder.
  @Test func manyAtOnceLeaveOneWholeFile() throws {
    defer { clean() }
    let texts = (0..<8).map { String(repeating: "\($0)", count: 100_000) }
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      #expect(throws: Never.self) { try put(texts[index % 8], at: "a") }
    }
    #expect(try texts.contains(text("a")) && names == ["a"])
  }
}
