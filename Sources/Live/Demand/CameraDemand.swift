import SystemSupport

/// The judge of whether the camera is open: readers of the virtual camera, where a session is on demand, and a
/// pause. Threads that have nothing to do meanwhile sleep here. From any thread.
final class CameraDemand: Sendable {
  private struct State {
    var isPaused = false
    var hasReaders: Bool
    /// Number of changes so far.
    var changeCount = 0
  }

  /// Whether the camera is open only while programs read the virtual one.
  let isOnDemand: Bool

  private let state: Monitor<State>

  init(isOnDemand: Bool) {
    self.isOnDemand = isOnDemand
    state = Monitor(State(hasReaders: !isOnDemand))
  }

  /// Whether the camera is to be open.
  var isWanted: Bool { state.read { $0.hasReaders && !$0.isPaused } }

  /// Whether the slate is shown since a person wants it.
  var isPaused: Bool { state.read { $0.isPaused } }

  /// Number of changes so far; see `wait`.
  var changeCount: Int { state.read { $0.changeCount } }

  func setPaused(_ isPaused: Bool) {
    state.change {
      $0.isPaused = isPaused
      $0.changeCount += 1
    }
  }

  func setHasReaders(_ hasReaders: Bool) {
    state.change {
      if $0.hasReaders == hasReaders { return }
      $0.hasReaders = hasReaders
      $0.changeCount += 1
    }
  }

  /// Makes nobody sleep on: there may be something to do.
  func wake() { state.change { $0.changeCount += 1 } }

  /// Sleeps until something has changed since there were `changeCount` changes, or so long.
  func wait(since changeCount: Int, atMost limit: Duration) {
    let milliseconds = Int(clamping: limit.inNanoseconds / 1_000_000 + 1)
    state.wait(milliseconds: max(0, milliseconds)) { $0.changeCount != changeCount }
  }
}
