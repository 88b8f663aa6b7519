import Foundation
import Segmentation
import Testing

/// One mistake has one exit code, whichever command it is made with.
@Suite struct SameMistakeTests {
  let folder = ScratchFolder()

  /// A command that works, in parts that a mistake replaces.
  private struct Form {
    let program: Program
    let words: [String]
    /// The option, or the position in `words`, of what is read and what is written.
    let input: Int
    var output: Int?
  }

  private let forms: [String: Form]

  init() throws {
    let model = TestModel.segmentationNetwork.path
    try folder.write(encodePNG(gradient(width: 48, height: 32)), "a.png")
    try folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "a.y4m")
    forms = [
      "vbg-infer": Form(
        program: .infer, words: [model, "a.png", "-o", "out.png"] + TestModel.reading, input: 1,
        output: 3),
      "vbg infer": Form(
        program: .vbg, words: ["infer", model, "a.png", "-o", "out.png"] + TestModel.reading,
        input: 2, output: 4),
      "compose": Form(
        program: .vbg,
        words: ["compose", "a.png", "-o", "out.png", "--model", model] + TestModel.reading,
        input: 1, output: 3),
      "video": Form(
        program: .vbg,
        words: ["video", "a.y4m", "out.y4m", "--model", model] + TestModel.reading, input: 1,
        output: 2),
      "profile": Form(
        program: .vbg, words: ["profile", model, "a.png", "--min-seconds", "0", "--runs", "1"],
        input: 2),
    ]
  }

  private func expect(
    _ exitCode: Int32, _ mistake: String, _ change: (Form) -> [String]?
  ) throws {
    for (name, form) in forms {
      guard let words = change(form) else { continue }
      let outcome = try form.program.run(
        words, in: folder, environment: ["XDG_CONFIG_HOME": folder.path])
      #expect(outcome.exitCode == exitCode, "\(name), \(mistake): \(outcome.errors)")
      #expect(
        outcome.output.isEmpty && outcome.errors.hasPrefix("vbg"), "\(name), \(mistake)")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.png"))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.y4m"))
    }
  }

  private func replacing(_ position: Int?, by word: String) -> (Form) -> [String]? {
    { form in
      guard let position else { return nil }
      var words = form.words
      words[position] = word
      return words
    }
  }

  @Test func formsWork() throws {
    for (name, form) in forms {
      let outcome = try form.program.run(form.words, in: folder)
      #expect(outcome.exitCode == 0, "\(name): \(outcome.errors)")
    }
  }

  @Test func usage() throws {
    for options in [
      ["--nope"], ["--threads", "0"], ["--threads", "65"], ["--threads", "-1"],
      ["--threads", "many"], ["--threads", "1.5"], ["--threads="], ["--threads"],
      ["--instruction-set", "mmx"], ["-x"], ["-hq"], ["--quiet=1"],
    ] {
      try expect(2, options.joined(separator: " ")) { $0.words + options }
    }
    for options in [
      ["--decode", "softmax3"], ["--decode", ""], ["--input-range", "0..1"], ["--input-range"],
      ["--resize", "cubic"],
    ] {
      try expect(2, options.joined(separator: " ")) { form in
        form.words.contains("--decode") ? form.words + options : nil
      }
    }
    for options in [
      ["--blur", "21"], ["--blur", "-1"], ["--blur", "strong"], ["--blur", "nan"],
      ["--color", "nocolor"], ["--color", ""], ["--color"], ["--background", ""],
      ["--blur", "--color", "red"], ["--none", "--blur"], ["--coverage", "0.9,0.1"],
      ["--coverage", "2,3"], ["--light-wrap", "-0.1"], ["--sigma-space", "11"],
      ["--keep-region", "1,2,3"], ["--drop-region", "-1,0,2,2"], ["--fit", "fill"],
      ["--filter", "best"], ["--model", ""], ["--model", "nope"], ["--quiet", "--verbose"],
    ] {
      try expect(2, options.joined(separator: " ")) { form in
        form.words[0] == "compose" || form.words[0] == "video" ? form.words + options : nil
      }
      guard !options.contains("--verbose") else { continue }
      let live = try Program.vbg.run(
        ["live", "--output", "/dev/null"] + options, in: folder,
        environment: ["XDG_CONFIG_HOME": folder.path])
      #expect(live.exitCode == 2 && live.saysOneLine, "\(options): \(live.errors)")
    }
  }

  @Test func places() throws {
    for (name, form) in forms {
      func run(_ position: Int?, _ word: String) throws -> Int32? {
        try replacing(position, by: word)(form).map {
          try form.program.run($0, in: folder).exitCode
        }
      }
      let extra = form.words[form.input]
      #expect(try run(form.input, "") == 2, "\(name): an empty input")
      #expect(try run(form.input, "none.y4m") == 1, "\(name): no such input")
      #expect([nil, 2].contains(try run(form.output, "")), "\(name): an empty output")
      #expect([nil, 2].contains(try run(form.output, extra)), "\(name): the input as output")
      #expect([nil, 1].contains(try run(form.output, "no/o" + (form.words[form.output ?? 0]))))
      if name != "profile" && !name.contains("infer") {
        #expect(try run(form.output, "out.xyz") == 2, "\(name): no such format")
      }
    }
    #expect(try folder.read("a.png") == encodePNG(gradient(width: 48, height: 32)))
  }

  /// An option that is typed twice is no mistake: aliases of shells rely on it.
  @Test func theLastOfRepeatedOptionsCounts() throws {
    try folder.write(encodePNG(evenMask(0)), "nobody.png")
    let outcome = try Program.vbg.run(
      "compose", "a.png", "--mask", "nobody.png", "--color", "red", "-o", "x.png", "--color",
      "blue", "--output", "y.png", in: folder)
    #expect(outcome.exitCode == 0 && outcome.text == "y.png\n", "\(outcome.errors)")
    #expect(try decodeImage(folder.read("y.png")).pixel(3, 3) == [0, 0, 255, 255])
    #expect(!folder.names.contains("x.png"))
  }

  @Test func unitsStandInRanges() throws {
    for (words, text) in [
      (["compose", "a.png", "--blur", "21"], "from 0 to 20 % of the frame's height, found 21"),
      (
        ["compose", "a.png", "--sigma-space", "11"], "--sigma-space from 0 to 10 cells of the mask"
      ),
      (["compose", "a.png", "--light-wrap", "2"], "--light-wrap from 0 to 1"),
      (["compose", "a.png", "--threads", "0"], "from 1 to 64 threads"),
      (["compose", "a.png", "--working-height", "0"], "at least 1 row"),
      (["compose", "a.png", "--max-pixels", "0"], "at least 1 pixel"),
      (["live", "-o", "x", "--fps", "0"], "from 1 to 240 frames a second"),
      (["live", "-o", "x", "--fps", "-3"], "from 1 to 240 frames a second"),
      (["live", "-o", "x", "--size", "1x1"], "from 2 to 16384 pixels"),
      (["profile", "m.tflite", "--min-seconds", "-1"], "from 0 to 3600 seconds"),
    ] {
      let outcome = try Program.vbg.run(words, in: folder)
      #expect(outcome.exitCode == 2 && outcome.errors.contains(text), "\(outcome.errors)")
    }
  }

  @Test func profilesReplaceNothingThatIsRead() throws {
    try folder.write(TestModel.segmentationNetwork.bytes(), "m.tflite")
    let model = try folder.read("m.tflite")
    for options in [
      ["--trace", "m.tflite"], ["--html", "./m.tflite"], ["--trace", "t", "--html", "t"],
    ] {
      let outcome = try Program.vbg.run(
        ["profile", "m.tflite", "--min-seconds", "0", "--runs", "1"] + options, in: folder)
      #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(outcome.errors)")
    }
    #expect(try folder.read("m.tflite") == model && !folder.names.contains("t"))
  }

  private static let script = "/usr/bin/script"

  /// Pictures and films are nothing for a screen.
  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: script),
      "skipped: script, of Debian's bsdutils, is not installed"))
  func terminalsGetNoPictures() throws {
    let model = TestModel.segmentationNetwork.path
    for (program, words) in [
      (Program.infer, [model, "a.png", "-o", "-"]), (.infer, [model, "a.png", "--cutout", "-"]),
      (.infer, [model, "a.png", "--dump-output", "-"]),
      (.vbg, ["compose", "a.png", "-o", "-", "--model", model]),
      (.vbg, ["compose", "a.png", "-o-", "--none"]),
      (.vbg, ["video", "a.y4m", "-", "--model", model]),
    ] {
      // Runs the command on a terminal, which gets standard error too.
      let typed = ([program.path] + words).map { "'\($0)'" }.joined(separator: " ")
      let outcome = try Program(path: Self.script).run(
        "--quiet", "--return", "--command", typed, "/dev/null", in: folder)
      #expect(outcome.exitCode == 2, "\(words): \(outcome.text)")
      #expect(outcome.text.contains("found a terminal"), "\(outcome.text)")
      #expect(outcome.lines.count == 1, "\(outcome.text)")
    }
    #expect(!folder.names.contains("a.mask.png"))
  }
}
