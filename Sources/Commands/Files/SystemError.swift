import Glibc

/// What a system call said, by its error number.
struct SystemError: Error, CustomStringConvertible {
  let number: Int32

  /// The system's words, for example `No such file or directory`.
  var description: String { String(cString: strerror(number)) }
}
