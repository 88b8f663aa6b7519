import Synchronization

/// Carries effects from the thread that prepared them to the one that processes frames.
///
/// `@unchecked Sendable`: everything is read and written under the lock.
final class EffectHandover: @unchecked Sendable {
  private struct State {
    var next: LiveEffect?
    /// Number that were given.
    var epoch = 0
    /// Visibility of the latest that was given.
    var visibility: EffectVisibility
    var revelation: Revelation
  }

  private let state: Mutex<State>
  private let gate: LeakGate

  init(first: LiveEffect, gate: LeakGate) {
    state = Mutex(State(visibility: first.visibility, revelation: first.revelation))
    self.gate = gate
  }

  /// Gives an effect. What one before has made is held back from now on where other parts of frames
  /// count as the person, or where it shows more of the room.
  func give(_ effect: LiveEffect) {
    state.withLock { state in
      state.next = effect
      state.epoch += 1
      if state.visibility != effect.visibility || state.revelation > effect.revelation {
        gate.retire(before: state.epoch)
      }
      state.visibility = effect.visibility
      state.revelation = effect.revelation
    }
    gate.setSlate(effect.slate)
  }

  /// Takes the effect that was given last, with its number; nil when none came since.
  func take(_ epoch: inout Int) -> LiveEffect? {
    state.withLock { state in
      epoch = state.epoch
      defer { state.next = nil }
      return state.next
    }
  }
}
