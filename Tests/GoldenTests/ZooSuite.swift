import Foundation
import Graphs
import Kernels
import Memory
import Runtime
import TFLite
import TestSupport
import Testing

/// Models of the folder that VBG_ZOO names, any at all: what has only floats runs, as double precision has it.
@Suite(.serialized) struct ZooSuite {
  @Test(.enabled(if: ZooModel.folder != nil, "VBG_ZOO is not set"))
  func `the folder has models`() {
    #expect(!ZooModel.all.isEmpty, "\(ZooModel.folder ?? "")")
  }

  @Test(arguments: ZooModel.all)
  func `a model of floats agrees with double precision`(_ model: ZooModel) throws {
    let bytes = try [UInt8](Data(contentsOf: model.file))
    guard try ZooModel.hasOnlyFloats(bytes) else {
      let error = try #require(throws: (any Error).self) {
        _ = try ExecutionPlan(importModel(bytes).optimized())
      }
      #expect(!"\(error)".contains("\n") && "\(error)".contains("expected"), "\(error)")
      return
    }
    let graph = try importModel(bytes)
    let inputs = ZooModel.inputs(of: graph)
    let truth: [Tensor]
    do {
      truth = try Interpreter.run(graph, inputs: inputs)
    } catch Interpreter.Failure.unknownOperator(let name) {
      try Test.cancel("skipped \(model): the interpreter has no \(name)")
    }
    for (form, graph) in [("imported", graph), ("optimized", try graph.optimized())] {
      for level in InstructionSet.available {
        let plan = try ExecutionPlan(graph, options: PlanOptions(instructionSet: level))
        let outputs = try ZooModel.run(plan, inputs)
        for (index, (truth, found)) in zip(truth, outputs).enumerated() {
          let difference = ZooModel.difference(
            truth.elements, found, isFloat: plan.outputs[index].elementType == .float32)
          #expect(difference <= 1e-4, "\(form), \(level), output \(index)")
        }
      }
    }
  }
}

/// One model file.
struct ZooModel: Sendable, CustomTestStringConvertible, CustomStringConvertible {
  let file: URL

  var description: String { file.lastPathComponent }
  var testDescription: String { description }

  /// The folder; nil where none is named.
  static let folder = ProcessInfo.processInfo.environment["VBG_ZOO"].flatMap {
    $0.isEmpty ? nil : $0
  }

  static let all =
    folder.map { folder in
      ProjectFolders.files(in: URL(filePath: folder), extension: "tflite").map(ZooModel.init)
    } ?? []

  /// Tells whether no number of it is an integer that stands for a real one.
  static func hasOnlyFloats(_ bytes: [UInt8]) throws -> Bool {
    try surveyModel(bytes).subgraphs.allSatisfy { subgraph in
      subgraph.tensors.allSatisfy {
        !$0.isQuantized && !["INT4", "INT8", "UINT8", "INT16"].contains($0.elementType)
      }
    }
  }

  /// A picture of a seed where an input is one, else numbers of it: 0 to 1, or 0 and 1.
  static func inputs(of graph: Graph) -> [[Double]] {
    var generator = SeededGenerator(state: 16)
    return graph.inputs.map { id in
      let shape = graph[id].shape.dimensions
      if graph[id].elementType == .float32, shape.count == 4 {
        return Picture.seeded(shape: shape, seed: 16).normalized(factor: 1 / 255, summand: 0)
          .map(Double.init)
      }
      return (0..<graph[id].shape.elementCount).map { _ in
        graph[id].elementType == .float32
          ? Double(Float.random(in: 0..<1, using: &generator))
          : Double(Int.random(in: 0...1, using: &generator))
      }
    }
  }

  /// The outputs of a new session.
  static func run(_ plan: ExecutionPlan, _ inputs: [[Double]]) throws -> [[Double]] {
    let session = try Session(plan, threadCount: 1)
    for (index, input) in inputs.enumerated() {
      session.setInput(index, toBytes: encoded(input, plan.inputs[index].elementType).span)
    }
    session.run()
    return plan.outputs.indices.map {
      decoded(session.outputBytes($0), plan.outputs[$0].elementType)
    }
  }

  /// The largest difference in parts of the largest value or of 1; of places and the like a tenth of the share
  /// that is others.
  static func difference(_ truth: [Double], _ found: [Double], isFloat: Bool) -> Double {
    guard truth.count == found.count else { return .infinity }
    guard isFloat else {
      let others = zip(truth, found).count { $0 != $1 }
      return Double(others) / Double(max(1, truth.count)) / 10
    }
    let largest = truth.reduce(1) { max($0, abs($1)) }
    return zip(truth, found).reduce(0) { worst, pair in
      let difference = abs(pair.0 - pair.1) / largest
      return difference.isNaN ? .infinity : max(worst, difference)
    }
  }

  private static func encoded(_ values: [Double], _ type: ElementType) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      switch type {
      case .float32: withUnsafeBytes(of: Float(value)) { Array($0) }
      case .int32: withUnsafeBytes(of: Int32(value)) { Array($0) }
      case .int64: withUnsafeBytes(of: Int64(value)) { Array($0) }
      default: [UInt8](repeating: UInt8(value), count: 1)
      }
    }
  }

  private static func decoded(_ bytes: [UInt8], _ type: ElementType) -> [Double] {
    stride(from: 0, to: bytes.count, by: type.byteCount).map { start in
      bytes.withUnsafeBytes { bytes in
        switch type {
        case .float32: Double(bytes.loadUnaligned(fromByteOffset: start, as: Float.self))
        case .int32: Double(bytes.loadUnaligned(fromByteOffset: start, as: Int32.self))
        case .int64: Double(bytes.loadUnaligned(fromByteOffset: start, as: Int64.self))
        default: Double(bytes[start])
        }
      }
    }
  }
}
