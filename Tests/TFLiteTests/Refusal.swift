import Testing

@testable import TFLite

/// Expects the importer to refuse `bytes` with exactly this message (one line, which names what was
/// expected, what was found, and where).
func expectRefusal(
  _ bytes: [UInt8], _ message: String, memoryLimitByteCount: Int = 1 << 30,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    _ = try ModelImporter.parts(of: bytes, memoryLimitByteCount: memoryLimitByteCount)
    Issue.record("expected a refusal, found a graph", sourceLocation: sourceLocation)
  } catch {
    #expect(error.description == message, sourceLocation: sourceLocation)
    #expect(!error.description.contains { $0.isNewline }, sourceLocation: sourceLocation)
  }
}

/// Expects the importer to refuse `model` with exactly this message.
func expectRefusal(
  _ model: TestModel, _ message: String, memoryLimitByteCount: Int = 1 << 30,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectRefusal(
    model.bytes, message, memoryLimitByteCount: memoryLimitByteCount,
    sourceLocation: sourceLocation)
}
