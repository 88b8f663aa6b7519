import Foundation
import Graphs
import Kernels
import ModelCatalogue
import Runtime
import TFLite
import TestSupport
import Testing

/// Every model against LiteRT. Serialized: sessions with several threads share the cores.
@Suite(.serialized) struct GoldenSuite {
  @Test func `there is a golden of every small model and of the seven models`() {
    let models = Set(Golden.all.map(\.model))
    let small = ProjectFolders.files(in: ProjectFolders.testModels, extension: "tflite")
      .map { $0.deletingPathExtension().lastPathComponent }
    #expect(small.count >= 12)
    #expect(models.isSuperset(of: small))
    #expect(models.subtracting(small).count == 7)
  }

  /// `VBG_EXPECTED_LEVELS`: names with commas; set where the CPU is known, as in an emulator.
  @Test(.enabled(if: expectedLevels != nil, "VBG_EXPECTED_LEVELS is not set"))
  func `the instruction sets are those that this CPU is known to have`() {
    #expect(InstructionSet.available.map(\.rawValue).joined(separator: ",") == expectedLevels)
  }

  @Test(arguments: Golden.all)
  func `the golden's files are as they were written`(_ golden: Golden) throws {
    let bytes = try golden.valueBytes()
    #expect(SHA256Digest(of: bytes).hexadecimal == golden.valuesSHA256)
    #expect(bytes.count == golden.outputs.reduce(0) { $0 + $1.storedShape.reduce(4, *) })
  }

  @Test(arguments: Golden.all)
  func `outputs are LiteRT's at every level and with every thread count`(
    _ golden: Golden
  ) throws {
    guard let files = try golden.filesOrSkip() else { return }
    try #require(digest(of: files.input) == golden.inputSHA256, "the input is another one")
    let graph = try importModel(files.model).optimized()
    var byLevel: [InstructionSet: Difference] = [:]
    // Too slow for an emulator.
    let truth =
      expectedLevels == nil
      ? try Interpreter.run(importModel(files.model), inputs: [files.input.map(Double.init)])
        .map(\.elements) : nil
    var fromTruth: [InstructionSet: Difference] = [:]
    for level in InstructionSet.available {
      let plan = try ExecutionPlan(graph, options: PlanOptions(instructionSet: level))
      try #require(plan.inputs.map(\.shape.dimensions) == [golden.inputShape])
      try #require(plan.outputs.map(\.shape.dimensions) == golden.outputs.map(\.shape))
      let outputs = try plan.run(files.input, threadCount: 1)
      let difference = try Difference(outputs, from: golden)
      byLevel[level] = difference
      #expect(difference.isWithinTolerance, "\(level): \(difference)")
      if let truth {
        let difference = Difference(outputs, truth: truth, of: golden)
        fromTruth[level] = difference
        #expect(difference.isWithinTolerance, "\(level), double precision: \(difference)")
      }
      for threadCount in [2, 8] {
        let others = try plan.run(files.input, threadCount: threadCount)
        #expect(bits(others) == bits(outputs), "\(level), \(threadCount) threads")
      }
    }
    let reference = try truth.map { truth in
      try Difference(truth.map { $0.map { Float($0) } }, from: golden)
    }
    WorstDifferences.shared.record(golden, byLevel, fromTruth: fromTruth, reference: reference)
  }

  @Test(arguments: Golden.all)
  func `the graph as it was imported gives LiteRT's outputs too`(_ golden: Golden) throws {
    guard let files = try golden.filesOrSkip(isSilent: true) else { return }
    let graph = try importModel(files.model)
    for level in InstructionSet.available {
      let plan = try ExecutionPlan(graph, options: PlanOptions(instructionSet: level))
      let outputs = try plan.run(files.input, threadCount: 2)
      let difference = try Difference(outputs, from: golden)
      #expect(difference.isWithinTolerance, "\(level): \(difference)")
    }
  }

  @Test(arguments: Golden.small)
  func `a session forgets its last frame`(_ golden: Golden) throws {
    let input = try golden.input()
    let plan = try ExecutionPlan(importModel(golden.modelBytes()).optimized())
    let session = try Session(plan, threadCount: 2)
    session.setInput(0, to: [Float](repeating: .nan, count: input.count))
    session.run()
    session.resetState()
    session.setInput(0, to: input)
    session.run()
    let outputs = plan.outputs.indices.map { session.output($0) }
    #expect(bits(outputs) == bits(try plan.run(input, threadCount: 2)))
  }
}

extension Golden {
  /// The model and its input, or nil, said by name, when this machine lacks one of them or
  /// `VBG_GOLDEN_SKIP` (names of models with commas) names the model.
  func filesOrSkip(isSilent: Bool = false) throws -> (model: [UInt8], input: [Float])? {
    let skipped = ProcessInfo.processInfo.environment["VBG_GOLDEN_SKIP"] ?? ""
    do {
      if skipped.split(separator: ",").contains(Substring(model)) {
        throw MissingFile(description: "named in VBG_GOLDEN_SKIP")
      }
      return (try modelBytes(), try input())
    } catch let error as MissingFile {
      if !isSilent {
        print("skipped \(name): \(error)")
        WorstDifferences.shared.record(self, [:], skipReason: error.description)
      }
      #if compiler(>=6.3)
        try Test.cancel("skipped \(name): \(error)")
      #else
        return nil
      #endif
    }
  }
}

extension ExecutionPlan {
  /// The outputs of a new session for one input.
  func run(_ input: [Float], threadCount: Int) throws -> [[Float]] {
    let session = try Session(self, threadCount: threadCount)
    session.setInput(0, to: input)
    session.run()
    return outputs.indices.map { session.output($0) }
  }
}

private let expectedLevels = ProcessInfo.processInfo.environment["VBG_EXPECTED_LEVELS"]

/// Bit patterns, so that equal means identical.
private func bits(_ values: [[Float]]) -> [[UInt32]] {
  values.map { $0.map(\.bitPattern) }
}
