import CProcessor
import Glibc
import Synchronization

/// Which processors a team's threads run on, so that no two share one while another is idle.
///
/// A scheduler may wake a worker on its waker's processor and look for a better one only after tens of
/// milliseconds, in which threads take turns at every barrier. Between short runs it never looks: two
/// threads then took 0.72 ms for an inference of 0.25 ms, in one process of three (Linux 6.18).
final class ThreadPlaces: Sendable {
  /// One thread's.
  private final class Place: Sendable {
    let processor = Atomic<Int32>(-1)
  }

  private let places: [Place]

  init(threadCount: Int) { places = (0..<threadCount).map { _ in Place() } }

  /// Notes where the calling thread runs.
  ///
  /// - Parameter index: the thread's.
  func note(_ index: Int) -> Int32 {
    let processor = processorOfThisThread()
    places[index].processor.store(processor, ordering: .relaxed)
    return processor
  }

  /// Whether a thread of a lower index was last seen on a processor; writes where all of them were.
  fileprivate func isTaken(
    _ processor: Int32, before index: Int, _ others: UnsafeMutablePointer<Int32>
  ) -> Bool {
    var isTaken = false
    for other in 0..<index {
      others[other] = places[other].processor.load(ordering: .relaxed)
      isTaken = isTaken || others[other] == processor
    }
    return isTaken
  }
}

/// What a worker does about a processor that it shares.
struct PlaceKeeper: ~Copyable {
  private let index: Int
  private let others: UnsafeMutablePointer<Int32>
  private var nextMove: Int64 = 0

  /// - Parameter index: the worker's, 1 or more.
  init(index: Int) {
    self.index = index
    others = .allocate(capacity: index)
    others.initialize(repeating: -1, count: index)
  }

  deinit { others.deallocate() }

  /// Leaves a processor that a thread of a lower index runs on. Called at the beginning of a run.
  ///
  /// A move to an idle processor takes some tens of microseconds. When it takes longer that one is busy
  /// too, and nothing was won: the next move is then a second away.
  mutating func keepApart(_ places: ThreadPlaces) {
    guard places.isTaken(places.note(index), before: index, others) else { return }
    let start = monotonicNanoseconds()
    guard start >= nextMove else { return }
    let hasMoved = leaveProcessors(others, Int32(index))
    let end = monotonicNanoseconds()
    nextMove = end + (hasMoved && end - start < 300_000 ? 10_000_000 : 1_000_000_000)
    _ = places.note(index)
  }

  private func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
