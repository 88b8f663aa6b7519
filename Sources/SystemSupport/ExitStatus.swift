import Glibc

/// End of a child process.
package enum ExitStatus: Hashable, CustomStringConvertible {
  /// By itself, with this code.
  case exited(Int32)
  /// By a signal of this number.
  case signaled(Int32)

  /// From `waitpid`'s status.
  init(_ status: Int32) {
    let signalNumber = status & 0x7f
    self = signalNumber == 0 ? .exited((status >> 8) & 0xff) : .signaled(signalNumber)
  }

  /// The code; 128 + the signal's number when a signal ended it, as shells count.
  package var code: Int32 {
    switch self {
    case .exited(let code): code
    case .signaled(let number): 128 + number
    }
  }

  package var isSuccess: Bool { self == .exited(0) }

  /// For example `failed with exit code 1`.
  package var description: String {
    switch self {
    case .exited(0): "succeeded"
    case .exited(let code): "failed with exit code \(code)"
    case .signaled(let number): "was ended by a signal (\(String(cString: strsignal(number))))"
    }
  }
}
