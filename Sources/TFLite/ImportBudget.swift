import Graphs

/// Amounts that all importers of a file's subgraphs share, and what they know in common: a small file could name one
/// subgraph many times.
final class ImportBudget {
  /// Subgraphs imported so far.
  var subgraphCount = 0
  /// Numbers that may still be copied out of the file.
  var copiesLeft = ModelLimits.copiedCount
  /// Bytes that sparse constants may still take when they are dense.
  var denseBytesLeft: Int
  /// Constants that may still be computed.
  var folding: ConstantFolding
  /// Elements of variables before the first run, by name.
  var initialStates: [String: (type: TensorType, elements: Constant)] = [:]

  init(memoryLimitByteCount: Int) {
    denseBytesLeft = memoryLimitByteCount / 4
    folding = ConstantFolding(byteCountLimit: memoryLimitByteCount / 4)
  }
}
