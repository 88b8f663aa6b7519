import CProcessor
import Testing

@testable import Threads

/// Threads of a pool leave a processor that another of them runs on.
@Suite(.enabled(if: ThreadPool.availableProcessorCount > 1, "needs two processors"))
struct ThreadPlacesTests {
  @Test func aSharedProcessorIsLeft() {
    let available = ThreadPool.availableProcessorCount
    var hasMoved = false
    // The system may move a thread at any time: once of five times must do.
    for _ in 0..<5 where !hasMoved {
      let places = ThreadPlaces(threadCount: 2)
      var keeper = PlaceKeeper(index: 1)
      // This thread stands for the caller's as well.
      let shared = places.note(0)
      keeper.keepApart(places)
      hasMoved = processorOfThisThread() != shared
      #expect(ThreadPool.availableProcessorCount == available)
    }
    #expect(hasMoved)
  }

  @Test func movesAreRare() {
    var hasStayed = false
    for _ in 0..<5 where !hasStayed {
      let places = ThreadPlaces(threadCount: 2)
      var keeper = PlaceKeeper(index: 1)
      _ = places.note(0)
      keeper.keepApart(places)
      let second = places.note(0)
      keeper.keepApart(places)
      hasStayed = processorOfThisThread() == second
    }
    #expect(hasStayed)
  }

  @Test func aProcessorOfItsOwnIsKept() {
    var hasStayed = false
    for _ in 0..<5 where !hasStayed {
      // Nobody was seen anywhere yet.
      let places = ThreadPlaces(threadCount: 3)
      var keeper = PlaceKeeper(index: 2)
      let before = processorOfThisThread()
      keeper.keepApart(places)
      hasStayed = processorOfThisThread() == before
    }
    #expect(hasStayed)
  }

  @Test func whereNoOtherProcessorIsAllowedNothingChanges() {
    let available = ThreadPool.availableProcessorCount
    let all = (0..<Int32(1024)).map { $0 }
    #expect(!leaveProcessors(all, Int32(all.count)))
    #expect(!leaveProcessors(all + [-1, 1 << 20], Int32(all.count + 2)))
    #expect(ThreadPool.availableProcessorCount == available)
  }
}
