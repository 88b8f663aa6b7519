import SystemSupport

/// A change of settings that another thread waits for.
final class ChangeWish: Sendable {
  private enum Outcome {
    case waiting, done
    case refused(String)
  }

  /// Changes the settings.
  let change: @Sendable (inout LiveChanges) throws -> Void
  private let outcome = Monitor(Outcome.waiting)

  init(_ change: @escaping @Sendable (inout LiveChanges) throws -> Void) { self.change = change }

  /// Tells whoever waits how it went.
  func finish(refusal: String?) {
    outcome.change { $0 = refusal.map { .refused($0) } ?? .done }
  }

  /// Waits for that.
  ///
  /// - Throws: `ControlError`.
  func wait() throws(ControlError) {
    outcome.wait(milliseconds: 15_000) { if case .waiting = $0 { false } else { true } }
    switch outcome.read({ $0 }) {
    case .done: return
    case .refused(let reason): throw ControlError(reason)
    case .waiting: throw ControlError("the change takes too long: it comes when it is ready")
    }
  }
}
