import Graphs
import Kernels
public import Memory
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
  /// Plan that is run.
  public let plan: ExecutionPlan
  /// Threads that take part, the caller's included.
  public var threadCount: Int { pool.threadCount }

  let pool: ThreadPool
  private let arena: Storage
  private let task: SessionTask

  /// Allocates the arena and starts the threads.
  ///
  /// - Parameters:
  ///   - plan: what to run.
  ///   - threadCount: 1 ... `ThreadPool.maximumThreadCount`; by default one a processor. Results do
  ///     not depend on it, to the bit.
  /// - Throws: `StorageError` when the system has no memory.
  public convenience init(
    _ plan: ExecutionPlan, threadCount: Int = ThreadPool.availableProcessorCount
  ) throws(StorageError) {
    try self.init(plan, pool: ThreadPool(threadCount: threadCount))
  }

  /// Allocates the arena; runs take place on `pool`, which others may use between them.
  ///
  /// - Throws: `StorageError` when the system has no memory.
  public init(_ plan: ExecutionPlan, pool: ThreadPool) throws(StorageError) {
    self.plan = plan
    self.pool = pool
    arena = try Storage(
      mappedByteCount: plan.scratchOffset + pool.threadCount * plan.scratchByteCount)
    task = SessionTask(plan: plan, arena: arena.base)
  }

  /// The most work that loops (`WHILE`) may do in a run: a multiplication with an addition is a unit, an element of
  /// a result 64. Nobody can tell whether a loop of a file ends, so one that does more is left, and `endlessLoop`
  /// says so. By default 2^38 units.
  public var loopWorkLimit: Int64 = 1 << 38

  /// The error of the last run where a loop was left; outputs are then what it had.
  public var endlessLoop: EndlessLoop? {
    task.control.pointee.isExhausted ? EndlessLoop(limit: loopWorkLimit) : nil
  }

  /// Puts variable tensors back to what they were before the first run.
  public func resetState() { task.resetState() }

  /// Runs all steps. Allocates nothing. Variable tensors keep what they have for the next run.
  ///
  /// Every input must have been written since the last run, which may have used its memory for other
  /// tensors.
  public func run() {
    for view in plan.inputViews {
      task.memory.clearMargins(of: view, rows: 0..<view.rowCount)
    }
    task.control.pointee = RunControl(loopWorkLeft: loopWorkLimit)
    pool.run(task)
  }

  /// As `run()`, with every thread's look at the clock before and after each step.
  func run(recordingIn timeline: StepTimeline) {
    task.timeline = timeline
    run()
    task.timeline = nil
  }

  /// Lends one row of an input to be written: width * channels elements. Rows count through the batch:
  /// batch * height of them. Dimensions that a tensor lacks at the front are 1; those before the last
  /// four count as batch.
  ///
  /// Outputs of the last run must have been read before: they may share memory with an input.
  ///
  /// - Precondition: `input` and `row` exist, and the input's elements are of that type.
  @inlinable
  public func withInputRow<Element: TensorElement, Result, Failure>(
    _ input: Int, row: Int, of type: Element.Type,
    _ body: (inout MutableSpan<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (start, count) = inputRow(input, row, of: Element.elementType)
    var span = MutableSpan<Element>(
      _unsafeStart: start.assumingMemoryBound(to: Element.self), count: count)
    return try body(&span)
  }

  /// Lends one row of an output: width * channels elements, with rows as in `withInputRow`. They hold
  /// what the last run left until an input is written.
  ///
  /// - Precondition: `output` and `row` exist, and the output's elements are of that type.
  @inlinable
  public func withOutputRow<Element: TensorElement, Result, Failure>(
    _ output: Int, row: Int, of type: Element.Type,
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (start, count) = outputRow(output, row, of: Element.elementType)
    return try body(
      Span(_unsafeStart: UnsafePointer(start.assumingMemoryBound(to: Element.self)), count: count))
  }

  @usableFromInline
  func inputRow(
    _ input: Int, _ row: Int, of elementType: ElementType
  ) -> (start: UnsafeMutableRawPointer, count: Int) {
    self.row(row, of: plan.inputViews[input], elementType)
  }

  @usableFromInline
  func outputRow(
    _ output: Int, _ row: Int, of elementType: ElementType
  ) -> (start: UnsafeMutableRawPointer, count: Int) {
    self.row(row, of: plan.outputViews[output], elementType)
  }

  private func row(
    _ row: Int, of view: TensorView, _ elementType: ElementType
  ) -> (start: UnsafeMutableRawPointer, count: Int) {
    precondition((0..<view.rowCount).contains(row), "row: expected one below \(view.rowCount)")
    precondition(
      view.elementType == elementType,
      "elements: expected \(view.elementType.rawValue), found \(elementType.rawValue)")
    return (task.memory.rowBytes(row, of: view), view.width * view.channels)
  }

  /// Writes all elements of an input, dense and in row-major order; outputs as for `withInputRow`.
  ///
  /// - Precondition: `values` has the input's element count and type.
  @inlinable
  public func setInput<Element: TensorElement>(_ input: Int, to values: [Element]) {
    let count = plan.inputs[input].shape.elementCount
    precondition(values.count == count, "input: expected \(count) elements, found \(values.count)")
    var (row, next) = (0, 0)
    while next < count {
      withInputRow(input, row: row, of: Element.self) { target in
        for index in target.indices { target[index] = values[next + index] }
        next += target.count
      }
      row += 1
    }
  }

  /// A dense copy of an output in row-major order, valid as for `withOutputRow`. Allocates it.
  ///
  /// - Precondition: `output` exists, and its elements are of that type.
  @inlinable
  public func output<Element: TensorElement>(
    _ output: Int, of type: Element.Type = Float.self
  ) -> [Element] {
    let count = plan.outputs[output].shape.elementCount
    var values: [Element] = []
    values.reserveCapacity(count)
    var row = 0
    while values.count < count {
      withOutputRow(output, row: row, of: Element.self) { span in
        for index in span.indices { values.append(span[index]) }
      }
      row += 1
    }
    return values
  }
}

/// Task that the threads of a session run: all steps, with a barrier where one needs what other
/// threads wrote.
final class SessionTask: ThreadPoolTask, @unchecked Sendable {
  // Sendable: immutable during a run; the arena is written by one run at a time, within it a step's
  // units write to different places, and each thread has its own scratch.
  let plan: ExecutionPlan
  /// Memory that the caller's thread sees.
  var memory: StepMemory { memory(ofThread: 0) }
  /// Where the moments of steps go; nil, and then free, unless somebody profiles.
  var timeline: StepTimeline?
  /// The plan's steps.
  let calls: FixedArray<StepCall>
  /// The run's own numbers.
  let control = UnsafeMutablePointer<RunControl>.allocate(capacity: 1)
  private let buffers: FixedArray<UnsafeMutableRawPointer>
  private let scratch: UnsafeMutableRawPointer

  /// - Parameter arena: the plan's bytes, then scratch for each thread.
  init(plan: ExecutionPlan, arena: UnsafeMutableRawPointer) {
    self.plan = plan
    scratch = arena + plan.scratchOffset
    calls = FixedArray(
      plan.steps.map { planned in
        StepCall(
          runner: .passUnretained(planned.step), unitCount: planned.step.unitCount,
          grain: planned.grain, needsBarrier: planned.needsBarrier)
      })
    buffers = FixedArray(
      plan.places.map { place in
        switch place {
        case .arena(let byteOffset): arena + byteOffset
        case .constant(let storage): storage.base
        }
      })
    control.initialize(to: RunControl(loopWorkLeft: 0))
    resetState()
  }

  deinit { control.deallocate() }

  /// Writes the elements that state has before the first run.
  func resetState() {
    for (view, initial) in plan.states { memory.write(initial, to: view) }
  }

  /// Returns what steps see on a thread.
  func memory(ofThread thread: Int) -> StepMemory {
    StepMemory(
      buffers: buffers.base, scratch: scratch + thread * plan.scratchByteCount, control: control)
  }

  func run(on context: ThreadContext) {
    let memory = memory(ofThread: context.index)
    if let timeline { return run(on: context, memory, recordingIn: timeline) }
    for call in calls.elements {
      let units = context.share(of: call.unitCount, grain: call.grain)
      if !units.isEmpty { call.run(units, memory) }
      if call.needsBarrier { context.synchronize() }
    }
  }
}
