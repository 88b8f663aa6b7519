import Foundation
import Testing

@testable import Commands

/// Unit of the service, as systemd reads it.
@Suite struct ServiceUnitTests {
  private static let analyze = "/usr/bin/systemd-analyze"
  private static let hasAnalyze = FileManager.default.isExecutableFile(atPath: analyze)
  private static let reason: Comment = "skipped: systemd-analyze (Debian: systemd) is missing"

  private func unit(_ arguments: [String], program: String = "/usr/bin/true") -> ServiceUnit {
    ServiceUnit(
      program: program, arguments: arguments, folder: "/tmp",
      variables: [("VBG_MODELS", "/a b:/c%d")])
  }

  /// Words that mean something to systemd, to shells, or to nobody.
  static let awkwardWords = [
    "plain", "two words", "", "a\"b", "a'b", "back\\slash", "100%", "%h", "$HOME", "${HOME}", ";",
    "#x",
    "line\nbreak", "tab\tstop", "ünïcode", "-", "@x", "trailing\\",
  ]

  @Test func `words are quoted`() throws {
    let text = try unit(["a\"b", "50%", "x\ny", "\u{10FEE9}"], program: "/opt/my vbg/vbg").text()
    #expect(
      text.contains(#"ExecStart=:"/opt/my vbg/vbg" "live" "a\"b" "50%%" "x\x0ay" "\xe9""# + "\n"))
    #expect(text.contains("WantedBy=default.target\n"))
    #expect(text.contains(#"Environment="VBG_MODELS=/a b:/c%%d""#))
    #expect(!text.contains("graphical-session"))
  }

  @Test func `folders that no unit can name are refused`() {
    #expect(throws: ServiceError.self) {
      try ServiceUnit(
        program: "/bin/true", arguments: [], folder: "/a\nExecStartPre=/bin/x", variables: []
      ).text()
    }
  }

  @Test func `where a session remembers its changes can be written`() throws {
    let unit = ServiceUnit(
      program: "/bin/true", arguments: [], folder: "/",
      variables: [("XDG_STATE_HOME", "/my state")])
    #expect(
      try unit.text().contains(#"ReadWritePaths=-%E/vbg -%h/.local/state "-/my state""# + "\n"))
  }

  @Test func `a folder's percent signs are its own`() throws {
    let unit = ServiceUnit(program: "/bin/true", arguments: [], folder: "/a %h", variables: [])
    #expect(try unit.text().contains("WorkingDirectory=-/a %%h\n"))
  }

  @Test(.enabled(if: hasAnalyze, reason)) func `systemd-analyze verify is clean`() throws {
    let folder = ScratchFolder()
    let text = try unit(Self.awkwardWords).text()
    try folder.write(Array(text.utf8), ServiceUnit.name)
    let outcome = try Program(path: Self.analyze).run(
      "--user", "--man=no", "verify", folder.path + "/" + ServiceUnit.name, in: folder,
      environment: ["XDG_RUNTIME_DIR": folder.path])
    #expect(outcome.exitCode == 0)
    // Other units of the machine are none of ours.
    #expect(outcome.errors.split(separator: "\n").filter { $0.contains("vbg") } == [])
    // A unit that is wrong is found.
    try folder.write(Array(text.replacing("Type=exec", with: "Typo=exec").utf8), ServiceUnit.name)
    let wrong = try Program(path: Self.analyze).run(
      "--user", "--man=no", "verify", folder.path + "/" + ServiceUnit.name, in: folder,
      environment: ["XDG_RUNTIME_DIR": folder.path])
    #expect(wrong.errors.contains("Typo"))
  }

  @Test(.enabled(if: hasAnalyze, reason)) func `systemd-analyze security calls it safe`() throws {
    let folder = ScratchFolder()
    try folder.write(Array(try unit([]).text().utf8), ServiceUnit.name)
    let outcome = try Program(path: Self.analyze).run(
      "--offline=true", "security", "--threshold=55", folder.path + "/" + ServiceUnit.name,
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.text) \(outcome.errors)")
  }
}
