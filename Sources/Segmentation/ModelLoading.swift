import Graphs
import ModelCatalogue
import Platform
import Runtime
import TFLite
import Threads

/// Imports and plans a model on the caller's thread while another, if there is one, takes its
/// SHA-256, unless the caller has that: neither needs the other's result.
final class ModelLoading: ThreadPoolTask, @unchecked Sendable {
  // Sendable: each result is written by one thread of the run and read after it.
  private let model: [UInt8]
  private let options: SegmenterOptions
  private(set) var graph: Result<Graph, SegmentationError>?
  private(set) var plan: Result<ExecutionPlan, SegmentationError>?
  private(set) var digest: SHA256Digest?
  /// Times of importing and planning.
  private(set) var durations = (load: Duration.zero, plan: Duration.zero)

  /// Loads at once.
  init(
    _ model: [UInt8], _ options: SegmenterOptions, on pool: ThreadPool,
    digest known: (() -> SHA256Digest)?
  ) {
    self.model = model
    self.options = options
    if let known {
      importAndPlan()
      digest = known()
    } else {
      pool.run(self)
    }
  }

  func run(on context: ThreadContext) {
    if context.index == context.count - 1 { digest = SHA256Digest(of: model) }
    if context.index == 0 { importAndPlan() }
  }

  private func importAndPlan() {
    let clock = ContinuousClock()
    let start = clock.now
    let imported = Result { () throws(SegmentationError) in try importGraph() }
    let loaded = clock.now
    graph = imported
    plan = Result { () throws(SegmentationError) in try executionPlan(imported.get()) }
    durations = (loaded - start, clock.now - loaded)
  }

  private func importGraph() throws(SegmentationError) -> Graph {
    do {
      return try importModel(
        model, memoryLimitByteCount: options.memoryLimitByteCount, choice: options.graph)
    } catch {
      throw .model(error)
    }
  }

  private func executionPlan(_ graph: Graph) throws(SegmentationError) -> ExecutionPlan {
    let optimized: Graph
    do {
      optimized = try graph.optimized()
    } catch {
      throw .graph(error)
    }
    do {
      return try ExecutionPlan(
        optimized,
        options: PlanOptions(
          instructionSet: options.instructionSet,
          memoryLimitByteCount: options.memoryLimitByteCount))
    } catch {
      throw .plan(error)
    }
  }
}
