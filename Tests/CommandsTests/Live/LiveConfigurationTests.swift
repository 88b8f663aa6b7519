import Foundation
import Testing

/// The configuration of `vbg live`, by `--print-config`: what is in force, and what is refused.
@Suite struct LiveConfigurationTests {
  private let folder = ScratchFolder()

  /// Runs with a configuration; what is printed are its lines.
  private func run(_ configuration: String?, _ arguments: String...) throws -> Outcome {
    if let configuration {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/vbg", withIntermediateDirectories: true)
      try folder.write(Array(configuration.utf8), "vbg/config.toml")
    }
    return try Program.vbg.run(
      ["live"] + arguments, in: folder, environment: ["XDG_CONFIG_HOME": folder.path])
  }

  @Test func withoutAFileDefaultsHold() throws {
    let outcome = try run(nil, "--print-config")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.first == "[live]")
    for line in [
      "camera = \"/dev/video0\"", "blur = true", "coverage = [0.0, 1.0]", "mirror = false",
      "threads = 1",
    ] { #expect(outcome.lines.contains(Substring(line)), "\(outcome.text)") }
  }

  @Test func theFileIsInForceAndFlagsWin() throws {
    let file = """
      # A comment.
      [live]
      camera = "/dev/vid\\"eo2"
      output = "/dev/video9"
      size = "640x480"
      fps = 24
      blur = 3.5
      mirror = true
      coverage = [0.25, 0.5]
      keep-region = ["0,0,10,10", "10%,20%,30%,40%"]
      sigma-colour = 0.2
      decontaminate = true
      stats = "json"
      threads = 2
      """
    let printed = try run(file, "--print-config")
    for line in [
      "camera = \"/dev/vid\\\"eo2\"", "output = \"/dev/video9\"", "size = \"640x480\"",
      "fps = 24.0", "blur = 3.5", "mirror = true", "coverage = [0.25, 0.5]",
      "keep-region = [\"0,0,10,10\", \"10.0%,20.0%,30.0%,40.0%\"]", "sigma-color = 0.2",
      "decontaminate = true", "stats = \"json\"", "threads = 2",
    ] { #expect(printed.lines.contains(Substring(line)), "\(line)\n\(printed.text)") }
    // What is printed is a configuration that says the same.
    #expect(try run(printed.text, "--print-config").text == printed.text)

    let flagged = try run(
      file, "--print-config", "--camera=/dev/video5", "-o", "/dev/video7", "--fps", "15", "--color",
      "red", "--no-mirror", "--sigma-color", "0.3", "--keep-region", "1,2,3,4")
    for line in [
      "camera = \"/dev/video5\"", "output = \"/dev/video7\"", "fps = 15.0", "color = \"#ff0000\"",
      "mirror = false", "sigma-color = 0.3", "keep-region = [\"1,2,3,4\"]", "size = \"640x480\"",
    ] { #expect(flagged.lines.contains(Substring(line)), "\(line)\n\(flagged.text)") }
    #expect(!flagged.text.contains("blur"))
    #expect(try run(file, "--print-config", "--blur").lines.contains("blur = true"))
    for color in ["#00b140", "#000001", "#ffffff"] {
      let lines = try run(nil, "--print-config", "--color", color).lines
      #expect(lines.contains("color = \"\(color)\""), "\(lines)")
    }
  }

  /// A place from the current folder would be another one in the next folder: it does not count.
  @Test func aPlaceThatIsNoWholePathDoesNotCount() throws {
    for (place, width) in [("elsewhere", 640), ("home/.config", 320)] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(place)/vbg", withIntermediateDirectories: true)
      try folder.write(Array("[live]\nsize = \"\(width)x240\"".utf8), "\(place)/vbg/config.toml")
    }
    let home = folder.path + "/home"
    for (variables, size) in [
      (["XDG_CONFIG_HOME": folder.path + "/elsewhere", "HOME": home], "640x240"),
      (["XDG_CONFIG_HOME": "elsewhere", "HOME": home], "320x240"),
      (["XDG_CONFIG_HOME": "", "HOME": home], "320x240"),
      (["XDG_CONFIG_HOME": nil, "HOME": home], "320x240"),
      (["XDG_CONFIG_HOME": "elsewhere", "HOME": "home"], nil),
    ] as [([String: String?], String?)] {
      let outcome = try Program.vbg.run(
        "live", "--print-config", in: folder, environment: variables)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let line = outcome.lines.first { $0.hasPrefix("size") }
      #expect(line.map(String.init) == size.map { "size = \"\($0)\"" }, "\(variables)")
    }
  }

  @Test(arguments: [
    ("[live]\nblurr = 3", "'live.blurr' (did you mean 'blur'?)"),
    ("[live]\nkeep-regoin = []", "did you mean 'keep-region'?"),
    ("[live]\nxyzzy = 1", "expected a known key, found 'live.xyzzy'"),
    ("[live]\nprint-config = true", "'live.print-config'"),
    ("[live]\ntransparent = true", "'live.transparent'"),
    ("liv = 3", "'liv' (did you mean 'live'?)"), ("live = 3", "expected a table for 'live'"),
    ("[live]\nfps = \"many\"", "expected a number for 'live.fps', found 'many'"),
    ("[live]\nfps = 0", "--fps from 1 to 240 frames a second, found 0"),
    ("[live]\nmirror = 1", "expected true or false for 'live.mirror', found 1"),
    ("[live]\nblur = [1]", "expected a number, true or false for 'live.blur', found a list"),
    ("[live]\nblur = 21", "expected --blur from 0 to 20 %"),
    ("[live]\ncamera = 2026-01-01", "expected a text for 'live.camera', found a date"),
    ("[live]\nsize = \"0x7\"", "expected WIDTHxHEIGHT"),
    ("[live]\ncoverage = [0.9, 0.1]", "expected LO,HI"),
    ("[live]\ncoverage = [0.9]", "expected LO,HI"),
    ("[live]\nblur = 2\ncolor = \"red\"", "expected one of --blur"),
    ("[live]\ncolor = \"mauvish\"", "expected a color of CSS"),
    ("[live]\nmirror = true\nmirror = true", "expected TOML"), ("[live", "line 1"),
    ("\u{0}\u{1}", "expected TOML"),
  ])
  func refusals(configuration: String, expected: String) throws {
    let outcome = try run(configuration, "-o", "/dev/video9", "--print-config")
    #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
    #expect(outcome.saysOneLine && outcome.errors.contains(expected), "\(outcome.errors)")
    #expect(outcome.errors.contains(folder.path + "/vbg/config.toml"))
  }

  @Test(arguments: [
    (["-o", "x", "-o", "x"], "expected each --output once"),
    (["-o", "x", "--name", "a/b"], "expected --name of 1 to 40"),
    (["-o", "x", "--on-demand", "maybe"], "on-demand"),
    (["-o", ""], "expected --output to name a file"),
    (["-o", "x", "--transparent"], "expected an effect that a camera can show"),
    (["-o", "x", "--size", "1280"], "expected WIDTHxHEIGHT"),
    (["-o", "x", "--size", "16385x720"], "sides from 2 to 16384 pixels"),
    (["-o", "x", "--size", "1280x16385"], "sides from 2 to 16384 pixels"),
    (["-o", "x", "--size", "1280x1"], "sides from 2 to 16384 pixels"),
    (["-o", "x", "--fps", "nan"], "--fps from 1 to 240"),
    (["-o", "x", "--stats=xml"], "stats"), (["-o", "x", "--blur", "--none"], "expected one of"),
    (["-o", "x", "more"], "more"),
  ])
  func wrongUsage(arguments: [String], expected: String) throws {
    let outcome = try Program.vbg.run(
      ["live"] + arguments, in: folder, environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
    #expect(outcome.saysOneLine && outcome.errors.contains(expected), "\(outcome.errors)")
  }

  @Test func devicesThatAreNone() throws {
    let model = TestModel.segmentationNetwork.path
    for (arguments, expected) in [
      (["--camera", folder.path + "/none", "-o", "x"], "none"),
      (["--camera", folder.path, "-o", "x"], "folder"),
      (["-o", "x", "--model", "./nope"], "nope"),
      (["-o", "x", "--background", "nope.png"], "nope.png"),
    ] {
      let options = arguments.contains("--model") ? [] : ["--model", model] + TestModel.reading
      let outcome = try Program.vbg.run(
        ["live"] + arguments + options, in: folder,
        environment: ["XDG_CONFIG_HOME": folder.path])
      #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
      #expect(outcome.errors.contains(expected) || arguments.contains("--background"))
    }
  }
}
