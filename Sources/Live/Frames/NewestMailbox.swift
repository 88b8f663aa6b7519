import SystemSupport

/// Three elements between a thread that fills them and one that uses them: what is newest wins, what
/// was not fetched in time is filled again, and neither ever waits for the other's work.
///
/// `@unchecked Sendable`: the draft is the writer's, the latest the reader's, and they change places
/// with the third under the lock.
final class NewestMailbox<Element: AnyObject>: @unchecked Sendable {
  /// Element that the writer fills next. The writer's alone.
  private(set) var draft: Element
  /// Element that the reader fetched last. The reader's alone.
  private(set) var latest: Element

  private struct State {
    var waiting: Element
    var isFresh = false
    var isClosed = false
  }

  private let monitor: Monitor<State>

  /// A mailbox of three elements.
  init(_ make: () throws -> Element) rethrows {
    draft = try make()
    monitor = Monitor(State(waiting: try make()))
    latest = try make()
  }

  /// Sends the draft. Whether one that nobody fetched was lost for it.
  @discardableResult
  func publish() -> Bool {
    monitor.change { state in
      swap(&draft, &state.waiting)
      defer { state.isFresh = true }
      return state.isFresh
    }
  }

  /// Fetches the newest as `latest`; false when nothing came since the last time.
  func take() -> Bool {
    monitor.change { state in
      guard state.isFresh else { return false }
      swap(&latest, &state.waiting)
      state.isFresh = false
      return true
    }
  }

  /// Waits until something can be fetched, the mailbox is closed, or a tenth of a second has passed.
  func wait() { monitor.wait(milliseconds: 100) { $0.isFresh || $0.isClosed } }

  /// Makes nobody wait any more.
  func close() { monitor.change { $0.isClosed = true } }
}
