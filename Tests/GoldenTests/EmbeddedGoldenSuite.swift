import Foundation
import Graphs
import Runtime
import TFLite
import TestSupport
import Testing

/// The libraries as Embedded Swift, against LiteRT: WebAssembly in Node, arm64 in an emulator.
@Suite(.serialized, .enabled(if: EmbeddedBuild.tested != nil, "VBG_EMBEDDED is not set"))
struct EmbeddedGoldenSuite {
  @Test(arguments: Golden.all)
  func `the Embedded build's outputs are LiteRT's`(_ golden: Golden) throws {
    guard let files = try golden.filesOrSkip(), let build = EmbeddedBuild.tested else { return }
    let outputs = try outputs(of: build, golden, files)
    let difference = try Difference(outputs, from: golden)
    #expect(difference.isWithinTolerance, "\(difference)")
    print("\(build.rawValue) \(golden.name): \(difference.raw) \(difference.probability ?? 0)")
  }

  /// Both multiply and add apart, on 4 lanes: what differs is the order of sums.
  @Test(.enabled(if: EmbeddedBuild.tested == .wasm, "VBG_EMBEDDED is not wasm"))
  func `WebAssembly is at most twice as far from LiteRT as the native baseline`() throws {
    let build = try #require(EmbeddedBuild.tested)
    var worst = (embedded: 0.0, native: 0.0)
    for golden in Golden.all {
      guard let model = try? golden.modelBytes(), let input = try? golden.input() else { continue }
      let embedded = try Difference(
        outputs(of: build, golden, (model, input)), from: golden)
      let plan = try ExecutionPlan(
        importModel(model).optimized(), options: PlanOptions(instructionSet: .baseline))
      let native = try Difference(plan.run(input, threadCount: 1), from: golden)
      worst = (max(worst.embedded, embedded.raw), max(worst.native, native.raw))
    }
    try #require(worst.native > 0)
    #expect(worst.embedded <= 2 * worst.native, "\(worst)")
  }

  /// The outputs of a model, which an Embedded build runs.
  private func outputs(
    of build: EmbeddedBuild, _ golden: Golden, _ files: (model: [UInt8], input: [Float])
  ) throws -> [[Float]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vbg-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (model, input, output) = (
      folder.appending(path: "model"), folder.appending(path: "input"),
      folder.appending(path: "output")
    )
    try Data(files.model).write(to: model)
    try files.input.withUnsafeBytes { try Data($0).write(to: input) }

    let process = build.process(["run", model.path, input.path, output.path])
    let printed = Pipe()
    process.standardOutput = printed
    try process.run()
    let digest = printed.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    #expect(String(decoding: digest, as: UTF8.self) == golden.modelSHA256)
    let values = try Data(contentsOf: output).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    let counts = golden.outputs.map { $0.shape.reduce(1, *) }
    try #require(values.count == counts.reduce(0, +))
    var start = 0
    return counts.map { count in
      defer { start += count }
      return Array(values[start..<start + count])
    }
  }
}
