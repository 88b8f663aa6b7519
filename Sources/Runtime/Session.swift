import Graphs
import Kernels
public import Threads

/// A plan with memory and threads to run it: the one mutable object of the engine, for one owner at a
/// time. Once it exists, writing inputs, running and lending outputs allocate nothing.
///
/// ```swift
/// let graph = try importModel(Array(Data(contentsOf: model))).optimized()
/// let plan = try ExecutionPlan(graph)
/// let session = try Session(plan)
/// for (index, input) in plan.inputs.enumerated() {
///   session.setInput(index, to: (0..<input.shape.elementCount).map(values))
/// }
/// session.run()
/// return session.output(0)
/// ```
public final class Session {
  /// What is run.
  public let plan: ExecutionPlan
  /// Threads that take part, the caller's included.
  public var threadCount: Int { pool.threadCount }

  let pool: ThreadPool
  private let arena: Arena
  private let task: SessionTask

  /// Allocates the arena and starts the threads.
  ///
  /// - Parameters:
  ///   - plan: what to run.
  ///   - threadCount: 1 ... `ThreadPool.maximumThreadCount`; by default one a processor. Results do
  ///     not depend on it, to the bit.
  /// - Throws: `ArenaError` when the system has no memory.
  public convenience init(
    _ plan: ExecutionPlan, threadCount: Int = ThreadPool.availableProcessorCount
  ) throws(ArenaError) {
    try self.init(plan, pool: ThreadPool(threadCount: threadCount))
  }

  /// Allocates the arena; runs take place on `pool`, which others may use between them.
  ///
  /// - Throws: `ArenaError` when the system has no memory.
  public init(_ plan: ExecutionPlan, pool: ThreadPool) throws(ArenaError) {
    self.plan = plan
    self.pool = pool
    arena = try Arena(
      byteCount: plan.scratchOffset + pool.threadCount * plan.scratchByteCount)
    task = SessionTask(plan: plan, arena: arena.base)
  }

  /// Runs all steps. Allocates nothing.
  ///
  /// Every input must have been written since the last run, which may have used its memory for other
  /// tensors.
  public func run() {
    for view in plan.inputViews {
      task.memory.clearMargins(of: view, rows: 0..<view.rowCount)
    }
    pool.run(task)
  }

  /// As `run()`, with every thread's look at the clock before and after each step.
  func run(recordingIn timeline: StepTimeline) {
    task.timeline = timeline
    run()
    task.timeline = nil
  }

  /// Lends one row of an input to be written: width * channels floats. Rows count through the batch:
  /// batch * height of them. Dimensions that a tensor lacks at the front are 1; those before the last
  /// four count as batch.
  ///
  /// Outputs of the last run must have been read before: they may share memory with an input.
  ///
  /// - Precondition: `input` and `row` exist.
  public func withInputRow<Result, Failure: Error>(
    _ input: Int, row: Int, _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let view = plan.inputViews[input]
    precondition((0..<view.rowCount).contains(row), "row: expected one below \(view.rowCount)")
    var span = MutableSpan(
      _unsafeStart: task.memory.row(row, of: view), count: view.width * view.channels)
    return try body(&span)
  }

  /// Lends one row of an output: width * channels floats, with rows as in `withInputRow`. They hold
  /// what the last run left until an input is written.
  ///
  /// - Precondition: `output` and `row` exist.
  public func withOutputRow<Result, Failure: Error>(
    _ output: Int, row: Int, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let view = plan.outputViews[output]
    precondition((0..<view.rowCount).contains(row), "row: expected one below \(view.rowCount)")
    return try body(
      Span(
        _unsafeStart: UnsafePointer(task.memory.row(row, of: view)),
        count: view.width * view.channels))
  }

  /// Writes all elements of an input, dense and in row-major order; outputs as for `withInputRow`.
  ///
  /// - Precondition: `values` has the input's element count.
  public func setInput(_ input: Int, to values: [Float]) {
    let view = plan.inputViews[input]
    precondition(
      values.count == view.elementCount,
      "input: expected \(view.elementCount) elements, found \(values.count)")
    let rowElements = view.width * view.channels
    for row in 0..<view.rowCount {
      let target = task.memory.row(row, of: view)
      for index in 0..<rowElements { target[index] = values[row * rowElements + index] }
    }
  }

  /// A dense copy of an output in row-major order, valid as for `withOutputRow`. Allocates it.
  ///
  /// - Precondition: `output` exists.
  public func output(_ output: Int) -> [Float] {
    let view = plan.outputViews[output]
    var values: [Float] = []
    values.reserveCapacity(view.elementCount)
    for row in 0..<view.rowCount {
      withOutputRow(output, row: row) { span in
        for index in span.indices { values.append(span[index]) }
      }
    }
    return values
  }
}

/// What the threads of a session run: all steps, with a barrier where one needs what other threads wrote.
final class SessionTask: ThreadPoolTask, @unchecked Sendable {
  // Sendable: immutable during a run; the arena is written by one run at a time, within it a step's
  // units write to different places, and each thread has its own scratch.
  let plan: ExecutionPlan
  /// What the caller's thread sees.
  var memory: StepMemory { memory(ofThread: 0) }
  /// Where the moments of steps go; nil, and then free, unless somebody profiles.
  var timeline: StepTimeline?
  /// The plan's steps.
  let calls: UnsafeMutableBufferPointer<StepCall>
  private let buffers: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  private let scratch: UnsafeMutableRawPointer

  /// - Parameter arena: the plan's bytes, then scratch for each thread.
  init(plan: ExecutionPlan, arena: UnsafeMutableRawPointer) {
    self.plan = plan
    scratch = arena + plan.scratchOffset
    calls = .allocate(capacity: plan.steps.count)
    for (index, planned) in plan.steps.enumerated() {
      calls.initializeElement(
        at: index,
        to: StepCall(
          runner: .passUnretained(planned.step), unitCount: planned.step.unitCount,
          grain: planned.grain, needsBarrier: planned.needsBarrier))
    }
    buffers = .allocate(capacity: max(1, plan.places.count))
    for (index, place) in plan.places.enumerated() {
      let pointer =
        switch place {
        case .arena(let byteOffset):
          (arena + byteOffset).assumingMemoryBound(to: Float.self)
        case .constant(let floats): UnsafeMutablePointer(mutating: floats.base)
        }
      (buffers + index).initialize(to: pointer)
    }
  }

  deinit {
    calls.deallocate()
    buffers.deallocate()
  }

  /// What steps see on a thread.
  func memory(ofThread thread: Int) -> StepMemory {
    StepMemory(
      buffers: buffers,
      scratch: (scratch + thread * plan.scratchByteCount).assumingMemoryBound(to: Float.self))
  }

  func run(on context: ThreadContext) {
    let memory = memory(ofThread: context.index)
    if let timeline { return run(on: context, memory, recordingIn: timeline) }
    for call in calls {
      let units = context.share(of: call.unitCount, grain: call.grain)
      if !units.isEmpty { call.run(units, memory) }
      if call.needsBarrier { context.synchronize() }
    }
  }
}
