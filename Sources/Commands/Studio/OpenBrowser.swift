import Glibc

/// glibc's `POSIX_SPAWN_SETSID`, which Swift's Glibc leaves out.
private let setSession: Int32 = 0x80

/// Opens an address in the user's browser, in a process that goes its own way; whether there is a way to.
func openBrowser(_ address: String) -> Bool {
  let hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains {
    environmentVariable($0)?.isEmpty == false
  }
  guard hasDisplay, let program = findProgram("xdg-open") else { return false }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (stream, mode) in [
    (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY), (STDERR_FILENO, O_WRONLY),
  ] {
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", mode, 0)
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  var usual = sigset_t()
  sigfillset(&usual)
  posix_spawnattr_setsigdefault(&attributes, &usual)
  // A session of its own: control-C here is not meant for the browser.
  posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | setSession))
  var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(address), nil]
  defer { for word in words { free(word) } }
  var process = pid_t()
  return posix_spawn(&process, program, &actions, &attributes, &words, environ) == 0
}
