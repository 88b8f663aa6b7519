import Foundation
import Segmentation
import Testing

/// Bad input of `vbg compose`: one line that says what was expected and found, an exit code, no file.
@Suite struct ComposeBadInputTests {
  let folder: ScratchFolder

  init() throws { folder = try ComposeFiles().folder }

  private let effect = ["--mask", "left.png", "--color", "red"]

  /// Runs `vbg compose`, and checks that it fails in one line and leaves nothing behind.
  private func expectFailure(
    _ arguments: [String], exitCode: Int32 = 1, saying words: String...,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let outcome = try Program.vbg.run(["compose"] + arguments, in: folder)
    #expect(outcome.exitCode == exitCode, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.saysOneLine, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.output.isEmpty, sourceLocation: location)
    for word in words {
      #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location)
    }
    #expect(folder.names == before, sourceLocation: location)
  }

  /// Before any work: the folder of the results is not even made.
  @Test func unreadableBackground() throws {
    try folder.write(Array("GIF89a".utf8), "back.gif")
    try folder.write(
      Array(encodePNG(gradient(width: 64, height: 64)).prefix(200)), "cut.png")
    for (path, words) in [
      ("none.png", "No such file"), ("back.gif", "damaged GIF"), ("cut.png", "damaged PNG"),
      (".", "found a folder"),
    ] {
      let before = folder.names
      let outcome = try Program.vbg.run(
        "compose", "frame.png", "left.png", "-o", "out/", "--mask", "left.png", "--background",
        path, in: folder)
      #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
      #expect(outcome.errors.contains(path) && outcome.errors.contains(words))
      #expect(outcome.output.isEmpty && folder.names == before)
    }
  }

  @Test func unreadableMask() throws {
    try folder.write([], "empty.png")
    for option in ["--mask", "--mask-final"] {
      try expectFailure(
        ["frame.png", "-o", "out.png", option, "empty.png", "--color", "red"],
        saying: "empty.png", "an empty file")
      try expectFailure(
        ["frame.png", "-o", "out.png", option, "none.png", "--color", "red"],
        saying: "none.png", "No such file")
    }
  }

  @Test func unreadableFrames() throws {
    try folder.write(
      Array(encodePNG(gradient(width: 64, height: 64)).prefix(300)), "cut.png")
    try folder.write(pngHeader(width: 30000, height: 30000), "huge.png")
    try expectFailure(["none.png", "-o", "out.png"] + effect, saying: "none.png", "No such file")
    try expectFailure(["cut.png", "-o", "out.png"] + effect, saying: "cut.png: damaged")
    try expectFailure(
      ["huge.png", "-o", "out.png"] + effect,
      saying: "at most 250000000 pixels, found 30000x30000 (--max-pixels 900000000 allows it)")
    try expectFailure(
      ["frame.png", "-o", "out.png", "--max-pixels", "1499"] + effect,
      saying: "at most 1499 pixels, found 50x30 (--max-pixels 1500 allows it)")
  }

  @Test func frameThatIsTooLong() throws {
    try folder.write(encodePNG(plain(width: 65501, height: 1, [0, 0, 0, 255])), "long.png")
    try expectFailure(
      ["long.png", "-o", "out.png"] + effect, saying: "1x1 to 65500x65500, found 65501x1")
  }

  @Test func modelThatIsAbsentOrBroken() throws {
    try folder.write([1, 2, 3, 4, 5, 6, 7, 8], "m.tflite")
    try expectFailure(
      ["frame.png", "-o", "out.png"], saying: "expected the model landscape",
      "vbg models fetch landscape")
    try expectFailure(
      ["frame.png", "-o", "out.png", "--model", "m.tflite"], saying: "m.tflite",
      "expected a TFLite model")
    try expectFailure(
      ["frame.png", "-o", "out.png", "--model", "no-model"], exitCode: 2, saying: "no-model")
  }

  @Test func foldersWithoutFrames() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/in", withIntermediateDirectories: true)
    try folder.write([], "in/notes.txt")
    try expectFailure(["in", "-o", "out/"] + effect, saying: "'in'", "without PNG, JPEG")
  }

  @Test func optionsOutOfRange() throws {
    for (arguments, words) in [
      (["--sigma-space", "10.5"], "sigma-space from 0 to 10 cells of the mask, found 10.5"),
      (["--sigma-space", "-1"], "from 0 to 10 cells of the mask, found -1"),
      (["--sigma-space", "nan"], "from 0 to 10 cells of the mask, found nan"),
      (["--sigma-color", "1.01"], "of a channel's whole range, found 1.01"),
      (["--sigma-colour", "-0.5"], "of a channel's whole range, found -0.5"),
      (["--light-wrap", "2"], "--light-wrap from 0 to 1 of the background's light, found 2"),
      (["--light-wrap", "-inf"], "found -inf"),
      (["--coverage", "0.5,1.5"], "--coverage from 0 to 1 of the mask's whole range, found 1.5"),
      (["--coverage", "-0.5,1"], "--coverage from 0 to 1 of the mask's whole range, found -0.5"),
      (["--coverage", "0.8,0.5"], "0 <= LO <= HI <= 1"),
      (["--coverage", "0.5"], "LO,HI"), (["--coverage", "0.5,nan"], "LO,HI"),
      (["--coverage", "0.1,0.2,0.3"], "LO,HI"), (["--coverage", ""], "LO,HI"),
      (["--color", "#12"], "#rrggbb"), (["--color", "#ggg"], "#rrggbb"),
      (["--color", "#1122334"], "#rrggbb"), (["--colour", "teel"], "'teal'"),
      (["--color", "+12345"], "#rrggbb"), (["--color", "١٢٣"], "#rrggbb"),
      (["--color", ""], "#rrggbb"),
      (["--blur", "21"], "from 0 to 20 % of the frame's height, found 21"),
      (["--blur", "-1"], "the frame's height, found -1"),
      (["--blur=nan"], "the frame's height, found nan"),
      (["--blur=far"], "a number"), (["--blur=3px"], "a number"),
      (["--keep-region", "1,2,3"], "x,y,width,height"),
      (["--keep-region", "-1,0,5,5"], "x,y,width,height"),
      (["--keep-region", "1,2,3,4,5"], "x,y,width,height"),
      (["--keep-region", "1,2,3,4,"], "x,y,width,height"),
      (["--drop-region", "1,2,x,3,4"], "x,y,width,height"),
      (["--drop-region", "0,0,65501,5"], "in whole pixels up to 65500"),
      (["--drop-region", "0,0,1e3,5"], "x,y,width,height"),
      (["--drop-region", "0,0,99999999999999999999,5"], "x,y,width,height"),
      (["--drop-region", "0,0,101%,5%"], "0% to 100%"),
      (["--drop-region", "0,0,nan%,5%"], "0% to 100%"),
      (["--drop-region", "0,0,50%,5"], "all in per cent"),
      (["--threads", "0"], "from 1 to 64"), (["--max-pixels", "0"], "at least 1"),
      (["--working-height", "0"], "at least 1 row, found 0"), (["--filter", "median"], "exact"),
      (["--fit", "crop"], "cover"), (["--blend", "multiply"], "screen"),
      (["--wrap-source", "none"], "blurred"), (["--decontaminate", "yes"], "on"),
      (["--resize", "cubic"], "bilinear"), (["--instruction-set", "mmx"], "avx2"),
    ] as [([String], String)] {
      let before = folder.names
      let outcome = try Program.vbg.run(
        ["compose", "frame.png", "-o", "out.png", "--mask", "left.png"] + arguments, in: folder)
      #expect(outcome.exitCode == 2, "\(arguments): \(outcome.errors)")
      #expect(outcome.saysOneLine && outcome.output.isEmpty, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      #expect(folder.names == before)
    }
  }

  @Test func wrongUsage() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/in", withIntermediateDirectories: true)
    try folder.write(encodePNG(gradient(width: 3, height: 3)), "in/frame.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.png", withDestinationPath: "frame.png")
    for (arguments, words) in [
      ([], ["frames"]), (["in"], ["--output", "'in'"]),
      (["frame.png", "-o", ""], ["--output"]),
      (["frame.png", "-o", "o.png", "--blur", "--color", "red"], ["--blur and --color"]),
      (["frame.png", "-o", "o.png", "--none", "--transparent"], ["--transparent and --none"]),
      (
        ["frame.png", "-o", "o.png", "--blur=3", "--background", "left.png", "--none"],
        ["--blur and --background and --none"]
      ),
      (["frame.png", "-o", "o.png", "--mask", "left.png", "--mask-final", "left.png"], ["both"]),
      (["frame.png", "-o", "o.png", "--mask", "left.png", "--model", "meet"], ["--model"]),
      (["frame.png", "-o", "o.jpg", "--transparent", "--mask", "left.png"], [".png", "o.jpg"]),
      (["frame.png", "-o", "o.heic"], [".png, .jpg, .jpeg, .jpe, .jfif or .webp", "o.heic"]),
      (["frame.png", "left.png", "-o", "o.png"], ["folder for 2 frames", "o.png"]),
      (["frame.png", "left.png", "-o", "-"], ["folder for 2 frames"]),
      (["in", "-o", "o.png"], ["folder", "o.png"]),
      (["frame.png", "-o", "o.png", "--quality", "50"], ["--quality", "o.png"]),
      (["frame.png", "-o", "o.jpg", "--quality", "101"], ["from 0 to 100, found 101"]),
      (["in", "-o", "in"], ["not to replace what is read", "in/frame.png"]),
      (["frame.png", "-o", "./frame.png"], ["not to replace what is read"]),
      (["frame.png", "-o", "link.png"], ["not to replace what is read"]),
      (["frame.png", "-o", "left.png", "--mask", "left.png"], ["not to replace what is read"]),
      (["frame.png", "-o", "left.png", "--background", "left.png"], ["not to replace"]),
      (["-", "-o", "o.png", "--mask", "-"], ["one picture from standard input"]),
      (["frame.png", "-o", "-", "--json"], ["--json"]),
      (["frame.png", "-o", "o.png", "--nope"], ["--nope"]),
      (["frame.png", "-o", "o.png", "--background", ""], ["--background"]),
      (["frame.png", "-o", "o.png", "--stages", ""], ["--stages"]),
    ] as [([String], [String])] {
      let before = folder.names
      let outcome = try Program.vbg.run(["compose"] + arguments, in: folder)
      #expect(outcome.exitCode == 2, "\(arguments): \(outcome.errors)")
      #expect(outcome.saysOneLine && outcome.output.isEmpty, "\(arguments): \(outcome.errors)")
      for word in words {
        #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)")
      }
      #expect(folder.names == before)
    }
    #expect(try folder.read("in/frame.png") == encodePNG(gradient(width: 3, height: 3)))
  }

  @Test func badFrameAmongGoodOnes() throws {
    try folder.write([0], "bad.png")
    try folder.write(encodePNG(plain(width: 65501, height: 1, [0, 0, 0, 255])), "long.png")
    try folder.write(encodePNG(gradient(width: 9, height: 9)), "good.png")
    let outcome = try Program.vbg.run(
      ["compose", "frame.png", "bad.png", "long.png", "good.png", "-o", "out"] + effect,
      in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errorLines.count == 3, "\(outcome.errors)")
    #expect(outcome.errors.contains("bad.png: expected a PNG, JPEG, WebP"))
    #expect(outcome.errors.contains("long.png: expected a frame of 1x1 to"))
    #expect(outcome.lines == ["out/frame.png", "out/good.png"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out").sorted()
        == ["frame.png", "good.png"])
  }

  @Test func maskMissingInAFolder() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/masks", withIntermediateDirectories: true)
    try folder.write(encodePNG(evenMask(1)), "masks/frame.png")
    let outcome = try Program.vbg.run(
      "compose", "frame.png", "left.png", "-o", "out", "--mask", "masks", "--color", "red",
      in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine)
    #expect(outcome.errors.contains("masks/left.mask.png"), "\(outcome.errors)")
    #expect(outcome.lines == ["out/frame.png"])
  }

  @Test func transparentFrameAsJPEG() throws {
    try folder.write(encodePNG(plain(width: 3, height: 3, [1, 2, 3, 254])), "alpha.png")
    try expectFailure(
      ["alpha.png", "-o", "out.jpg", "--none"], saying: "alpha.png", "opaque", ".png or .webp file")
    let onColor = try Program.vbg.run(
      ["compose", "alpha.png", "-o", "out.jpg"] + effect, in: folder)
    #expect(onColor.exitCode == 0, "a new background leaves nothing transparent")
  }

  @Test func outputThatCannotBeWritten() throws {
    for (place, reason) in [
      ("none/o.png", "No such file or directory"), ("frame.png/o.png", "Not a directory"),
      ("/dev/full", "No space left on device"), ("/proc/o.png", "found"),
    ] {
      try expectFailure(
        ["frame.png", "-o", place] + effect, saying: "expected to write '\(place)'", reason)
    }
    try expectFailure(
      ["frame.png", "-o", "o.png", "--stages", "left.png"] + effect, saying: "left.png",
      "is no folder")
  }

  /// `ulimit -f` stands in for a full disk: the message fits, the picture of noise does not.
  @Test func writeThatFailsLeavesTheOldFile() throws {
    let noise = (0..<64 * 64 * 4).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
    try folder.write(Array(encodePNG(Frame(width: 64, height: 64, pixels: noise))), "noise.png")
    try folder.write([1, 2, 3], "o.png")
    let before = folder.names
    let outcome = try Program(path: "/bin/sh").run(
      [
        "-c", "ulimit -f 1 && exec \"$0\" \"$@\"", Program.vbg.path, "compose", "noise.png", "-o",
        "o.png", "--none",
      ], in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("o.png"), "\(outcome.errors)")
    #expect(folder.names == before)
    #expect(try folder.read("o.png") == [1, 2, 3])
  }

  @Test func stagesReplaceNothingThatIsRead() throws {
    try folder.write(encodePNG(evenMask(1)), "frame.1-mask-model.png")
    let before = folder.names
    let outcome = try Program.vbg.run(
      "compose", "frame.png", "-o", "o.png", "--mask", "frame.1-mask-model.png", "--color", "red",
      "--stages", ".", in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("a file that is read"))
    #expect(folder.names == before)
    let clash = try Program.vbg.run(
      "compose", "frame.png", "-o", "frame.1-mask-model.png", "--mask", "left.png", "--color",
      "red", "--stages", ".", in: folder)
    #expect(clash.exitCode == 1 && clash.errors.contains("the result's own place"))
    #expect(try folder.read("frame.1-mask-model.png") == encodePNG(evenMask(1)))
  }

  @Test func controlCharactersStayOffTheTerminal() throws {
    try folder.write([1], "a\u{1b}[31m\n.png")
    let outcome = try Program.vbg.run(
      ["compose", "a\u{1b}[31m\n.png", "-o", "o.png"] + effect, in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine)
    #expect(!outcome.errors.contains("\u{1b}"))
  }
}
