import Glibc

/// An open file that is closed when this goes.
struct FileDescriptor: ~Copyable {
  let number: Int32

  /// Opens a file.
  ///
  /// - Throws: `SystemError`.
  init(path: String, flags: Int32, mode: mode_t = 0) throws(SystemError) {
    let opened = open(path, flags | O_CLOEXEC, mode)
    if opened < 0 { throw SystemError(number: errno) }
    number = opened
  }

  deinit { close(number) }
}

/// Whether anything is at `path`.
func fileExists(_ path: String) -> Bool {
  access(path, F_OK) == 0
}
