public import ArgumentParser
import CProcess
import Glibc

/// Parses the command line for `root`, runs the command and ends the process.
///
/// Exit codes: 0, 1 for a failure, 2 for wrong usage; a failure leaves one line on standard error.
///
/// - Parameter spelling: what was typed, behind `checkedWords`, as the argument parser takes it.
public func launch(
  _ root: any ParsableCommand.Type, spelling: ([String]) throws -> [String] = { $0 }
) -> Never {
  settleProcess()
  do {
    let arguments = try spelling(checkedWords(Array(processArguments.dropFirst())))
    var command = try root.parseAsRoot(arguments)
    try command.run()
    exit(EXIT_SUCCESS)
  } catch {
    exit(conclude(error, of: root))
  }
}

/// Undoes what whoever started this process may have left in its way.
package func settleProcess() {
  // A file that grows beyond `ulimit -f` is then an error of its write, not the end.
  signal(SIGXFSZ, SIG_IGN)
  // Where it is ignored, the system tells nobody how a child ended.
  signal(SIGCHLD, SIG_DFL)
  // Swift's runtime takes it for a crash, and writes for seconds where the code was.
  if !isIgnored(SIGQUIT) { signal(SIGQUIT, SIG_DFL) }
  reserveStandardDescriptors()
  admitSignals()
}

/// Says what `error` has to say, and gives the exit code. Help and version arrive as errors too.
package func conclude(_ error: any Error, of root: any ParsableCommand.Type) -> Int32 {
  if let code = error as? ExitCode { return code.rawValue }
  if (error as? any EndOfReaders)?.isEndOfReaders == true { endForLackOfReaders() }
  switch root.exitCode(for: error) {
  case .success:
    do {
      try printLine(namingShortVersion(root.fullMessage(for: error)))
      return EXIT_SUCCESS
    } catch {
      report("\(error)")
      return EXIT_FAILURE
    }
  case .validationFailure:
    let message = root.message(for: error)
    let isAnswer = message.hasSuffix("?)")
    report(
      (message.isEmpty ? "expected arguments, found none" : message)
        + (isAnswer ? "" : " (see --help)"))
    return 2
  default:
    report(root.message(for: error))
    return EXIT_FAILURE
  }
}

/// Help with the version's short option, of which the argument parser knows nothing.
private func namingShortVersion(_ help: String) -> String {
  help.replacing("\n  --version     ", with: "\n  -V, --version ", maxReplacements: 1)
}

/// An error of a kind that tells when nobody reads standard output any more.
package protocol EndOfReaders: Error {
  /// Whether that is what happened.
  var isEndOfReaders: Bool { get }
}

/// Lets the signals that ask for an end reach this process: whoever started it may have had them blocked in
/// its own thread, which is inherited, and nothing but SIGKILL would end us.
private func admitSignals() {
  var set = sigset_t()
  sigemptyset(&set)
  for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&set, number) }
  pthread_sigmask(SIG_UNBLOCK, &set, nil)
}

/// Opens what is closed of the descriptors 0, 1 and 2, so that no file gets their numbers: it would be
/// read as standard input, or get our messages. Whatever is done with such a stream fails.
private func reserveStandardDescriptors() {
  for (descriptor, mode) in [
    (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
  ] where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", mode)
  }
}
