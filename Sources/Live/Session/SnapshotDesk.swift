import Imaging
import Synchronization
import SystemSupport

/// A desk where pictures of what leaves are asked for, by any thread, and taken, by the output's. Only a frame that may
/// leave is taken.
final class SnapshotDesk: Sendable {
  private let desk = PictureDesk()

  /// Copies a frame where one is asked for. Waits for nobody.
  func take(_ frame: SafeFrame) { desk.take(frame.view) }

  /// Waits for the next frame that leaves, in memory of its size; whether one came in time. One caller at a
  /// time.
  func fill(_ memory: PictureMemory, within milliseconds: Int, wake: () -> Void) -> Bool {
    desk.fill(memory, within: milliseconds, wake: wake)
  }
}

/// A desk where pictures are asked for, by any thread, and taken, by the one that makes them.
final class PictureDesk: Sendable {
  private struct State {
    var memory: PictureMemory?
    var isTaken = false
  }

  private let isWanted = Atomic<Bool>(false)
  private let state = Monitor(State())

  /// Copies a frame where one is asked for. Waits for nobody.
  func take(_ picture: FrameView) {
    guard isWanted.load(ordering: .acquiring) else { return }
    isWanted.store(false, ordering: .releasing)
    state.change { state in
      state.memory?.view.copy(picture)
      state.isTaken = true
    }
  }

  /// Waits for the next picture, in memory of its size; whether one came in time. One caller at a
  /// time.
  func fill(_ memory: PictureMemory, within milliseconds: Int, wake: () -> Void) -> Bool {
    state.change { $0 = State(memory: memory) }
    isWanted.store(true, ordering: .releasing)
    wake()
    state.wait(milliseconds: milliseconds) { $0.isTaken }
    return state.change { state in
      defer { state.memory = nil }
      return state.isTaken
    }
  }
}
