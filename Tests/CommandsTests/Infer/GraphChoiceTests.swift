import Foundation
import Segmentation
import TestSupport
import Testing

@testable import InferProgram

/// Tests of `--input-size`, `--signature` and `--subgraph` in every command that runs a model.
@Suite struct GraphChoiceTests {
  let folder = ScratchFolder()
  private let branches = ProjectFolders.testModels.appending(path: "branches_and_loops.tflite").path

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
  }

  /// A mask of one 1x1 convolution, which any size fits; with a RESHAPE to constant sizes behind it that none else
  /// fits.
  private func mask(isFixed: Bool) -> [UInt8] {
    func tensor(
      _ name: String, _ shape: [Int32], buffer: UInt32 = 0, type: Int8 = 0
    ) -> FlatBufferValue {
      .table([0: .numbers(shape), 1: .number(type), 2: .number(buffer), 3: .text(name)])
    }
    func node(_ code: UInt32, _ inputs: [Int32], _ output: Int32) -> FlatBufferValue {
      var fields: [Int: FlatBufferValue] = [
        0: .number(code), 1: .numbers(inputs), 2: .numbers([output]),
      ]
      if code == 0 {
        fields[3] = .number(UInt8(1))
        fields[4] = .table([1: .number(Int32(1)), 2: .number(Int32(1))])
      }
      return .table(fields)
    }
    func buffer(_ bytes: [UInt8]) -> FlatBufferValue {
      .table([0: .vector(bytes, count: bytes.count)])
    }
    let nodes = [node(0, [0, 1, 2], 3), node(1, [3], 4)] + (isFixed ? [node(2, [4, 5], 6)] : [])
    let graph = FlatBufferValue.table([
      0: .tables([
        tensor("picture", [1, 16, 24, 3]), tensor("filter", [1, 1, 1, 3], buffer: 1),
        tensor("bias", [1], buffer: 2), tensor("sums", [1, 16, 24, 1]),
        tensor("mask", [1, 16, 24, 1]), tensor("sizes", [4], buffer: 3, type: 2),
        tensor("fixed", [1, 16, 24, 1]),
      ]), 1: .numbers([Int32(0)]), 2: .numbers([isFixed ? 6 : 4] as [Int32]), 3: .tables(nodes),
    ])
    let floats = { (values: [Float]) in values.flatMap { littleEndianBytes($0.bitPattern) } }
    return flatBufferFile(
      root: .table([
        0: .number(UInt32(3)),
        1: .tables(
          ([3, 14, 22] as [Int8]).map { .table([0: .number($0), 2: .number(Int32(1))]) }),
        2: .tables([graph]),
        4: .tables([
          .table([:]), buffer(floats([1, -2, 3])), buffer(floats([0.25])),
          buffer(([1, 16, 24, 1] as [Int32]).flatMap(littleEndianBytes)),
        ]),
      ]), identifier: "TFL3")
  }

  private func shapes(_ value: Any?) -> [[Int]] {
    (value as? [[String: Any]] ?? []).compactMap { $0["shape"] as? [Int] }
  }

  @Test func modelsTakeAnotherSize() throws {
    try folder.write(mask(isFixed: false), "any.tflite")
    try folder.write(encodePNG(gradient(width: 60, height: 50)), "a.png")
    let listed = try Program.infer.run(
      "any.tflite", "--json", "--input-size", "40x56", in: folder)
    let model = try #require(try object(listed)["model"] as? [String: Any])
    #expect(shapes(model["inputs"]) == [[1, 40, 56, 3]])
    #expect(shapes(model["outputs"]) == [[1, 40, 56, 1]])

    let masked = try Program.infer.run(
      "any.tflite", "a.png", "-o", "m.png", "--mask-size", "model", "--input-size", "40x56",
      "--framing", "stretch", in: folder)
    #expect(masked.exitCode == 0, "\(masked.errors)")
    let bytes = Array(try folder.read("m.png"))
    let found = try decodePicture(bytes)
    #expect(found.frame.width == 56 && found.frame.height == 40)

    let inspected = try Program.vbg.run(
      "inspect", "any.tflite", "--json", "--input-size", "40x56", in: folder)
    let record = try object(inspected)
    #expect(shapes(record["inputs"]) == [[1, 40, 56, 3]])
    #expect(record["multiplyAddCount"] as? Int == 40 * 56 * 3)
    let plain = try object(Program.vbg.run("inspect", "any.tflite", "--json", in: folder))
    #expect(plain["multiplyAddCount"] as? Int == 16 * 24 * 3)

    let profile = try Program.vbg.run(
      "profile", "any.tflite", "--json", "--input-size", "40x56", "--runs", "1",
      "--warmup-runs", "0", "--min-seconds", "0.01", in: folder)
    #expect(profile.exitCode == 0 && profile.text.contains("40x56"), "\(profile.errors)")

    let composed = try Program.vbg.run(
      "compose", "a.png", "-o", "c.png", "--model", "any.tflite", "--input-size", "40x56",
      "--color", "red", in: folder)
    #expect(composed.exitCode == 0, "\(composed.errors)")
  }

  @Test func sizesThatAModelForbids() throws {
    try folder.write(mask(isFixed: true), "fixed.tflite")
    try folder.write(encodePNG(gradient(width: 60, height: 50)), "a.png")
    for words in [
      ["infer", "fixed.tflite", "--json"], ["infer", "fixed.tflite", "a.png"],
      ["profile", "fixed.tflite"], ["inspect", "fixed.tflite", "--optimized"],
      ["compose", "a.png", "-o", "c.png", "--model", "fixed.tflite", "--color", "red"],
    ] {
      let outcome = try Program.vbg.run(words + ["--input-size", "40x56"], in: folder)
      #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(words): \(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "node 2 (RESHAPE): expected input of shape 384 elements, found 1x40x56x1"),
        "\(words): \(outcome.errors)")
    }
    // Its own size is none that is forbidden.
    let same = try Program.infer.run("fixed.tflite", "--json", "--input-size", "16x24", in: folder)
    #expect(same.exitCode == 0, "\(same.errors)")
  }

  @Test(arguments: ["40", "40x", "x40", "0x40", "40x-1", "40x40x40", "9000x1", "40 x 40", ""])
  func sizesThatAreNone(_ size: String) throws {
    let outcome = try Program.infer.run(
      branches, "--json", "--input-size", size, in: folder)
    #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(outcome.errors)")
  }

  @Test func signaturesAreListedAndRun() throws {
    let record = try object(Program.vbg.run("inspect", branches, "--json", in: folder))
    let signatures = try #require(record["signatures"] as? [[String: Any]])
    #expect(signatures.map { $0["name"] as? String } == ["whole", "half"])
    #expect(signatures.map { $0["subgraph"] as? Int } == [0, 1])
    #expect((record["subgraphs"] as? [Any])?.count == 5)
    let text = try Program.vbg.run("inspect", branches, in: folder).text
    #expect(text.contains("entry    whole: graph 0, picture -> chosen, looped"))
    #expect(text.contains("graph    0 t, "))
    let half = try object(
      Program.vbg.run("inspect", branches, "--json", "--signature", "half", in: folder))
    #expect(half["subgraph"] as? Int == 1 && (half["nodes"] as? [Any])?.count == 1)

    // Tensors go by the signature's names.
    let type = TensorType(.float32, Shape([1, 17, 23, 3]))
    let values = (0..<type.shape.elementCount).map { Float($0 % 17) }
    try folder.write(encodeNumPyArray(values.withUnsafeBytes(Array.init), of: type), "in.npy")
    let halved = values.map { $0 / 2 }
    try folder.write(encodeNumPyArray(halved.withUnsafeBytes(Array.init), of: type), "half.npy")
    for choice in [["--signature", "half"], ["--subgraph", "1"]] {
      let outcome = try Program.infer.run(
        [branches] + choice
          + ["--input-tensor", "image=in.npy", "--output-tensor", "halved=o.npy"], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(try folder.read("o.npy") == folder.read("half.npy"))
    }
    let whole = try Program.infer.run(
      branches, "--input-tensor", "picture=in.npy", "--output-tensor", "chosen=c.npy",
      "--output-tensor", "looped=l.npy", "--json", in: folder)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    #expect((try object(whole)["files"] as? [String: String])?["looped"] == "l.npy")
  }

  @Test func graphsThatAreNotThere() throws {
    func refuse(_ words: [String], _ exitCode: Int32, _ text: String) throws {
      for command in [
        ["infer", branches, "--json"], ["inspect", branches], ["profile", branches],
      ] {
        let outcome = try Program.vbg.run(command + words, in: folder)
        #expect(
          outcome.exitCode == exitCode && outcome.saysOneLine && outcome.errors.contains(text),
          "\(command): \(outcome.errors)")
      }
    }
    try refuse(["--signature", "none"], 1, "signature: expected 'whole', 'half', found 'none'")
    try refuse(["--subgraph", "5"], 1, "subgraph: expected one from 0 to 4, found 5")
    try refuse(["--subgraph", "-1"], 2, "expected --subgraph of at least 0, found -1")
    try refuse(["--signature", ""], 2, "expected --signature to name one, found ''")
    try refuse(
      ["--signature", "half", "--subgraph", "1"], 2,
      "expected one of --signature and --subgraph, found both")
  }

  /// A loop that never ends is an error, not a wait.
  @Test(.timeLimit(.minutes(10))) func endlessLoops() throws {
    func tensor(_ name: String, _ shape: [Int32], type: Int8 = 0) -> FlatBufferValue {
      .table([0: .numbers(shape), 1: .number(type), 3: .text(name)])
    }
    func graph(
      _ tensors: [FlatBufferValue], _ inputs: [Int32], _ outputs: [Int32],
      _ nodes: [[Int: FlatBufferValue]]
    ) -> FlatBufferValue {
      .table([
        0: .tables(tensors), 1: .numbers(inputs), 2: .numbers(outputs),
        3: .tables(nodes.map { .table($0) }),
      ])
    }
    let shape: [Int32] = [1, 64, 64, 3]
    let main = graph(
      [tensor("x", shape), tensor("y", shape)], [0], [1],
      [
        [
          0: .number(UInt32(0)), 1: .numbers([Int32(0)]), 2: .numbers([Int32(1)]),
          3: .number(UInt8(93)), 4: .table([0: .number(Int32(1)), 1: .number(Int32(2))]),
        ]
      ])
    let axes = FlatBufferValue.table([
      0: .numbers([Int32(4)]), 1: .number(Int8(2)), 2: .number(UInt32(1)), 3: .text("axes"),
    ])
    let condition = graph(
      [tensor("x", shape), axes, tensor("s", []), tensor("c", [], type: 6)], [0], [3],
      [
        [0: .number(UInt32(1)), 1: .numbers([Int32(0), 1]), 2: .numbers([Int32(2)])],
        [0: .number(UInt32(2)), 1: .numbers([Int32(2), 2]), 2: .numbers([Int32(3)])],
      ])
    let body = graph(
      [tensor("x", shape), tensor("y", shape)], [0], [1],
      [[0: .number(UInt32(3)), 1: .numbers([Int32(0)]), 2: .numbers([Int32(1)])]])
    let indices = ([0, 1, 2, 3] as [Int32]).flatMap(littleEndianBytes)
    let file = flatBufferFile(
      root: .table([
        0: .number(UInt32(3)),
        1: .tables(
          ([119, 74, 71, 21] as [Int8]).map { .table([0: .number($0), 2: .number(Int32(1))]) }),
        2: .tables([main, condition, body]),
        4: .tables([.table([:]), .table([0: .vector(indices, count: indices.count)])]),
      ]), identifier: "TFL3")
    try folder.write(file, "endless.tflite")
    let type = TensorType(.float32, Shape([1, 64, 64, 3]))
    try folder.write(
      encodeNumPyArray([UInt8](repeating: 0, count: 4 * type.shape.elementCount), of: type),
      "in.npy")
    let outcome = try Program.infer.run(
      "endless.tflite", "--input-tensor", "0=in.npy", "--output-tensor", "0=o.npy", in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("WHILE: expected an end within"), "\(outcome.errors)")
    #expect((try? folder.read("o.npy")) == nil)
  }
}
