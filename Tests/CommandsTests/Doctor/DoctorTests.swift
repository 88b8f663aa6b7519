import Foundation
import Kernels
import ModelCatalogue
import Testing

@testable import Commands

/// `vbg doctor` as a whole, and what it says of models, the processor and ffmpeg.
@Suite struct DoctorTests {
  @Test func `models: none, others, altered, unreadable`() throws {
    let machine = FakeMachine()
    #expect(machine.findings("models") == [.wrong("models", "none is there", "vbg models fetch")])
    let folder = "/home/me/.local/share/vbg/models/"
    let path = folder + Catalogue.defaultEntry.file.fileName
    try machine.write(path, "not a model")
    #expect(machine.findings("models").first?.level == .warning)
    #expect(
      machine.findings("models").first?.command == "rm \(path) && vbg models fetch landscape")
    try machine.makeUnreadable(path)
    #expect(machine.findings("models").first?.text.contains("can't be read") == true)
    #expect(DoctorReport(machine.findings).missing.contains(.model))
  }

  @Test(
    .enabled(if: ModelFolders().path(of: .selfieSegmentation) != nil, "skipped: no model 'selfie'"))
  func `a model that is intact`() throws {
    let machine = FakeMachine()
    let entry = CatalogueEntry.selfieSegmentation
    let source = try #require(ModelFolders().path(of: entry))
    try machine.write(
      "/models/" + entry.file.fileName, Array(Data(contentsOf: URL(fileURLWithPath: source))))
    machine.variables["VBG_MODELS"] = "/models"
    let finding = try #require(machine.findings("models").last)
    #expect(finding.level == .warning)
    #expect(finding.text == "selfie, without the default, landscape")
    #expect(finding.provides == .model)
  }

  @Test func processors() {
    let machine = FakeMachine()
    #expect(machine.findings("processor") == [.ok("processor", "avx2")])
    machine.instructionSets = [.baseline]
    #if arch(x86_64)
      #expect(machine.findings("processor").first?.level == .warning)
    #endif
  }

  @Test func `ffmpeg: absent, broken, silent, well`() throws {
    let machine = FakeMachine()
    try machine.write("/etc/os-release", "ID=debian\n")
    #expect(
      machine.findings("ffmpeg") == [
        .warning("ffmpeg", "no ffmpeg and no ffprobe: no films", "sudo apt install ffmpeg")
      ])
    try machine.addProgram("ffprobe")
    try machine.addProgram("ffmpeg", "echo 'error while loading shared libraries' >&2; exit 127")
    #expect(machine.findings("ffmpeg").first?.text == "is there, but failed with exit code 127")
    try machine.addProgram("ffmpeg", "echo ffmpeg version 7.1 Copyright")
    #expect(machine.findings("ffmpeg") == [.ok("ffmpeg", "7.1")])
    try machine.addProgram("ffmpeg", "trap '' TERM; sleep 600")
    #expect(machine.findings("ffmpeg").first?.text.contains("did not tell its version") == true)
  }

  @Test func `a check that hangs is named, and the rest is told`() {
    let steps = [
      Examination.Step(name: "first") { _ in [.ok("first", "is well")] },
      Examination.Step(name: "second") { _ in
        Thread.sleep(forTimeInterval: 3600)
        return []
      },
    ]
    let findings = examine(FakeMachine().machine, steps, within: .milliseconds(300))
    #expect(findings.map(\.subject) == ["first", "second"])
    #expect(findings.last?.text == "did not answer: a file or a folder hangs")
  }

  @Test func `an empty machine`() {
    let report = DoctorReport(FakeMachine().findings)
    #expect(!report.canWork)
    #expect(report.missing == CameraPart.allCases)
  }

  @Test func text() {
    let report = DoctorReport([
      .ok("models", "landscape", provides: .model),
      .warning("a\u{1b}b", "is so\n so", "mend it"),
      .wrong("c", "is wrong"),
    ])
    #expect(
      report.text(isStyled: false) == #"""
        ok       models    landscape
        warning  a\u{1b}b  is so\u{a} so
                 $ mend it
        wrong    c         is wrong
        No virtual camera can work here: no camera to read, no way to other programs.
        """#)
  }

  @Test func `the program's exit code says whether a camera can work`() throws {
    let folder = ScratchFolder()
    let outcome = try Program.vbg.run("doctor", "--json", in: folder)
    let object = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any]
    let canWork = try #require(object?["canWork"] as? Bool)
    #expect(outcome.exitCode == (canWork ? 0 : 1))
    #expect((object?["findings"] as? [Any])?.isEmpty == false)
    #expect(outcome.errors.isEmpty)
    let text = try Program.vbg.run("doctor", in: folder)
    #expect(text.exitCode == outcome.exitCode)
    #expect(text.lines.last?.hasSuffix(canWork ? "can work here." : ".") == true)
  }

  @Test(.enabled(if: Shell.hasOtherUser, Shell.otherUserReason))
  func `needs no rights, no home and no environment`() throws {
    let folder = ScratchFolder()
    folder.open()
    let outcome = try Shell.run("\(Shell.asOtherUser) env -i \"$VBG\" doctor", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.text.contains("No virtual camera can work here: no model"))
  }
}
