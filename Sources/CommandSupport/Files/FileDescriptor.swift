import Glibc

/// An open file that is closed when this goes.
package struct FileDescriptor: ~Copyable {
  package let number: Int32

  /// Opens a file.
  ///
  /// - Throws: `SystemError`.
  package init(path: String, flags: Int32, mode: mode_t = 0) throws(SystemError) {
    number = try openFile(path, flags, mode: mode)
  }

  deinit { close(number) }
}
