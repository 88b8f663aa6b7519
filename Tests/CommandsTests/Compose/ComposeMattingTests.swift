import Foundation
import Testing

/// `--matting` of compose, video and live.
@Suite struct ComposeMattingTests {
  let files: ComposeFiles
  var folder: ScratchFolder { files.folder }

  init() throws { files = try ComposeFiles() }

  private func run(_ arguments: String...) throws -> Outcome {
    try Program.vbg.run(arguments, in: folder)
  }

  @Test("Mattes are stages too, and change the edge alone")
  func mattesAreStages() throws {
    for matting in ["on", "off"] {
      let outcome = try run(
        "compose", "frame.png", "-o", "\(matting).png", "--mask", "left.png", "--transparent",
        "--matting", matting, "--coverage", "0,1", "--stages", matting, "--json")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.text.contains("\"matting\"") == (matting == "on"))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/on").sorted()
    let filtered = try #require(names.first { $0.hasSuffix("-mask-filtered.png") })
    let (on, off) = (try files.picture("on.png"), try files.picture("off.png"))
    let matte = try files.picture("on/" + filtered)
    for y in 0..<on.height {
      for x in 0..<on.width { #expect(on.pixel(x, y)[3] == matte.pixel(x, y)[0]) }
      for x in [0, on.width - 1] { #expect(on.pixel(x, y)[3] == off.pixel(x, y)[3]) }
    }
  }

  @Test("A finished mask has no matte; a session has none; anything but on and off is wrong usage")
  func wrongUsage() throws {
    let finished = try run(
      "compose", "frame.png", "-o", "a.png", "--mask-final", "left.png", "--matting", "on")
    #expect(finished.exitCode == 2)
    #expect(
      finished.errors.contains("expected one of --mask-final and --matting on, found both"))
    #expect(try run("compose", "frame.png", "--mask", "left.png", "--matting", "yes").exitCode == 2)
    let live = try run("live", "--matting", "on")
    #expect(live.exitCode == 2)
    #expect(live.errors.contains("--matting"))
  }
}
