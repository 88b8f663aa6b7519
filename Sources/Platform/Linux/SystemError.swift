import Glibc

/// Error of a system call, by its number.
public struct SystemError: Error, Hashable, CustomStringConvertible {
  public let number: Int32

  package init(number: Int32) { self.number = number }

  /// The system's words, for example `No such file or directory`.
  public var description: String { String(cString: strerror(number)) }

  /// Whether there is no room for more: a full disk, a quota, a limit on files' sizes.
  package var isLackOfSpace: Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) }
}
