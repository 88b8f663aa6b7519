import Graphs
import ModelCatalogue
import TFLite
import Threads

/// Imports a model on the caller's thread while another, if there is one, takes its SHA-256: both
/// read the file's bytes alone, and take about the same time.
final class ModelLoading: ThreadPoolTask, @unchecked Sendable {
  // Sendable: each result is written by one thread of the run and read after it.
  private let model: [UInt8]
  private let memoryLimitByteCount: Int
  private var imported: Result<Graph, ModelError>?
  private var digest: SHA256Digest?

  init(_ model: [UInt8], memoryLimitByteCount: Int) {
    self.model = model
    self.memoryLimitByteCount = memoryLimitByteCount
  }

  func run(on context: ThreadContext) {
    if context.index == context.count - 1 { digest = SHA256Digest(of: model) }
    guard context.index == 0 else { return }
    imported = Result { () throws(ModelError) in
      try importModel(model, memoryLimitByteCount: memoryLimitByteCount)
    }
  }

  /// The graph and the file's SHA-256.
  ///
  /// - Throws: `SegmentationError.model` for bytes that are no model.
  static func load(
    _ model: [UInt8], memoryLimitByteCount: Int, on pool: ThreadPool
  ) throws(SegmentationError) -> (graph: Graph, digest: SHA256Digest) {
    let loading = ModelLoading(model, memoryLimitByteCount: memoryLimitByteCount)
    pool.run(loading)
    guard let imported = loading.imported, let digest = loading.digest else {
      preconditionFailure("a run has a first and a last thread")
    }
    do {
      return (try imported.get(), digest)
    } catch {
      throw .model(error)
    }
  }
}
