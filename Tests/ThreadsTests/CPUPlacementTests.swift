import CProcessor
import Testing

@testable import Threads

/// Threads of a pool leave a processor that another of them runs on.
@Suite(.enabled(if: ThreadPool.availableProcessorCount > 1, "needs two processors"))
struct CPUPlacementTests {
  @Test func aSharedProcessorIsLeft() {
    let available = ThreadPool.availableProcessorCount
    expectOnce {
      let placement = CPUPlacement(threadCount: 2)
      var worker = WorkerPlacement(index: 1)
      // This thread stands for the caller's as well.
      let shared = placement.note(0)
      worker.leaveSharedProcessor(placement)
      #expect(ThreadPool.availableProcessorCount == available)
      return processorOfThisThread() != shared
    }
  }

  @Test func movesAreRare() {
    expectOnce {
      let placement = CPUPlacement(threadCount: 2)
      var worker = WorkerPlacement(index: 1)
      placement.note(0)
      worker.leaveSharedProcessor(placement)
      let second = placement.note(0)
      worker.leaveSharedProcessor(placement)
      return processorOfThisThread() == second
    }
  }

  @Test func aProcessorOfItsOwnIsKept() {
    expectOnce {
      // Nobody was seen anywhere yet.
      let placement = CPUPlacement(threadCount: 3)
      var worker = WorkerPlacement(index: 2)
      let before = processorOfThisThread()
      worker.leaveSharedProcessor(placement)
      return processorOfThisThread() == before
    }
  }

  /// The system may move a thread at any time: once of five times must do.
  private func expectOnce(_ body: () -> Bool) {
    #expect((0..<5).contains { _ in body() })
  }

  @Test func whereNoOtherProcessorIsAllowedNothingChanges() {
    let available = ThreadPool.availableProcessorCount
    let all = (0..<Int32(1024)).map { $0 }
    #expect(!leaveProcessors(all, Int32(all.count)))
    #expect(!leaveProcessors(all + [-1, 1 << 20], Int32(all.count + 2)))
    #expect(ThreadPool.availableProcessorCount == available)
  }
}
