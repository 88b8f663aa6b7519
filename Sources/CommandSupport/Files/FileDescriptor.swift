import Glibc

/// An open file that is closed when this goes.
package struct FileDescriptor: ~Copyable {
  package let number: Int32

  /// Opens a file.
  ///
  /// - Throws: `SystemError`.
  package init(path: String, flags: Int32, mode: mode_t = 0) throws(SystemError) {
    let opened = open(path, flags | O_CLOEXEC, mode)
    if opened < 0 { throw SystemError(number: errno) }
    number = opened
  }

  deinit { close(number) }
}

/// Whether anything is at `path`.
package func fileExists(_ path: String) -> Bool {
  access(path, F_OK) == 0
}
