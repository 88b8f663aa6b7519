import Dispatch
import Synchronization

/// Reads, transforms and writes a film's frames, each in a thread of its own, in order. Where the system
/// makes no more threads, the caller's does the work of those that are missing.
///
/// Frames travel in a fixed number of buffers: a full queue makes the stage before it wait, so the
/// slowest stage sets the pace and memory stays as it is. The transform runs on the caller's thread.
public final class FramePipeline: Sendable {
  /// Changes a frame: reads the first, fills the second. The time is carried over beforehand.
  public typealias Transform = (RawFrame, RawFrame) throws -> Void

  private let source: any FrameSource
  private let sink: any FrameSink
  private let bufferCount: Int
  private let isCancelled = Atomic<Bool>(false)
  private let faults = Mutex(Faults())
  private let read: Passage
  private let written: Passage

  /// The first error of each stage.
  private struct Faults {
    var source: FilmError?
    var transform: (any Error)?
    var sink: FilmError?
  }

  /// Prepares buffers.
  ///
  /// - Parameter bufferCount: frames in memory at most, on either side of the transform; 2 is one in
  ///   work at each of two neighbors.
  public init(source: any FrameSource, sink: any FrameSink, bufferCount: Int = 3) {
    precondition(bufferCount >= 1, "expected a buffer, found \(bufferCount)")
    self.source = source
    self.sink = sink
    self.bufferCount = bufferCount
    read = Passage(source.format, bufferCount: bufferCount)
    written = Passage(sink.format, bufferCount: bufferCount)
  }

  /// Stops the run, now or once it begins: what was transformed is still written, and the film is
  /// ended as `.interrupted`. From any thread.
  public func cancel() {
    isCancelled.store(true, ordering: .sequentiallyConsistent)
    source.cancel()
    read.empty.abort()
    read.filled.abort()
  }

  /// Runs to the end. To be called once.
  ///
  /// - Returns: what happened; a source that broke off after some frames is told there as `fault`, and
  ///   the film of those frames is complete.
  /// - Throws: what the sink or the transform threw, or the source before any frame. No film is left.
  public func run(_ transform: Transform) throws -> PipelineReport {
    let (sourceTimes, sinkTimes) = (StageClock(), StageClock())
    let group = DispatchGroup()
    let isReadAside = begin("vbg.film.read", group) { while self.readNext(sourceTimes) {} }
    let isWrittenAside = begin("vbg.film.write", group) { while self.writeNext(sinkTimes) {} }
    let transformTimes = StageClock()
    transformAll(
      transform, transformTimes, reading: isReadAside ? nil : sourceTimes,
      writing: isWrittenAside ? nil : sinkTimes)
    group.wait()

    let faults = faults.withLock { Faults(source: $0.source, transform: nil, sink: $0.sink) }
    let transformFault = self.faults.withLock { faults -> (any Error)? in faults.transform }
    let wasCancelled = isCancelled.load(ordering: .sequentiallyConsistent)
    let isEmpty = sinkTimes.report.frameCount == 0
    if let fault: any Error = faults.sink ?? transformFault ?? (isEmpty ? faults.source : nil) {
      try? sink.finish(.failed)
      throw fault
    }
    try sink.finish(wasCancelled ? .interrupted : .complete)
    return PipelineReport(
      reading: sourceTimes.report, transforming: transformTimes.report, writing: sinkTimes.report,
      fault: faults.source, wasInterrupted: wasCancelled)
  }

  /// Tells whether a thread for a stage could be started.
  private func begin(
    _ name: String, _ group: DispatchGroup, _ stage: @escaping @Sendable () -> Void
  ) -> Bool {
    group.enter()
    do throws(SystemError) {
      try startThread(name) {
        stage()
        group.leave()
      }
      return true
    } catch {
      group.leave()
      return false
    }
  }

  /// Reads a frame; false when none comes any more.
  private func readNext(_ clock: StageClock) -> Bool {
    guard let frame = clock.waiting({ read.empty.pop() }) else {
      read.filled.close()
      return false
    }
    do throws(FilmError) {
      if try clock.working({ () throws(FilmError) in try source.read(into: frame) }) {
        clock.countFrame()
        read.filled.push(frame)
        return true
      }
    } catch {
      if error != .cancelled { faults.withLock { $0.source = error } }
    }
    read.filled.close()
    return false
  }

  /// - Parameters:
  ///   - reading: the clock of the stage that reads, where this thread does its work too.
  ///   - writing: likewise.
  private func transformAll(
    _ transform: Transform, _ clock: StageClock, reading: StageClock?, writing: StageClock?
  ) {
    while reading.map(readNext) ?? true, let input = clock.waiting({ read.filled.pop() }),
      let output = clock.waiting({ written.empty.pop() })
    {
      output.time = input.time
      do {
        try clock.working { try transform(input, output) }
      } catch {
        faults.withLock { $0.transform = error }
        abort()
        break
      }
      clock.countFrame()
      read.empty.push(input)
      written.filled.push(output)
      if let writing, !writeNext(writing) { break }
    }
    written.filled.close()
  }

  /// Writes a frame; false when none comes any more.
  private func writeNext(_ clock: StageClock) -> Bool {
    guard let frame = clock.waiting({ written.filled.pop() }) else { return false }
    do throws(FilmError) {
      try clock.working { () throws(FilmError) in try sink.write(frame) }
    } catch {
      faults.withLock { $0.sink = error }
      abort()
      return false
    }
    clock.countFrame()
    written.empty.push(frame)
    return true
  }

  /// Ends all stages without regard to what is under way.
  private func abort() {
    source.cancel()
    for queue in [read.empty, read.filled, written.empty, written.filled] { queue.abort() }
  }
}

/// The buffers between two stages: those to be filled and those that are.
private final class Passage: Sendable {
  let empty: BoundedQueue<RawFrame>
  let filled: BoundedQueue<RawFrame>

  init(_ format: FilmFormat, bufferCount: Int) {
    empty = BoundedQueue(capacity: bufferCount)
    filled = BoundedQueue(capacity: bufferCount)
    for _ in 0..<bufferCount { empty.push(RawFrame(format)) }
  }
}
