import Compositing
import Effects
import Testing

@testable import Commands

/// Tests of what is in force of defaults, presets, the configuration and the command line, by
/// `vbg live --print-config`.
@Suite struct PresetPrecedenceTests {
  private let folder = ScratchFolder()

  private static let presets = """
    [presets.work]
    blur = 12
    coverage = [0.1, 0.2]
    filter = "guided"
    light-wrap = 0.9
    mirror = true
    [presets.away]
    color = "red"
    [presets.nothing]

    """

  /// Lines that are printed, or not, for settings and a command line.
  private func check(
    _ settings: String, _ typed: [String], _ lines: [String], absent: [String] = [],
    location: SourceLocation = #_sourceLocation
  ) throws {
    try folder.configure(settings + "\n" + Self.presets)
    let outcome = try Program.vbg.run(
      ["live", "--print-config"] + typed, in: folder,
      environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(outcome.exitCode == 0, "\(outcome.errors)", sourceLocation: location)
    for line in lines {
      #expect(
        outcome.lines.contains(Substring(line)), "\(line)\n\(outcome.text)",
        sourceLocation: location)
    }
    for key in absent {
      #expect(
        !outcome.lines.contains { $0.hasPrefix(key + " =") }, "\(key)\n\(outcome.text)",
        sourceLocation: location)
    }
  }

  /// Built-in defaults, the configuration's preset, its options, the command line's options.
  @Test func optionsWinOverThePresetBesideThem() throws {
    try check(
      "preset = \"work\"", [],
      ["blur = 12.0", "coverage = [0.1, 0.2]", "filter = \"guided\"", "mirror = true"])
    let settings = "preset = \"work\"\ncoverage = [0.3, 0.4]\nsigma-space = 2"
    try check(
      settings, [],
      ["blur = 12.0", "coverage = [0.3, 0.4]", "filter = \"guided\"", "sigma-space = 2.0"])
    try check(
      settings, ["--coverage", "0.6,0.7", "--no-mirror"],
      ["coverage = [0.6, 0.7]", "filter = \"guided\"", "sigma-space = 2.0", "mirror = false"])
    try check("preset = \"work\"\nmirror = false", [], ["mirror = false"])
    try check("", ["--preset", "work", "--filter=none"], ["filter = \"none\"", "blur = 12.0"])
    try check("preset = \"nothing\"\nfps = 20", [], ["blur = true", "fps = 20.0"])
  }

  /// A preset that is typed takes the place of the configuration's, and wins over its options.
  @Test func aTypedPresetIsWhole() throws {
    let settings =
      "preset = \"work\"\ncoverage = [0.3, 0.4]\nsigma-space = 2\nlight-wrap = 0.8\nfps = 20"
    try check(
      settings, ["--preset", "demo"],
      [
        "blur = \"demo\"", "coverage = [0.5, 0.75]", "filter = \"exact\"", "sigma-space = 1.0",
        "fps = 20.0", "mirror = false", "decontaminate = false",
      ], absent: ["light-wrap"])
    try check(
      settings, ["--preset=demo", "--filter", "none"], ["filter = \"none\"", "sigma-space = 1.0"])
    try check(settings, ["--preset", "away"], ["color = \"#ff0000\"", "mirror = false"])
    // Of an option that is repeated the last one counts.
    try check("", ["--preset", "work", "--preset", "away"], ["color = \"#ff0000\""])
  }

  /// What stands behind the person is one choice, whichever layer makes it; built-in presets only say how
  /// strong a blur is.
  @Test func oneBackgroundIsChosen() throws {
    let color = ["color = \"#ff0000\""]
    try check("", ["--preset", "away"], color, absent: ["blur", "background", "none"])
    try check("blur = 4", ["--preset", "away"], color, absent: ["blur"])
    try check("preset = \"away\"\nblur = 4", [], ["blur = 4.0"], absent: ["color"])
    try check("preset = \"away\"", ["--blur"], ["blur = true"], absent: ["color"])
    try check("color = \"blue\"", ["--preset", "demo"], ["color = \"#0000ff\""], absent: ["blur"])
    try check("color = \"blue\"", ["--preset", "work"], ["blur = 12.0"], absent: ["color"])
    try check("blur = 4", ["--preset", "privacy"], ["blur = 16.0"])
    try check("blur = 4\npreset = \"privacy\"", [], ["blur = 4.0"])
    try check("preset = \"privacy\"", [], ["blur = 16.0"])
    try check("preset = \"privacy\"", ["--none"], ["none = true"], absent: ["blur"])
  }

  /// `--blur` without a number takes the preset's.
  @Test func aBlurWithoutANumber() throws {
    for preset in ["work", "privacy", "demo"] {
      let value = ["work": "12.0", "privacy": "16.0", "demo": "\"demo\""][preset]!
      try check("", ["--preset", preset, "--blur"], ["blur = \(value)"])
      try check("", ["--preset", preset, "--blur", "3"], ["blur = 3.0"])
      try check("preset = \"\(preset)\"\nblur = true", [], ["blur = \(value)"])
    }
    try check("color = \"blue\"", ["--preset", "privacy", "--blur"], ["blur = 16.0"])
    try check("", ["--blur"], ["blur = true"])
  }

  /// Whatever the configuration says, the demo's preset gives the demo's options; and it leaves alone what
  /// is a person's own.
  @Test func theDemoIsWhole() throws {
    let own: Set = [
      "background", "color", "none", "transparent", "fit", "mirror", "keep-region", "drop-region",
      "smooth", "model", "decode", "input-range", "resize", "in-front", "in-front-position",
      "person-class", "classes", "output-index", "channel", "input-size", "signature", "subgraph",
    ]
    let demo = try NamedPreset.builtIn.named("demo")
    let named = Set(demo.layer.entries.map(\.form.name))
    let forms =
      ComposeArguments.presetSettings.map(\.form) + VideoArguments.presetSettings.map(\.form)
      + LiveArguments.presetSettings.map(\.form)
    for form in forms where !own.contains(form.name) {
      #expect(named.contains(form.name), "\(form.name): not said by the preset")
    }
    let others: [(String, ConfigurationValue)] = [
      ("blur", .number(2)), ("filter", .text("none")), ("sigma-space", .integer(3)),
      ("sigma-color", .number(0.4)), ("coverage", .list([.number(0.2), .number(0.9)])),
      ("light-wrap", .integer(1)), ("blend", .text("linear-dodge")),
      ("wrap-source", .text("blurred")), ("wrap-reach", .text("contour")),
      ("decontaminate", .boolean(true)),
    ]
    let entries = try others.map { key, value in
      let form = try #require(LiveSetting.all.map(\.form).first { $0.name == key })
      return try SettingLayer.Entry(form, value, table: "live", path: "")
    }
    let known = Set(LiveSetting.all.map(\.form.name))
    let table = SettingLayer(source: .table, entries: entries)
    for layers in [[demo.layer, table], [demo.layer]] {
      let resolved = ResolvedSettings(layers, typed: [], known: known)
      let arguments = try LiveArguments.parse(resolved.arguments)
      #expect(arguments.effect.options(decontaminates: true) == .demo)
    }
    let resolved = ResolvedSettings([table, demo.layer], typed: [], known: known)
    let arguments = try LiveArguments.parse(resolved.arguments)
    #expect(arguments.effect.options(decontaminates: false) != .demo)
  }
}
