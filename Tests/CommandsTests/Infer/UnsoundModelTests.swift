import Foundation
import Segmentation
import Testing

/// A model that gives NaN or infinity is said and fails; no black mask is taken for its word.
@Suite struct UnsoundModelTests {
  let folder = ScratchFolder()

  init() throws {
    for name in ["a.png", "b.png"] {
      try folder.write(encodePNG(gradient(width: 48, height: 32)), name)
    }
    try folder.write(Y4MFilm.moving(frameCount: 3, step: 6).bytes, "in.y4m")
  }

  /// The network with another bias of its last operator, which the writer of the file put first: two
  /// numbers in float16.
  private func writeModel(bias: UInt16) throws {
    var bytes = try TestModel.segmentationNetwork.bytes()
    try #require(bytes[236..<240] == [4, 0, 0, 0], "expected a buffer of 4 bytes")
    for position in [240, 242] {
      bytes[position] = UInt8(bias & 255)
      bytes[position + 1] = UInt8(bias >> 8)
    }
    try folder.write(bytes, "m.tflite")
  }

  @Test(arguments: [UInt16(0x7e00), 0x7c00, 0xfc00]) func framesFail(bias: UInt16) throws {
    try writeModel(bias: bias)
    let before = folder.names
    for (program, words) in [
      (Program.infer, ["m.tflite", "a.png", "b.png"] + TestModel.reading),
      (.vbg, ["compose", "a.png", "b.png", "--model", "m.tflite"] + TestModel.reading),
    ] {
      let outcome = try program.run(words, in: folder)
      #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
      #expect(outcome.errorLines.count == 3, "one line a frame: \(outcome.errors)")
      for name in ["a.png", "b.png"] {
        #expect(outcome.errors.contains("\(name): expected finite numbers from the model"))
      }
      #expect(folder.names == before)
    }
    let film = try Program.vbg.run(
      ["video", "in.y4m", "out.y4m", "--model", "m.tflite"] + TestModel.reading, in: folder)
    #expect(film.exitCode == 1 && film.saysOneLine && film.output.isEmpty)
    #expect(
      film.errors.contains("in.y4m: expected finite numbers from the model"), "\(film.errors)")
    #expect(folder.names == before)
  }

  /// The same edit with a number is fine: the tests above fail for what they say.
  @Test func numbersPass() throws {
    try writeModel(bias: 0x3c00)
    let outcome = try Program.infer.run(
      ["m.tflite", "a.png", "b.png"] + TestModel.reading, in: folder)
    #expect(outcome.exitCode == 0 && outcome.lines.count == 2, "\(outcome.errors)")
  }
}
