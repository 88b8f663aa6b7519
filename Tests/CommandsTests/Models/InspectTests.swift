import Foundation
import Segmentation
import TestSupport
import Testing

/// Tests of `vbg inspect` on models that run and on those that do not.
@Suite struct InspectTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork.path

  private func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
  }

  /// A model of an operator that nobody has, a builtin of a version that nobody has, and int8 numbers.
  private var foreign: [UInt8] {
    func tensor(_ name: String, _ type: Int8, quantized: Bool = false) -> FlatBufferValue {
      var fields: [Int: FlatBufferValue] = [
        0: .numbers([Int32(1), 4]), 1: .number(type), 3: .text(name),
      ]
      if quantized { fields[4] = .table([2: .floats([0.5]), 3: .numbers([Int64(0)])]) }
      return .table(fields)
    }
    func node(_ code: UInt32, _ input: Int32, _ output: Int32) -> FlatBufferValue {
      .table([0: .number(code), 1: .numbers([input]), 2: .numbers([output])])
    }
    let graph = FlatBufferValue.table([
      0: .tables([
        tensor("in", 0), tensor("warped", 0), tensor("whole", 9, quantized: true), tensor("out", 0),
      ]),
      1: .numbers([Int32(0)]), 2: .numbers([Int32(3)]),
      3: .tables([node(0, 0, 1), node(1, 1, 2), node(2, 2, 3)]),
    ])
    return flatBufferFile(
      root: .table([
        0: .number(UInt32(3)),
        1: .tables([
          .table([0: .number(Int8(32)), 1: .text("Warp\u{1b}[31m"), 2: .number(Int32(1))]),
          .table([0: .number(Int8(14)), 2: .number(Int32(1))]),
          .table([0: .number(Int8(19)), 2: .number(Int32(99))]),
        ]), 2: .tables([graph]), 3: .text("made by a test"), 4: .tables([.table([:])]),
      ]), identifier: "TFL3")
  }

  @Test func modelsThatDoNotRun() throws {
    try folder.write(foreign, "foreign.tflite")
    let outcome = try Program.vbg.run("inspect", "foreign.tflite", "--json", in: folder)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    let report = try object(outcome)
    #expect(report["runs"] as? Bool == false)
    #expect((report["reason"] as? String)?.contains("Warp") == true)
    #expect(report["description"] as? String == "made by a test")
    let operators = try #require(report["operators"] as? [[String: Any]])
    func missing(_ name: String) -> String? {
      operators.first { ($0["operator"] as? String)?.hasPrefix(name) == true }?["missing"]
        as? String
    }
    #expect(missing("Warp") == "a custom operator that vbg does not have")
    #expect(missing("RELU")?.hasPrefix("version 99, where vbg has 1 to ") == true)
    #expect(missing("LOGISTIC") == "int8 numbers that stand for reals")
    let table = try Program.vbg.run("inspect", "foreign.tflite", in: folder)
    #expect(table.exitCode == 0 && table.text.contains("runs     no: "))
    #expect(!table.text.contains("\u{1b}"), "names of the file can't steer a terminal")
  }

  @Test func drawings() throws {
    let outcome = try Program.vbg.run(
      "inspect", model, "--dot", "g.dot", "--html", "p.html", in: folder)
    #expect(outcome.exitCode == 0 && outcome.text.contains("memory plan: "))
    #expect(outcome.text.contains("FuseActivation"))
    let dot = String(decoding: try folder.read("g.dot"), as: UTF8.self)
    #expect(dot.hasPrefix("digraph model {\n") && dot.hasSuffix("}\n"))
    #expect(dot.contains("CONV_2D") && dot.contains(" -> n"))
    let page = String(decoding: try folder.read("p.html"), as: UTF8.self)
    #expect(page.contains("Memory plan") && page.contains("<rect") && !page.contains("http"))
    try folder.write(foreign, "foreign.tflite")
    let piped = try Program.vbg.run("inspect", "foreign.tflite", "--dot", "-", in: folder)
    #expect(piped.text.hasPrefix("digraph") && !piped.text.contains("\u{1b}"))
    let both = try Program.vbg.run("inspect", model, "--dot", "-", "--json", in: folder)
    #expect(both.exitCode == 2 && both.saysOneLine)
  }

  /// Every byte of a small model wrong in turn, and every shorter file: an answer or one line.
  @Test func brokenFiles() throws {
    for length in stride(from: 0, to: foreign.count, by: 37) {
      try folder.write(Array(foreign.prefix(length)), "cut.tflite")
      let outcome = try Program.vbg.run("inspect", "cut.tflite", in: folder)
      #expect(outcome.exitCode == 0 || (outcome.exitCode == 1 && outcome.saysOneLine), "\(length)")
    }
    for place in stride(from: 8, to: foreign.count, by: 29) {
      var bytes = foreign
      bytes[place] = 0xff
      try folder.write(bytes, "odd.tflite")
      let outcome = try Program.vbg.run("inspect", "odd.tflite", in: folder)
      #expect(outcome.exitCode == 0 || (outcome.exitCode == 1 && outcome.saysOneLine), "\(place)")
    }
  }
}
