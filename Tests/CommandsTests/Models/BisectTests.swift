import Foundation
import Graphs
import Runtime
import Segmentation
import TFLite
import Testing

@testable import InferProgram

/// Tests of `vbg bisect` with a reference of which one tensor is changed.
@Suite struct BisectTests {
  let folder = ScratchFolder()
  let model = TestModel.segmentationNetwork

  /// Writes all tensors of a run; returns the graph.
  private func writeReference() throws -> Graph {
    let graph = try importModel(model.bytes())
    let outputs = graph.nodes.flatMap(\.outputs)
    let all = try Graph(
      values: graph.values, nodes: graph.nodes, inputs: graph.inputs, outputs: outputs)
    let session = try Session(ExecutionPlan(all), threadCount: 1)
    let picture = (0..<graph[graph.inputs[0]].shape.elementCount).map { Float($0 % 97) / 96 }
    let bytes = picture.withUnsafeBytes(Array.init)
    session.setInput(0, toBytes: bytes.span)
    session.run()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/all", withIntermediateDirectories: true)
    try put(bytes, graph.inputs[0], graph)
    for (place, id) in outputs.enumerated() { try put(session.outputBytes(place), id, graph) }
    return graph
  }

  private func put(_ bytes: [UInt8], _ id: ValueID, _ graph: Graph) throws {
    try folder.write(encodeNumPyArray(bytes, of: graph[id].type), "all/\(id.index).npy")
  }

  private func bisect(_ words: String...) throws -> Outcome {
    try Program.vbg.run(["bisect", model.path, "--reference", "all"] + words, in: folder)
  }

  @Test func theFirstThatDiffersIsNamed() throws {
    let graph = try writeReference()
    let same = try bisect()
    #expect(
      same.exitCode == 0 && same.text.contains("nothing differs"), "\(same.text)\(same.errors)")

    // One element of a tensor in the middle, and all of a later one.
    let floats = graph.nodes.indices.filter {
      graph[graph.nodes[$0].outputs[0]].elementType == .float32 && graph.nodes[$0].inputs.count > 1
    }
    let (middle, later) = (floats[floats.count / 2], floats[floats.count - 1])
    for (node, places) in [(middle, 3..<4), (later, 0..<2)] {
      let id = graph.nodes[node].outputs[0]
      var bytes = try decodeNumPyArray(folder.read("all/\(id.index).npy"), as: graph[id].type)
      for place in places {
        for (byte, value) in zip(0..<4, Float(1e6).bitPattern.littleEndianBytes) {
          bytes[place * 4 + byte] = value
        }
      }
      try put(bytes, id, graph)
    }
    let found = try bisect()
    let id = graph.nodes[middle].outputs[0]
    #expect(found.exitCode == 1 && found.errors.isEmpty, "\(found.errors)")
    #expect(found.text.hasPrefix("node \(middle) ("), "\(found.text)")
    #expect(
      found.text.contains("tensor \(id.index) (") && found.text.contains("expected 1000000.0"))
    let record = try #require(
      JSONSerialization.jsonObject(with: bisect("--json").output) as? [String: Any])
    let first = try #require(record["first"] as? [String: Any])
    #expect(first["node"] as? Int == middle && first["expected"] as? Double == 1e6)
    let element = try #require(first["element"] as? [Int])
    let sizes = graph[id].shape.dimensions
    #expect(zip(element, sizes).reduce(0) { $0 * $1.1 + $1.0 } == 3)
    #expect(try bisect("--tolerance", "2").exitCode == 0)
  }

  @Test func refusals() throws {
    #expect(try bisect().errors.contains("all"))
    let graph = try writeReference()
    try folder.write([1, 2, 3], "all/\(graph.nodes[0].outputs[0].index).npy")
    let broken = try bisect()
    #expect(broken.exitCode == 1 && broken.saysOneLine && broken.errors.contains("a .npy file"))
    try FileManager.default.removeItem(atPath: folder.path + "/all/\(graph.inputs[0].index).npy")
    let absent = try bisect()
    #expect(absent.exitCode == 1 && absent.saysOneLine, "\(absent.errors)")
    #expect(try bisect("--tolerance", "-1").exitCode == 2)
  }
}

extension UInt32 {
  fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian, Array.init) }
}
