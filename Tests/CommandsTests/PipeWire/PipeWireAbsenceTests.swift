import Foundation
import Testing

/// Messages where PipeWire is not there.
@Suite struct PipeWireAbsenceTests {
  private let folder = ScratchFolder()

  private func live(_ words: [String], _ environment: [String: String?]) throws -> Outcome {
    try Program.vbg.run(
      ["live", "--model", TestModel.segmentationNetwork.path] + TestModel.reading + words,
      in: folder,
      environment: [
        "XDG_CONFIG_HOME": folder.path, "XDG_RUNTIME_DIR": folder.path,
        "PIPEWIRE_RUNTIME_DIR": folder.path,
      ].merging(environment) { $1 })
  }

  @Test(.enabled(if: PipeWireDaemon.isThere, PipeWireDaemon.reason)) func withoutADaemon() throws {
    let outcome = try live(["--camera", "pipewire", "--output", "pipewire"], [:])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("expected PipeWire's daemon, found none: systemctl"))
  }

  /// A library that is none, and one that lacks what is needed.
  @Test(.enabled(if: PipeWireDaemon.isThere, PipeWireDaemon.reason), arguments: [false, true])
  func withoutALibrary(isOld: Bool) throws {
    let library = folder.path + "/libpipewire-0.3.so.0"
    try Data().write(to: URL(fileURLWithPath: library))
    if isOld {
      try Data("int nothing;".utf8).write(to: folder.url("old.c"))
      try Background(["cc", "-shared", "-o", library, folder.path + "/old.c"], [:]).waitForEnd()
    }
    let environment = ["LD_LIBRARY_PATH": folder.path]
    let outcome = try live(["--camera", "pipewire", "--output", "pipewire"], environment)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("expected PipeWire's library, found none that can be used"))
    #expect(outcome.errors.contains(isOld ? "too old" : "too short"), "\(outcome.errors)")
    let cameras = try Program.vbg.run(["cameras", "--json"], in: folder, environment: environment)
    #expect(cameras.exitCode == 0 && cameras.errors.isEmpty)
  }
}
