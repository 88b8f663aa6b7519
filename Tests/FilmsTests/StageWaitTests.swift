import Foundation
import Testing

@testable import Films

/// Stages that wait are woken. Each waits on a thread of its own: one that sleeps on fails its test, and
/// does not stop the others.
@Suite struct StageWaitTests {
  /// Tells whether a wait ends once something is done.
  private func isWoken(
    _ wait: @escaping @Sendable () -> Void, by event: () -> Void = {}
  ) -> Bool {
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      wait()
      done.signal()
    }
    // It has mostly begun to wait by then.
    usleep(100_000)
    event()
    return done.wait(timeout: .now() + 20) == .success
  }

  @Test func whoWaitsAtAQueueIsWoken() {
    for event in [{ _ = $0.push(1) }, { $0.close() }, { $0.abort() }]
      as [(BoundedQueue<Int>) -> Void]
    {
      let empty = BoundedQueue<Int>(capacity: 1)
      let isWoken = isWoken({ _ = empty.pop() }, by: { event(empty) })
      #expect(isWoken)
    }
    for event in [{ _ = $0.pop() }, { $0.close() }, { $0.abort() }] as [(BoundedQueue<Int>) -> Void]
    {
      let full = BoundedQueue<Int>(capacity: 1)
      full.push(1)
      let isWoken = isWoken({ full.push(2) }, by: { event(full) })
      #expect(isWoken)
    }
  }

  @Test(arguments: [1, 3]) func buffersGoRound(bufferCount: Int) {
    let sink = FakeSink()
    let pipeline = FramePipeline(
      source: FakeSource(times: Array(0..<20)), sink: sink, bufferCount: bufferCount)
    let isWoken = isWoken { _ = try? pipeline.run { $1.copy($0) } }
    #expect(isWoken)
    #expect(sink.frames.map(\.time) == Array(0..<20))
  }

  @Test func aReadThatWaitsIsCancelled() {
    let sink = FakeSink()
    let pipeline = FramePipeline(source: FakeSource(times: [0, 1], waitsAt: 1), sink: sink)
    let isWoken = isWoken(
      { _ = try? pipeline.run { $1.copy($0) } }, by: { pipeline.cancel() })
    #expect(isWoken)
    #expect(sink.endings == [.interrupted])
  }
}
