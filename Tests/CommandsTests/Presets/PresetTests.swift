import Foundation
import Imaging
import Testing

@testable import Commands

/// Presets in commands: what they do, and what is refused of them.
@Suite struct PresetTests {
  private let files: ComposeFiles

  init() throws { files = try ComposeFiles() }

  private func vbg(_ arguments: [String]) throws -> Outcome {
    try Program.vbg.run(
      arguments, in: files.folder, environment: ["XDG_CONFIG_HOME": files.folder.path])
  }

  private func write(_ configuration: String) throws {
    try FileManager.default.createDirectory(
      atPath: files.folder.path + "/vbg", withIntermediateDirectories: true)
    try files.folder.write(Array(configuration.utf8), "vbg/config.toml")
  }

  /// The picture that `vbg compose` makes with a soft mask and these options.
  private func composed(_ options: String...) throws -> Frame {
    let outcome = try vbg(
      ["compose", "frame.png", "--mask", "left.png", "-o", "out.png"] + options)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return try files.picture("out.png")
  }

  @Test func stillsTakePresets() throws {
    let demo = [
      "--filter", "exact", "--sigma-space", "1", "--sigma-color", "0.1", "--coverage", "0.5,0.75",
      "--decontaminate", "off",
    ]
    let outcome = try vbg(
      ["compose", "frame.png", "--mask", "left.png", "-o", "demo.png", "--blur=demo"] + demo)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try composed("--preset", "demo") == files.picture("demo.png"))
    #expect(try composed("--preset", "demo", "--blur") == files.picture("demo.png"))
    #expect(try composed("--preset", "demo", "--blur", "3") != files.picture("demo.png"))
    #expect(try composed("--preset=privacy") == composed("--blur", "16"))
    #expect(try composed("--preset=privacy", "--color", "red") == composed("--color", "red"))
    try write("[presets.own]\ncolor = \"teal\"\ncoverage = [0.2, 0.3]\nsmooth = \"off\"")
    let own = try composed("--color", "teal", "--coverage", "0.2,0.3")
    #expect(try composed("--preset", "own") == own)
    #expect(try composed("--color", "teal", "--preset", "own", "--coverage", "0.1,0.9") != own)
    // What is an option of the table `live` alone is no business of stills.
    try write("[live]\ncolor = \"red\"\nfilter = \"none\"\n[presets.own]\ncolor = \"teal\"")
    #expect(try composed("--preset", "own") == composed("--color", "teal"))
  }

  /// Films of masks have no background, whatever a preset says of it.
  @Test func filmsTakePresets() throws {
    try write(
      "[presets.own]\ncolor = \"#00b140\"\nsmooth = \"off\"\n[presets.cut]\ntransparent = true")
    var film = Array("YUV4MPEG2 W32 H24 F5:1 C444\n".utf8)
    for level in 0..<3 {
      film += Array("FRAME\n".utf8) + [UInt8](repeating: UInt8(60 * level + 20), count: 32 * 24 * 3)
    }
    try files.folder.write(film, "film.y4m")
    func made(_ options: String...) throws -> [UInt8] {
      let outcome = try vbg(
        ["video", "film.y4m", "out.y4m", "--model", TestModel.segmentationNetwork.path, "--quiet"]
          + TestModel.reading + options)
      #expect(outcome.exitCode == 0, "\(options): \(outcome.errors)")
      return try files.folder.read("out.y4m")
    }
    #expect(try made("--preset", "own") == made("--color", "#00b140", "--smooth", "off"))
    #expect(try made("--preset", "own", "--mask-only") == made("--mask-only", "--smooth", "off"))
    #expect(
      try made("--preset", "privacy", "--mask-only") == made("--mask-only"))
    let cut = try vbg(["video", "film.y4m", "out.y4m", "--preset", "cut"])
    #expect(cut.exitCode == 1 && cut.errors.contains("--transparent"), "\(cut.errors)")
  }

  @Test(
    arguments: [
      ("", "dmeo", 2, "expected a preset (demo, privacy), found 'dmeo' (did you mean 'demo'?)"),
      ("", "", 2, "expected a preset (demo, privacy), found ''"),
      ("", "Demo", 2, "(did you mean 'demo'?)"),
      ("[presets.own]\nmirror = true", "owm", 2, "(demo, privacy, own), found 'owm' (did you mean"),
      ("[presets.demo]\nmirror = true", "privacy", 1, "expected another name for 'presets.demo'"),
      ("[presets.\"\"]\nmirror = true", "demo", 1, "expected a preset's name"),
      ("[presets.own]\npreset = \"demo\"", "own", 1, "found another preset's name"),
      ("[presets.own]\nblurr = 1", "own", 1, "'presets.own.blurr' (did you mean 'blur'?)"),
      ("[presets.own]\nfps = 30", "own", 1, "'presets.own.fps'"),
      ("[presets.own]\nthreads = 2", "own", 1, "'presets.own.threads'"),
      ("[presets.own.more]\nblur = 1", "own", 1, "'presets.own.more'"),
      ("[presets.own]\nblur = [1]", "own", 1, "'presets.own.blur', found a list"),
      ("[presets.own]\nblur = \"much\"", "own", 1, "'presets.own.blur', found 'much'"),
      ("[presets.own]\nblur = 21", "own", 1, "preset 'own': expected --blur from 0 to 20 %"),
      ("[presets.own]\nblur = 1\ncolor = \"red\"", "own", 1, "preset 'own': expected one of"),
      ("[presets.own]\nfilter = \"sharp\"", "own", 1, "sharp"),
      ("presets = 3", "demo", 1, "expected a table for 'presets', found 3"),
      ("[presets]\nown = 3", "demo", 1, "expected a table for 'presets.own', found 3"),
      ("[[presets]]\nblur = 3", "demo", 1, "expected a table for 'presets', found a list"),
      ("[preset.own]\nblur = 3", "demo", 1, "'preset' (did you mean 'presets'?)"),
      ("[presets.own]\nblur = 3\n[presets.own]\nblur = 2", "own", 1, "expected TOML"),
    ] as [(String, String, Int32, String)])
  func refusals(configuration: String, name: String, code: Int32, expected: String) throws {
    try write(configuration)
    for command in [
      ["compose", "frame.png", "--mask", "left.png", "-o", "none.png"],
      ["live", "--print-config", "-o", "/dev/video9"],
    ] {
      let outcome = try vbg(command + ["--preset", name])
      #expect(outcome.exitCode == code && outcome.output.isEmpty, "\(command): \(outcome.errors)")
      // A session has all from one file, and does not say which of its tables an option is from.
      let expected =
        command[0] == "live"
        ? expected.replacingOccurrences(of: "preset 'own': ", with: "") : expected
      #expect(outcome.saysOneLine && outcome.errors.contains(expected), "\(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: files.folder.path + "/none.png"))
    // A configuration that names it is refused as well, by the file's name.
    guard code == 2 else { return }
    try write("[live]\npreset = \"\(name)\"\n" + configuration)
    let outcome = try vbg(["live", "--print-config", "-o", "/dev/video9"])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("config.toml: live.preset: "), "\(outcome.errors)")
  }

  @Test func aCameraCantBeTransparent() throws {
    try write("[presets.cut]\ntransparent = true")
    let outcome = try vbg(["live", "-o", "/dev/video9", "--preset", "cut"])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine)
    #expect(outcome.errors.contains("a camera can show"), "\(outcome.errors)")
    #expect(try composed("--preset", "cut").pixel(49, 0)[3] == 0)
  }

  @Test func allAreListed() throws {
    try write("[presets.own]\nblur = true\nkeep-region = [\"0,0,9,9\"]\n[presets.empty]")
    let text = try vbg(["presets"]).text
    for line in [
      "demo: ", "  blur = \"demo\"\n", "  light-wrap: the default\n", "privacy: ", "own: ",
      "  blur = true\n", "  keep-region = [\"0,0,9,9\"]\n", "empty: ",
    ] { #expect(text.contains(line), "\(line): \(text)") }
    let json = try JSONSerialization.jsonObject(with: vbg(["presets", "--json"]).output)
    let presets = try #require(json as? [[String: Any]])
    #expect(presets.map { $0["name"] as? String } == ["demo", "privacy", "empty", "own"])
    let demo = try #require(presets[0]["options"] as? [String: Any])
    #expect(demo["filter"] as? String == "exact" && demo["light-wrap"] is NSNull)
    #expect(presets[3]["path"] as? String == files.folder.path + "/vbg/config.toml")
    try write("[presets.demo]")
    let outcome = try vbg(["presets"])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine && outcome.output.isEmpty)
  }
}
