import Foundation
import Segmentation
import Testing

/// Every bad input gets one line that says what was expected and found, an exit code, and no file.
@Suite struct BadInputTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork.path

  init() throws {
    try folder.write(encodePNG(gradient(width: 20, height: 10)), "frame.png")
  }

  /// Runs vbg-infer, and checks that it fails in one line and leaves nothing behind.
  private func expectFailure(
    _ arguments: String..., exitCode: Int32 = 1, saying words: String...,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let outcome = try Program.infer.run(arguments, in: folder)
    #expect(outcome.exitCode == exitCode, sourceLocation: location)
    #expect(outcome.saysOneLine, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.output.isEmpty, sourceLocation: location)
    for word in words {
      #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location)
    }
    #expect(folder.names == before, sourceLocation: location)
  }

  @Test func emptyModel() throws {
    try folder.write([], "m.tflite")
    try expectFailure("m.tflite", "frame.png", saying: "m.tflite", "expected", "found")
  }

  @Test func pictureNamedAsModel() throws {
    try folder.write(
      [0xff, 0xd8, 0xff, 0xe0, 0, 16] + Array("JFIF".utf8) + Array(repeating: 7, count: 500),
      "m.tflite")
    try expectFailure("m.tflite", "frame.png", saying: "expected a TFLite model", "found")
  }

  @Test(arguments: [1, 7, 8, 100, 1000]) func truncatedModel(keptByteCount: Int) throws {
    try folder.write(
      Array(TestModel.segmentationNetwork.bytes().prefix(keptByteCount)), "m.tflite")
    try expectFailure("m.tflite", "frame.png", saying: "m.tflite")
  }

  @Test func unknownOperatorIsNamed() throws {
    let bytes = try Data(TestModel.transposeBias.bytes())
    let range = try #require(bytes.range(of: Data("Convolution2DTransposeBias".utf8)))
    try folder.write(
      Array(bytes.replacing(bytes[range], with: Data("Convolution9DTransposeBias".utf8))),
      "m.tflite")
    try expectFailure(
      "m.tflite", "frame.png", saying: "Convolution9DTransposeBias", "expected", "found")
  }

  @Test func inputThatIsNoImage() throws {
    try expectFailure(
      TestModel.batchOfTwo.path, "frame.png", saying: "to be an image", "found float32 2x11x14x3")
  }

  @Test func corruptFrame() throws {
    var bytes = try encodePNG(gradient(width: 64, height: 64))
    bytes[bytes.count / 2] ^= 0x55
    try folder.write(bytes, "bad.png")
    try expectFailure(
      model, "bad.png", "--decode", "softmax2", "--input-range", "0...1",
      saying: "bad.png", "damaged")
  }

  @Test(arguments: [0, 5, 40, 100]) func truncatedFrame(keptByteCount: Int) throws {
    try folder.write(
      Array(encodePNG(gradient(width: 64, height: 64)).prefix(keptByteCount)), "bad.png")
    try expectFailure(
      model, "bad.png", "--decode", "softmax2", "--input-range", "0...1",
      saying: "bad.png")
  }

  @Test func frameOfOnePixel() throws {
    try folder.write(encodePNG(gradient(width: 1, height: 1)), "one.png")
    try expectFailure(
      model, "one.png", "--decode", "softmax2", "--input-range", "0...1",
      saying: "expected a frame of at least 2x2 pixels, found 1x1")
  }

  @Test func hugeFrame() throws {
    try folder.write(pngHeader(width: 30000, height: 30000), "huge.png")
    try expectFailure(
      model, "huge.png", "--decode", "softmax2", "--input-range", "0...1",
      saying: "at most 250000000 pixels, found 30000x30000 (--max-pixels 900000000 allows it)")
    // More than any limit allows: no value of the option would help.
    try folder.write(pngHeader(width: 60000, height: 60000), "huge.png")
    try expectFailure(
      model, "huge.png", "--decode", "softmax2", "--input-range", "0...1",
      saying: "at most 250000000 pixels, found 60000x60000")
  }

  @Test func frameAboveItsOwnLimit() throws {
    try expectFailure(
      model, "frame.png", "--max-pixels", "199", "--decode", "softmax2", "--input-range", "0...1",
      saying: "at most 199 pixels, found 20x10 (--max-pixels 200 allows it)")
  }

  @Test func missingFiles() throws {
    try expectFailure("none.tflite", "frame.png", saying: "none.tflite", "No such file")
    try expectFailure("no-model", "frame.png", exitCode: 2, saying: "no-model", "landscape")
    try expectFailure(
      model, "none.png", "--decode", "softmax2", "--input-range", "0...1",
      saying: "none.png", "No such file")
    try expectFailure("./", "frame.png", saying: "found a folder")
    try expectFailure(
      model, ".", "--decode", "softmax2", "--input-range", "0...1", exitCode: 2,
      saying: "--output to name a folder for the results of the folder '.'")
  }

  @Test func modelThatIsNotFetched() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/landscape", withIntermediateDirectories: true)
    try expectFailure("landscape", "frame.png", saying: "selfie_segmentation_landscape", "fetch")
  }

  @Test func alteredModelOfTheCatalogue() throws {
    try folder.write([1, 2, 3], "segm_full_v679.tflite")
    let outcome = try Program.infer.run(
      "meet", "frame.png", in: folder, environment: ["VBG_MODELS": folder.path])
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("4fa38a8d2e48e6e3a6fc59a8c88f8766"))
  }

  @Test func outputThatCannotBeWritten() throws {
    let known = ["--decode", "softmax2", "--input-range", "0...1"]
    for (place, reason) in [
      ("none/m.png", "No such file or directory"), ("frame.png/m.png", "Not a directory"),
      ("/dev/full", "No space left on device"), ("/proc/m.png", "found"),
    ] {
      let before = folder.names
      let outcome = try Program.infer.run([model, "frame.png", "-o", place] + known, in: folder)
      #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(place): \(outcome.errors)")
      #expect(outcome.errors.contains("expected to write '\(place)'"))
      #expect(outcome.errors.contains(reason))
      #expect(folder.names == before)
    }
  }

  /// `ulimit -f` stands in for a full disk: the mask fits, the dump of 18 KB does not.
  @Test func writeThatFailsLeavesTheOldFile() throws {
    try folder.write([1, 2, 3], "i.npy")
    let outcome = try Program(path: "/bin/sh").run(
      "-c", "ulimit -f 1 && exec \"$0\" \"$@\"", Program.infer.path, model, "frame.png", "-o",
      "m.png", "--dump-input", "i.npy", "--decode", "softmax2", "--input-range", "0...1",
      in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("i.npy"), "\(outcome.errors)")
    #expect(folder.names == ["frame.png", "i.npy", "m.png"])
    #expect(try folder.read("i.npy") == [1, 2, 3])
  }

  @Test func wrongUsage() throws {
    try folder.write([], "other.png")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/sub", withIntermediateDirectories: true)
    try folder.write([], "sub/frame.jpg")
    for (arguments, words) in [
      ([], ["model"]), ([model], ["frames"]), ([model, "frame.png", "--nope"], ["--nope"]),
      ([model, "frame.png", "--threads", "0"], ["from 1 to 64", "found 0"]),
      ([model, "frame.png", "--threads", "65"], ["from 1 to 64", "found 65"]),
      ([model, "frame.png", "--threads", "x"], ["'x'"]),
      ([model, "frame.png", "--bits", "12"], ["'12'", "8"]),
      ([model, "frame.png", "--max-pixels", "0"], ["found 0"]),
      ([model, "frame.png", "--instruction-set", "mmx"], ["'mmx'", "avx2"]),
      ([model, "frame.png", "--resize", "cubic"], ["'cubic'", "bilinear"]),
      ([model, "frame.png", "-o", "m.heic"], [".jfif or .webp", "m.heic"]),
      ([model, "frame.png", "--cutout", "c.jpg"], [".png or .webp", "c.jpg"]),
      ([model, "frame.png", "-o", "m.jpg", "--bits", "16"], ["--bits 16", "m.jpg"]),
      ([model, "frame.png", "--quality", "50"], ["--quality", "frame.mask.png"]),
      ([model, "frame.png", "-o", "m.jpg", "--quality", "-1"], ["from 0 to 100, found -1"]),
      ([model, "sub"], ["--output", "'sub'"]),
      ([model, "frame.png", "other.png", "-o", "m.png"], ["m.png", "frame.png", "other.png"]),
      ([model, "frame.png", "other.png", "-o", "-"], ["folder"]),
      ([model, "frame.png", "other.png", "--cutout", "c.png"], ["--cutout", "c.png"]),
      ([model, "frame.png", "-o", "frame.png"], ["--output", "frame.png"]),
      ([model, "frame.png", "--overlay", "./frame.png"], ["--overlay", "frame.png"]),
      ([model, "frame.png", "-o", "m.png", "--cutout", "./m.png"], ["--output", "--cutout"]),
      ([model, "frame.png", "-o", "-", "--json"], ["--json"]),
      ([model, "frame.png", "-o", "-", "--cutout", "-"], ["--cutout"]),
      ([model, "frame.png", "-o", ""], ["--output"]),
    ] as [([String], [String])] {
      let before = folder.names
      let outcome = try Program.infer.run(arguments, in: folder)
      #expect(outcome.exitCode == 2, "\(arguments): \(outcome.errors)")
      #expect(outcome.saysOneLine, "\(arguments): \(outcome.errors)")
      for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
      #expect(folder.names == before)
    }
  }

  @Test func badFrameAmongGoodOnes() throws {
    try folder.write([0], "bad.png")
    try folder.write(encodePNG(gradient(width: 9, height: 9)), "good.png")
    let outcome = try Program.infer.run(
      model, "frame.png", "bad.png", "good.png", "-o", "masks", "--decode", "softmax2",
      "--input-range", "0...1", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("bad.png"))
    #expect(outcome.lines == ["masks/frame.mask.png", "masks/good.mask.png"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/masks").sorted()
        == ["frame.mask.png", "good.mask.png"])
  }

  @Test func controlCharactersStayOffTheTerminal() throws {
    let outcome = try Program.infer.run(model, "a\u{1b}[31m\n.png", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(!outcome.errors.contains("\u{1b}"))
  }
}
