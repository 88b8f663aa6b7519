import Glibc
import Synchronization

/// End of children from outside, whoever waits for them: those that run, and those that are started later.
public final class ChildStop: Sendable {
  private struct State {
    var isStopped = false
    var children: [Child] = []
  }

  private struct Child {
    weak var record: ChildRecord?
  }

  private let state = Mutex(State())

  /// Ends nothing yet.
  public init() {}

  /// Ends them. From any thread; waits for nobody.
  public func stop() {
    let children = state.withLock { state in
      state.isStopped = true
      defer { state.children = [] }
      return state.children.compactMap(\.record)
    }
    for child in children { child.signal(SIGKILL) }
  }

  /// Whether that was asked for.
  public var isStopped: Bool { state.withLock { $0.isStopped } }

  func add(_ child: ChildRecord) {
    let isStopped = state.withLock { state in
      if !state.isStopped {
        state.children.removeAll { $0.record == nil }
        state.children.append(Child(record: child))
      }
      return state.isStopped
    }
    if isStopped { child.signal(SIGKILL) }
  }
}
