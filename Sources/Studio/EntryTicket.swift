import Synchronization

/// A secret that is good once, for a start address that other users of the machine may see: that of a browser's
/// command line. Whoever comes second is told so, and gets nothing.
final class EntryTicket: Sendable {
  private let unused: Mutex<AccessToken?>
  /// Its digits.
  let text: String

  init() {
    let ticket = AccessToken()
    text = ticket.text
    unused = Mutex(ticket)
  }

  /// Tells whether a word is the ticket, and uses it up.
  func redeem(_ word: String) -> Bool {
    unused.withLock { ticket in
      guard let known = ticket, known.isEqual(to: word) else { return false }
      ticket = nil
      return true
    }
  }
}
