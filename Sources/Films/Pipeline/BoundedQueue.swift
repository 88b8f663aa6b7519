/// Hands elements from one thread to another in order, and makes either wait for the other.
///
/// Waiting threads sleep. Memory for all elements is allocated at the start.
final class BoundedQueue<Element: Sendable>: Sendable {
  private struct State {
    var elements: [Element?]
    var first = 0
    var count = 0
    var ending: Ending?
  }

  private enum Ending { case closed, aborted }

  private let monitor: Monitor<State>

  /// An empty queue of at most `capacity` elements, at least 1.
  init(capacity: Int) {
    precondition(capacity >= 1, "expected room for an element, found \(capacity)")
    monitor = Monitor(State(elements: Array(repeating: nil, count: capacity)))
  }

  /// Appends an element, once there is room; whether the queue took it. Closed, it takes none.
  @discardableResult
  func push(_ element: Element) -> Bool {
    monitor.change(when: { $0.count < $0.elements.count || $0.ending != nil }) { state in
      guard state.ending == nil else { return false }
      state.elements[(state.first + state.count) % state.elements.count] = element
      state.count += 1
      return true
    }
  }

  /// Takes the first element, once there is one; nil when none comes any more.
  func pop() -> Element? {
    monitor.change(when: { $0.count > 0 || $0.ending != nil }) { state in
      guard state.count > 0, state.ending != .aborted else { return nil }
      defer {
        state.elements[state.first] = nil
        state.first = (state.first + 1) % state.elements.count
        state.count -= 1
      }
      return state.elements[state.first]
    }
  }

  /// Takes no more elements; those that are there can still be taken.
  func close() { monitor.change { $0.ending = $0.ending ?? .closed } }

  /// Takes no more elements and gives out none.
  func abort() { monitor.change { $0.ending = .aborted } }
}
