/// Runs a C codec with room for its message, which is terminated within `capacity` bytes.
///
/// Returns nil when the codec succeeds, else what it says.
func codecMessage(
  _ body: (_ message: UnsafeMutablePointer<CChar>, _ capacity: Int) -> Bool
) -> String? {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
    message.initialize(repeating: 0)
    guard let text = message.baseAddress, !body(text, message.count) else { return nil }
    return String(cString: text)
  }
}
