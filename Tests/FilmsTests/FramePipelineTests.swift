import CAllocationCounter
import Foundation
import TestSupport
import Testing

@testable import Films

/// Order, ends and failures of the three stages, at every point.
@Suite struct FramePipelineTests {
  private struct Broken: Error {}

  @Test(arguments: [0, 1, 2, 3, 7, 100], [1, 2, 4])
  func framesArriveInOrder(count: Int, bufferCount: Int) throws {
    let times = (0..<count).map { $0 * $0 }
    let sink = FakeSink()
    let pipeline = FramePipeline(
      source: FakeSource(times: times), sink: sink, bufferCount: bufferCount)
    let report = try pipeline.run { input, output in output.bytes[0] = input.bytes[0] &+ 1 }
    #expect(sink.frames.map(\.time) == times)
    #expect(sink.frames.map(\.value) == (0..<count).map { UInt8($0 % 251 + 1) })
    #expect(sink.endings == [.complete])
    #expect(report.fault == nil && !report.wasInterrupted)
    for stage in [report.reading, report.transforming, report.writing] {
      #expect(stage.frameCount == count)
    }
  }

  /// Seeds choose the stage, the frame, the delays and the buffers; each run must end, and as told.
  @Test(.timeLimit(.minutes(1)), arguments: 0..<90)
  func failuresEndTheRunAndAreTold(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let count = 20
    let index = Int.random(in: 0..<count, using: &generator)
    let delay = Int.random(in: 0...200, using: &generator)
    let bufferCount = Int.random(in: 1...4, using: &generator)
    let stage = seed % 6
    let error = FilmError.damaged(path: "film", frameCount: index, reason: "seed \(seed)")
    let source = FakeSource(
      times: Array(0..<count), failure: stage == 0 ? (index, error) : nil,
      waitsAt: stage == 4 ? index : nil, maximumDelay: delay)
    let sink = FakeSink(
      failure: stage == 1 ? (index, error) : nil, failsToFinish: stage == 3,
      maximumDelay: 200 - delay)
    let pipeline = FramePipeline(source: source, sink: sink, bufferCount: bufferCount)
    if stage == 4 {
      DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(delay * 100)) {
        pipeline.cancel()
      }
    }
    var transformCount = 0
    let result = Result {
      try pipeline.run { input, output in
        if stage == 2 && transformCount == index { throw Broken() }
        if stage == 5 && transformCount == index { pipeline.cancel() }
        transformCount += 1
        output.copy(input)
      }
    }
    #expect(sink.frames.map(\.time) == Array(0..<sink.frames.count))
    switch (stage, result) {
    case (0, .success(let report)):
      #expect(index > 0 && report.fault == error && sink.frames.count == index)
      #expect(sink.endings == [.complete])
    case (0, .failure(let thrown)):
      #expect(index == 0 && thrown as? FilmError == error && sink.endings == [.failed])
    case (1, .failure(let thrown)):
      #expect(thrown as? FilmError == error && sink.frames.count == index)
      #expect(sink.endings == [.failed])
    case (2, .failure(let thrown)):
      #expect(thrown is Broken && transformCount == index && sink.frames.count <= index)
      #expect(sink.endings == [.failed])
    case (3, .failure(let thrown)):
      #expect(thrown as? FilmError == .noSpace(path: "sink", reason: "finish"))
      #expect(sink.frames.count == count)
    case (4, .success(let report)):
      #expect(report.wasInterrupted && report.fault == nil && sink.frames.count <= index)
      #expect(sink.endings == [.interrupted])
    case (5, .success(let report)):
      // The frame under way is still written.
      #expect(report.wasInterrupted && sink.frames.count == index + 1)
      #expect(sink.endings == [.interrupted])
    default: Issue.record("stage \(stage): \(result)")
    }
  }

  @Test func cancelledBeforeItBegins() throws {
    let sink = FakeSink()
    let pipeline = FramePipeline(source: FakeSource(times: [0, 1]), sink: sink)
    pipeline.cancel()
    #expect(try pipeline.run { $1.copy($0) }.wasInterrupted)
    #expect(sink.frames.isEmpty && sink.endings == [.interrupted])
  }

  @Test func theTransformAllocatesNothingBetweenFrames() throws {
    let pipeline = FramePipeline(source: FakeSource(times: Array(0..<200)), sink: FakeSink())
    let counter = new_allocation_counter()
    var count = 0
    _ = try pipeline.run { input, output in
      if count == 10 { count_allocations_of_this_thread(counter) }
      output.copy(input)
      count += 1
      if count == 199 { count_allocations_of_this_thread(0) }
    }
    #expect(counted_allocations(counter) == 0)
  }

  @Test func queuesKeepOrderAndEnd() {
    let queue = BoundedQueue<Int>(capacity: 2)
    #expect(queue.push(1) && queue.push(2))
    DispatchQueue.global().async {
      for value in 3...1000 { queue.push(value) }
      queue.close()
    }
    var values: [Int] = []
    while let value = queue.pop() { values.append(value) }
    #expect(values == Array(1...1000))
    #expect(!queue.push(0) && queue.pop() == nil)
    let aborted = BoundedQueue<Int>(capacity: 2)
    aborted.push(1)
    aborted.abort()
    #expect(aborted.pop() == nil)
    // The stage before ends in its own time, and what it left must not come back.
    aborted.close()
    #expect(aborted.pop() == nil && !aborted.push(2))
  }
}
