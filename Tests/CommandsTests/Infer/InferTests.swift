import Foundation
import Segmentation
import Testing

/// Tests of what `vbg-infer` writes and prints when all is well.
@Suite struct InferTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork.path
  let frame = gradient(width: 50, height: 30)

  init() throws { try folder.write(encodePNG(frame), "frame.v2.png") }

  /// Width, height, bit depth and color type of a PNG file's header.
  private func header(_ bytes: [UInt8]) -> [Int] {
    func number(_ at: Int) -> Int { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    return [number(16), number(20), Int(bytes[24]), Int(bytes[25])]
  }

  @Test func defaultOutput() throws {
    let outcome = try Program.infer.run(model, "frame.v2.png", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.text == "frame.v2.mask.png\n")
    #expect(folder.names == ["frame.v2.mask.png", "frame.v2.png"])
    #expect(try header(folder.read("frame.v2.mask.png")) == [50, 30, 8, 0])
    #expect(outcome.saysOneLine, "a guess is said in one line")
    #expect(outcome.errors.contains("--decode softmax2 and --input-range 0...1"))
  }

  @Test func maskAtTheModelsSizeIn16Bits() throws {
    let outcome = try Program.infer.run(
      model, "frame.v2.png", "--mask-size", "model", "--bits", "16", "-o", "m.png", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(try header(folder.read("m.png")) == [48, 32, 16, 0])
  }

  @Test func standardInputAndOutput() throws {
    let input = try Data(encodePNG(frame))
    let named = try Program.infer.run(model, "-", in: folder, input: input)
    #expect(named.text == "stdin.mask.png\n")
    let piped = try Program.infer.run(model, "-", "-o", "-", in: folder, input: input)
    #expect(piped.exitCode == 0)
    #expect(try Array(piped.output) == folder.read("stdin.mask.png"))
  }

  @Test func everyOutput() throws {
    let outcome = try Program.infer.run(
      model, "frame.v2.png", "-o", "m.png", "--cutout", "c.png", "--overlay", "o.png",
      "--dump-input", "i.npy", "--dump-output", "o.npy", "--decode", "softmax2", "--input-range",
      "-1...1", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty, "nothing was guessed")
    #expect(outcome.lines == ["m.png", "c.png", "o.png", "i.npy", "o.npy"])

    // What the files say of one another, computed from the raw output alone.
    let output = try numbers("o.npy", "(1, 32, 48, 2, )")
    let coverages = stride(from: 0, to: output.count, by: 2).map { index in
      Float(1 / (1 + exp(Double(output[index]) - Double(output[index + 1]))))
    }
    let mask = Mask(width: 48, height: 32, values: coverages).resized(toWidth: 50, height: 30)
    let found = try decodeImage(folder.read("m.png"))
    let cutout = try decodeImage(folder.read("c.png"))
    for index in 0..<(50 * 30) {
      let gray = found.withPixels { Float($0[index * 4]) }
      #expect(abs(gray - mask.values[index] * 255) <= 0.51)
      #expect(abs(cutout.withPixels { Float($0[index * 4 + 3]) } - gray) <= 1)
      for channel in 0..<3 {
        #expect(
          cutout.withPixels { $0[index * 4 + channel] }
            == frame.withPixels { $0[index * 4 + channel] })
      }
    }
    let input = try numbers("i.npy", "(1, 32, 48, 3, )")
    #expect(input.allSatisfy { (-1...1).contains($0) } && input.contains { $0 < -0.5 })
  }

  /// The floats of a `.npy` file whose header gives this shape.
  private func numbers(_ name: String, _ shape: String) throws -> [Float] {
    let bytes = try folder.read(name)
    let headerByteCount = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<headerByteCount], as: UTF8.self)
    #expect(header.contains("'shape': \(shape)") && header.contains("'descr': '<f4'"))
    return stride(from: headerByteCount, to: bytes.count, by: 4).map { at in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
    }
  }

  @Test func existingFilesAndLinksAreReplaced() throws {
    try folder.write([1, 2, 3], "real.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.png", withDestinationPath: "real.png")
    let outcome = try Program.infer.run(model, "frame.v2.png", "-o", "link.png", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(try header(folder.read("real.png")) == [50, 30, 8, 0])
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/link.png")
    #expect(link == "real.png")
  }

  @Test func severalFramesIntoFolders() throws {
    try folder.write(encodePNG(gradient(width: 7, height: 8)), "second.png")
    let outcome = try Program.infer.run(
      model, "frame.v2.png", "second.png", "-o", "a/b.c/", "--cutout", "cut", "--dump-input",
      "a", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let expected = [
      "a/b.c/frame.v2.mask.png", "cut/frame.v2.cutout.png", "a/frame.v2.input.npy",
      "a/b.c/second.mask.png", "cut/second.cutout.png", "a/second.input.npy",
    ]
    #expect(outcome.lines.map(String.init) == expected)
    for path in expected {
      #expect(FileManager.default.fileExists(atPath: folder.path + "/" + path))
    }
    let again = try Program.infer.run(model, "second.png", "-o", "single.png", in: folder)
    #expect(again.exitCode == 0)
    #expect(try folder.read("single.png") == folder.read("a/b.c/second.mask.png"))
  }

  @Test func json() throws {
    let outcome = try Program.infer.run(
      model, "frame.v2.png", "none.png", "--json", "--threads", "2", "--instruction-set",
      "baseline", "--resize", "area", in: folder)
    #expect(outcome.exitCode == 1, "none.png is missing")
    let report = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    #expect(report["instructionSet"] as? String == "baseline")
    #expect(report["threads"] as? Int == 2)
    #expect(report["resize"] as? String == "area")
    let modelRecord = try #require(report["model"] as? [String: Any])
    #expect(modelRecord["inputShape"] as? [Int] == [1, 32, 48, 3])
    #expect(modelRecord["outputShape"] as? [Int] == [1, 32, 48, 2])
    #expect(modelRecord["decoding"] as? String == "softmax2")
    #expect(modelRecord["decodingFrom"] as? String == "graph")
    #expect(try #require(modelRecord["planMilliseconds"] as? Double) >= 0)
    let frames = try #require(report["frames"] as? [[String: Any]])
    #expect(frames.count == 2)
    #expect(frames[0]["outputs"] as? [String: String] == ["mask": "frame.v2.mask.png"])
    for stage in ["read", "resize", "inference", "decode", "write"] {
      #expect(try #require(frames[0][stage + "Milliseconds"] as? Double) >= 0)
    }
    #expect((frames[1]["error"] as? String)?.contains("none.png") == true)
  }

  @Test func umbrellaCommandIsTheSame() throws {
    let own = try Program.infer.run(model, "frame.v2.png", "-o", "-", in: folder)
    let umbrella = try Program.vbg.run("infer", model, "frame.v2.png", "-o", "-", in: folder)
    #expect(own.exitCode == 0 && umbrella.exitCode == 0)
    #expect(!own.output.isEmpty && own.output == umbrella.output)
  }

  @Test(arguments: ["--help", "--version"]) func helpAndVersion(flag: String) throws {
    for program in [Program.infer, .vbg] {
      let outcome = try program.run(flag, in: folder)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty && !outcome.output.isEmpty)
    }
  }

  @Test func verboseSaysWhatIsChosen() throws {
    let outcome = try Program.infer.run(
      model, "frame.v2.png", "--verbose", "--instruction-set", "baseline", in: folder)
    for word in ["1x32x48x3", "softmax2", "kernels baseline", "inference", "50x30"] {
      #expect(outcome.errors.contains(word))
    }
  }
}
