import Foundation
import Segmentation
import Testing

/// Names of files that are no UTF-8, or that a terminal can't show.
@Suite struct ByteNameTests {
  let folder = ScratchFolder()

  init() throws { try folder.write(encodePNG(gradient(width: 40, height: 30)), "a.png") }

  /// The names in a folder as `ls -b` escapes them: nothing is taken for text.
  private func list(_ name: String = ".") throws -> [String] {
    try Shell.run("LC_ALL=C ls -b '\(name)'", in: folder).lines.map(String.init).sorted()
  }

  private let copies =
    "x=$(printf 'caf\\351.png'); y=$(printf 'caf\\350.png'); cp a.png \"$x\"; cp a.png \"$y\"; "

  @Test func twoNamesAreTwoFiles() throws {
    for command in [
      "\"$VBG\" compose --model \"$MODEL\" $READING", "\"$INFER\" \"$MODEL\" $READING 2>/dev/null",
    ] {
      let outcome = try Shell.run(copies + "\(command) \"$x\" \"$y\" -o out/", in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      // What is printed is the name itself.
      #expect(outcome.output.contains(0xE9) && outcome.output.contains(0xE8))
    }
    #expect(
      try list("out") == ["caf\\350.mask.png", "caf\\350.png", "caf\\351.mask.png", "caf\\351.png"])
  }

  @Test func foldersAreReadByBytes() throws {
    let outcome = try Shell.run(
      copies
        + "mkdir in; mv \"$x\" \"$y\" in; \"$VBG\" compose --model \"$MODEL\" $READING in -o out",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try list("out") == ["caf\\350.png", "caf\\351.png"])
  }

  @Test func resultsGoToTheNameThatWasTyped() throws {
    let outcome = try Shell.run(
      "\"$VBG\" compose --model \"$MODEL\" $READING a.png -o \"$(printf 'o\\377.png')\" && "
        + "\"$INFER\" \"$MODEL\" $READING a.png -o \"$(printf 'm\\377.png')\"", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try list() == ["a.png", "m\\377.png", "o\\377.png"])
  }

  @Test func filmsToo() throws {
    try folder.write(Y4MFilm.moving(frameCount: 2, step: 3).bytes, "in.y4m")
    let outcome = try Shell.run(
      "mv in.y4m \"$(printf 'i\\376.y4m')\"; \"$VBG\" video --model \"$MODEL\" $READING "
        + "\"$(printf 'i\\376.y4m')\" \"$(printf 'o\\377.y4m')\"", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try list() == ["a.png", "i\\376.y4m", "o\\377.y4m"])
  }

  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason)) func ffmpegGetsTheBytes() throws {
    try folder.write(Y4MFilm.moving(frameCount: 3, step: 3).bytes, "in.y4m")
    let outcome = try Shell.run(
      "i=$(printf 'i\\376.mkv'); ffmpeg -v error -i in.y4m -c:v ffv1 \"$i\" && "
        + "\"$VBG\" video --model \"$MODEL\" $READING \"$i\" \"$(printf -- '-o\\377\\n.mkv')\" 2>&1 || "
        + "\"$VBG\" video --model \"$MODEL\" $READING \"$i\" \"./$(printf -- '-o\\377\\n.mkv')\"",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try list() == ["-o\\377\\n.mkv", "a.png", "i\\376.mkv", "in.y4m"])
  }

  @Test func messagesEscape() throws {
    let outcome = try Shell.run(
      "\"$VBG\" compose --model \"$MODEL\" $READING \"$(printf 'a\\351\\n\\033[1m.png')\" -o x.png",
      in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine)
    #expect(outcome.errors.contains("a\\xE9\\u{a}\\u{1b}[1m.png"), "\(outcome.errors)")
  }

  @Test func jsonStaysUnicode() throws {
    let outcome = try Shell.run(
      copies + "\"$VBG\" compose --json --model \"$MODEL\" $READING \"$x\" -o o.png 2>/dev/null",
      in: folder)
    let report = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    let frames = try #require(report["frames"] as? [[String: Any]])
    #expect(frames.first?["path"] as? String == "caf\u{10FEE9}.png")
  }

  /// Equal to Swift, two files to the system.
  @Test func accentsWrittenInTwoWaysAreTwoFiles() throws {
    let outcome = try Shell.run(
      "x=$(printf 'e\\314\\201.png'); y=$(printf '\\303\\251.png'); cp a.png \"$x\"; "
        + "mv a.png \"$y\"; \"$VBG\" compose --model \"$MODEL\" $READING \"$x\" \"$y\" -o out/",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try list("out").count == 2)
  }

  @Test func variablesAreBytesToo() throws {
    let outcome = try Shell.run(
      "d=$(printf 'data\\351'); mkdir -p \"$d\"; : > \"$d/segm_lite_v681.tflite\"; "
        + "VBG_MODELS=$PWD/$d \"$VBG\" models path meet-lite", in: folder)
    #expect(outcome.exitCode == 0 && outcome.output.contains(0xE9), "\(outcome.errors)")
  }
}
