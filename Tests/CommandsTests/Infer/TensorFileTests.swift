import Foundation
import Segmentation
import Testing

@testable import InferProgram

/// Tests of `vbg infer` from files of tensors to files of tensors.
@Suite struct TensorFileTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork.path
  let batch = TestModel.batchOfTwo.path

  private func put(_ shape: [Int], _ name: String, _ type: ElementType = .float32) throws {
    let type = TensorType(type, Shape(shape))
    let count = type.shape.elementCount
    let values = (0..<count).map { Float($0 % 17) / 16 }
    let bytes = type.elementType == .float32 ? values.withUnsafeBytes(Array.init) : []
    try folder.write(
      encodeNumPyArray(
        bytes.isEmpty ? [UInt8](repeating: 0, count: count * type.elementType.byteCount) : bytes,
        of: type), name)
  }

  @Test func anyModelFromFilesToFiles() throws {
    try put([2, 11, 14, 3], "in.npy")
    let outcome = try Program.infer.run(
      batch, "--input-tensor", "0=in.npy", "--output-tensor", "0=a.npy", "--output-tensor",
      "1=b=.npy", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.lines == ["a.npy", "b=.npy"])
    let file = try folder.read("a.npy")
    #expect(file.starts(with: [0x93] + Array("NUMPY".utf8)))
  }

  @Test func tensorsAreListed() throws {
    let outcome = try Program.infer.run(batch, "--json", in: folder)
    #expect(outcome.exitCode == 0)
    let record = try #require(
      JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    let model = try #require(record["model"] as? [String: Any])
    let inputs = try #require(model["inputs"] as? [[String: Any]])
    #expect(inputs.count == 1 && inputs[0]["elementType"] as? String == "float32")
    #expect(inputs[0]["shape"] as? [Int] == [2, 11, 14, 3])
    #expect((model["outputs"] as? [[String: Any]])?.isEmpty == false)
  }

  /// The dump of a frame's own input gives the frame's own output.
  @Test func sameAsOfAFrame() throws {
    try folder.write(encodePNG(gradient(width: 50, height: 30)), "frame.png")
    let first = try Program.infer.run(
      model, "frame.png", "--dump-input", "i.npy", "--dump-output", "o.npy", "--output-tensor",
      "0=o2.npy", in: folder)
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(first.lines.last == "o2.npy")
    let second = try Program.infer.run(
      model, "--input-tensor", "0=i.npy", "--output-tensor", "0=o3.npy", in: folder)
    #expect(second.exitCode == 0, "\(second.errors)")
    #expect(try folder.read("o.npy") == folder.read("o2.npy"))
    #expect(try folder.read("o.npy") == folder.read("o3.npy"))
  }

  @Test func severalFramesTakeAFolder() throws {
    for name in ["a.png", "b.png"] {
      try folder.write(encodePNG(gradient(width: 20, height: 30)), name)
    }
    let outcome = try Program.infer.run(
      model, "a.png", "b.png", "-o", "masks", "--output-tensor", "0=raw", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.lines == ["masks/a.mask.png", "raw/a.npy", "masks/b.mask.png", "raw/b.npy"])
    let wrong = try Program.infer.run(
      model, "a.png", "b.png", "-o", "masks", "--output-tensor", "0=raw.npy", in: folder)
    #expect(wrong.exitCode == 2 && wrong.errors.contains("to name a folder for 2 frames"))
  }

  @Test func refusals() throws {
    try put([1, 32, 48, 3], "in.npy")
    try put([1, 32, 48, 3], "ints.npy", .int32)
    func refuse(_ words: [String], _ exitCode: Int32, _ text: String) throws {
      let outcome = try Program.infer.run([model] + words, in: folder)
      #expect(outcome.exitCode == exitCode && outcome.saysOneLine, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains(text), "\(words): \(outcome.errors)")
    }
    try refuse([], 2, "expected frames, found none")
    try refuse(["--input-tensor", "in.npy"], 2, "as NAME=FILE.npy, found 'in.npy'")
    try refuse(["--output-tensor", "=x"], 2, "as NAME=FILE.npy")
    try refuse(["--output-tensor", "0=o.npy"], 1, "--input-tensor for the input '")
    try refuse(["--input-tensor", "none=in.npy"], 1, "found 'none=in.npy'")
    try refuse(["--input-tensor", "1=in.npy"], 1, "found '1=in.npy'")
    try refuse(["--input-tensor", "0=in.npy", "--input-tensor", "0=in.npy"], 1, "found it twice")
    try refuse(["--input-tensor", "0=gone.npy", "--output-tensor", "0=o.npy"], 1, "gone.npy")
    try refuse(
      ["--input-tensor", "0=ints.npy", "--output-tensor", "0=o.npy"], 1,
      "ints.npy: expected float32 1x32x48x3, found int32 1x32x48x3")
    try refuse(
      ["--input-tensor", "0=in.npy", "--output-tensor", "0=in.npy"], 2,
      "not to replace what is read")
    try refuse(
      ["--input-tensor", "0=in.npy", "--output-tensor", "0=in.npy", "--no-clobber"], 2,
      "not to replace what is read")
    #expect(!folder.names.contains("o.npy"))
  }
}
