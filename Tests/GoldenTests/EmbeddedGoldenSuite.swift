import Foundation
import TestSupport
import Testing

/// The libraries as Embedded Swift, against LiteRT: WebAssembly in Node, arm64 in an emulator.
@Suite(.serialized, .enabled(if: EmbeddedBuild.tested != nil, "VBG_EMBEDDED is not set"))
struct EmbeddedGoldenSuite {
  @Test(arguments: Golden.all)
  func `the Embedded build's outputs are LiteRT's`(_ golden: Golden) throws {
    guard let files = try golden.filesOrSkip(), let build = EmbeddedBuild.tested else { return }
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
    let outputs = counts.map { count in
      defer { start += count }
      return Array(values[start..<start + count])
    }
    let difference = try Difference(outputs, from: golden)
    #expect(difference.isWithinTolerance, "\(difference)")
    print("\(build.rawValue) \(golden.name): \(difference.raw) \(difference.probability ?? 0)")
  }
}
