import Foundation
import Testing

@testable import Live

/// Newest wins, nothing is lost twice, and threads don't share an element.
@Suite struct MailboxTests {
  private final class Box {
    var value = 0
    var copy = 0
  }

  @Test func newestWins() {
    let mailbox = NewestMailbox { Box() }
    #expect(!mailbox.take())
    for value in 1...5 {
      mailbox.draft.value = value
      #expect(mailbox.publish() == (value > 1))
    }
    #expect(mailbox.take() && mailbox.latest.value == 5)
    #expect(!mailbox.take() && mailbox.latest.value == 5)
    mailbox.draft.value = 6
    #expect(!mailbox.publish())
    #expect(mailbox.latest.value == 5)
    #expect(mailbox.take() && mailbox.latest.value == 6)
  }

  @Test(.timeLimit(.minutes(1))) func threadsSeeWholeElementsInOrder() {
    let mailbox = NewestMailbox { Box() }
    let count = 100_000
    let done = DispatchSemaphore(value: 0)
    DispatchQueue(label: "writer").async {
      for value in 1...count {
        mailbox.draft.value = value
        mailbox.draft.copy = value
        mailbox.publish()
      }
      mailbox.close()
      done.signal()
    }
    var last = 0
    var faults = 0
    while last < count {
      if !mailbox.take() {
        mailbox.wait()
        continue
      }
      if mailbox.latest.value != mailbox.latest.copy || mailbox.latest.value <= last { faults += 1 }
      last = mailbox.latest.value
    }
    done.wait()
    #expect(faults == 0)
  }

  @Test(.timeLimit(.minutes(1))) func closingEndsTheWait() {
    let mailbox = NewestMailbox { Box() }
    mailbox.close()
    for _ in 0..<1000 { mailbox.wait() }
  }
}
