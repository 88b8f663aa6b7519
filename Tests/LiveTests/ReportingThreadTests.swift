import Foundation
import Synchronization
import Testing

@testable import Live

/// Reports on their way to a handler that blocks, or not.
@Suite struct ReportingThreadTests {
  /// Event that was handled, with the losses before it.
  private final class Handled: Sendable {
    private let list = Mutex<[(report: Int, lostCount: Int)]>([])

    func append(_ report: Int, _ lostCount: Int) {
      list.withLock { $0.append((report, lostCount)) }
    }

    var reports: [Int] { list.withLock { $0.map(\.report) } }
    var lossCounts: [Int] { list.withLock { $0.map(\.lostCount) } }
  }

  @Test(.timeLimit(.minutes(1))) func reportsArriveInOrder() throws {
    let handled = Handled()
    let thread = ReportingThread<Int>(capacity: 1000) { handled.append($0, $1) }
    try thread.start()
    for number in 0..<1000 { thread.post(number) }
    #expect(thread.finish(within: .seconds(30)))
    #expect(handled.reports == Array(0..<1000) && handled.lossCounts.allSatisfy { $0 == 0 })
  }

  /// The newest are kept; how many are missing is told with the first that comes after them.
  @Test(.timeLimit(.minutes(1))) func aHandlerThatBlocksLosesTheOldest() throws {
    let handled = Handled()
    let begun = DispatchSemaphore(value: 0)
    let hang = DispatchSemaphore(value: 0)
    let thread = ReportingThread<Int>(capacity: 4) { report, lostCount in
      begun.signal()
      hang.wait()
      handled.append(report, lostCount)
    }
    try thread.start()
    thread.post(0)
    begun.wait()
    for number in 1...10 { thread.post(number) }
    // The end does not wait for the handler.
    let clock = MonotonicClock()
    let start = clock.now
    #expect(!thread.finish(within: .milliseconds(50)))
    #expect(clock.now - start < .seconds(5) && handled.reports == [])
    for _ in 0..<5 { hang.signal() }
    #expect(thread.finish(within: .seconds(30)))
    #expect(handled.reports == [0, 7, 8, 9, 10])
    #expect(handled.lossCounts == [0, 6, 0, 0, 0])
  }
}
