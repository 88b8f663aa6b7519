import Foundation
import Graphs
import TestSupport
import Testing

@testable import TFLite

/// Damaged models give an error or a graph. A trap would end the test run, which is the detector.
@Suite struct MutationTests {
  /// A model with constants in 16-bit floats, options, integers and the custom operator.
  private static let built: [UInt8] = {
    var model = TestModel()
    model.codes = [
      .init(deprecatedCode: 6, version: 2), .init(deprecatedCode: 3),
      .init(deprecatedCode: 32, custom: "Convolution2DTransposeBias"), .init(deprecatedCode: 23),
    ]
    let half = model.addConstant(
      [UInt8](repeating: 0x3c, count: 3 * 2 * 2), shape: [3, 1, 1, 2], type: 1, name: "half")
    let filter = model.addZeros([1, 2, 2, 3], name: "filter")
    let bias = model.addZeros([1], name: "bias")
    let size = model.addIntegers([4, 6])
    model.tensors.append(.init(name: "widened", shape: [3, 1, 1, 2]))
    model.tensors.append(.init(name: "convolved", shape: [1, 2, 2, 3]))
    model.tensors.append(.init(name: "upsampled", shape: [1, 4, 4, 1]))
    model.tensors[1].shape = [1, 4, 6, 1]
    model.nodes = [
      .init(code: 0, inputs: [half], outputs: [6]),
      .init(
        code: 1, inputs: [0, 6, -1], outputs: [7],
        options: (1, [1: .number(Int32(2)), 2: .number(Int32(2)), 3: .number(Int8(1))])),
      .init(
        code: 2, inputs: [7, filter, bias], outputs: [8],
        customOptions: [1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0]),
      .init(code: 3, inputs: [8, size], outputs: [1], options: (15, [3: .number(UInt8(1))])),
    ]
    return model.bytes
  }()

  /// The committed tiny models, written by another writer than this test's.
  private static let files: [[UInt8]] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../GoldenTests/Models")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".tflite") }.sorted().compactMap {
      try? [UInt8](Data(contentsOf: folder.appending(path: $0)))
    }
  }()

  @Test func undamagedModelImports() throws {
    let graph = try importModel(Self.built)
    #expect(graph.nodes.count == 4)
    #expect(graph.values[graph.outputs[0].index].shape == Shape([1, 4, 6, 1]))
  }

  @Test func builtModel() { hammer(Self.built, count: 2000, seed: 1) }

  @Test func everyTruncation() {
    for byteCount in 0..<Self.built.count {
      #expect(throws: ModelError.self) {
        try importModel(Array(Self.built.prefix(byteCount)))
      }
    }
  }

  @Test func everyByteSetToExtremes() {
    var refused = 0
    for position in Self.built.indices {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
        var bytes = Self.built
        bytes[position] = value
        refused += Self.isRefused(bytes) ? 1 : 0
      }
    }
    #expect(refused > 1000)
  }

  @Test(.enabled(if: !files.isEmpty, "no models in Tests/GoldenTests/Models"))
  func committedModels() {
    for (index, bytes) in Self.files.enumerated() {
      #expect(throws: Never.self) { try importModel(bytes) }
      hammer(bytes, count: 2000, seed: 100 + index)
    }
  }

  /// Imports `count` variants with 1 to 8 changed bytes, words set to extremes, or a cut end.
  private func hammer(_ original: [UInt8], count: Int, seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    var refused = 0
    for _ in 0..<count {
      var bytes = original
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      case 1:
        let words: [UInt32] = [0, 1, 0x7fff_ffff, 0x8000_0000, .max, UInt32(bytes.count)]
        let position = Int.random(in: 0...(bytes.count - 4), using: &random)
        bytes.replaceSubrange(
          position..<(position + 4),
          with: littleEndianBytes(words[Int.random(in: words.indices, using: &random)]))
      default:
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = .random(
            in: 0...255, using: &random)
        }
      }
      refused += Self.isRefused(bytes) ? 1 : 0
    }
    // A quarter of the variants are cut, nearly all of which leave out something needed.
    #expect(refused > count / 8)
  }

  private static func isRefused(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try importModel(bytes, memoryLimitByteCount: 1 << 26)
      return false
    } catch {
      #expect(!error.description.contains { $0.isNewline })
      return true
    }
  }
}
