import Foundation
import Segmentation
import Testing

/// Tests of what is said when nobody is found: what to try, one line a frame, once a film, exit
/// code 0.
@Suite struct NobodyFoundTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork.path

  init() throws {
    for name in ["a.png", "b.png"] {
      try folder.write(encodePNG(gradient(width: 48, height: 32)), name)
    }
    try folder.write(Y4MFilm.moving(frameCount: 4, step: 6).bytes, "in.y4m")
    // The network with a bias of its last operator that makes all of it background.
    var bytes = try TestModel.segmentationNetwork.bytes()
    try #require(bytes[236..<240] == [4, 0, 0, 0], "expected a buffer of 4 bytes")
    bytes.replaceSubrange(240..<244, with: [0x00, 0x70, 0x00, 0xf0])
    try folder.write(bytes, "empty.tflite")
  }

  private func run(
    _ program: Program, _ words: [String], models: String? = nil
  ) throws -> Outcome {
    try program.run(words + TestModel.reading, in: folder, environment: ["VBG_MODELS": models])
  }

  @Test func framesSayWhatToTry() throws {
    for (program, words, region) in [
      (Program.infer, ["empty.tflite", "a.png", "b.png"], false),
      (.vbg, ["compose", "a.png", "b.png", "--model", "empty.tflite"], true),
    ] {
      let outcome = try run(program, words)
      #expect(outcome.exitCode == 0 && outcome.lines.count == 2)
      #expect(outcome.errorLines.count == 3, "one line a frame: \(outcome.errors)")
      #expect(outcome.errors.contains("a.png: found nobody"), "\(outcome.errors)")
      #expect(
        outcome.errors.contains("selfie") && outcome.errors.contains("vbg models fetch selfie"))
      #expect(outcome.errors.contains("--keep-region") == region)
      #expect(try run(program, words + ["--quiet"]).errors.isEmpty)
    }
  }

  @Test func aModelAtHandIsNamed() throws {
    try folder.write([], "segm_lite_v681.tflite")
    let outcome = try run(
      .vbg, ["compose", "a.png", "--model", "empty.tflite"], models: folder.path)
    #expect(outcome.saysOneLine && outcome.errors.contains("try --model meet-lite;"))
  }

  @Test func filmsSayItOnce() throws {
    let words = ["video", "in.y4m", "out.y4m", "--model", "empty.tflite"]
    let outcome = try run(.vbg, words)
    #expect(outcome.exitCode == 0 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("found nobody in any frame"))
    #expect(try run(.vbg, words + ["--keep-region", "0,0,9,9"]).errors.isEmpty)
  }

  @Test func somebodyIsNotSaidToBeMissing() throws {
    try folder.write(encodePNG(evenMask(1, width: 40, height: 25)), "all.png")
    let outcome = try Program.vbg.run("compose", "a.png", "--mask", "all.png", in: folder)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    // One cell in 1001 is noise, one in 1000 is somebody far away.
    for (width, isSaid) in [(1001, true), (1000, false)] {
      let values = (0..<width).map { Float($0 == 500 ? 1 : 0) }
      try folder.write(encodePNG(Mask(width: width, height: 1, values: values)), "one.png")
      let outcome = try Program.vbg.run("compose", "a.png", "--mask", "one.png", in: folder)
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("found nobody") == isSaid, "\(outcome.errors)")
    }
  }
}
