import CProcess
import Glibc
import Synchronization

/// A file that grows beside its place under a name of its own, and is put there once it is whole. Until
/// then the place holds what was there before; a signal that ends the process removes the file.
///
/// Who may read it, and whose it is, comes from the file that it replaces, as far as the system allows;
/// other names of that file (hard links) keep the old content.
package final class OutputFile: Sendable {
  /// Where the file grows.
  package let partialPath: String
  /// The file, open for writing.
  package let descriptor: Int32

  private let target: String
  private let replaced: stat?
  private let guarding: FileGuard

  /// Makes an empty file for a place.
  ///
  /// - Returns: nil where none is made: what is there is written to as it is.
  /// - Throws: why it can't be made.
  package init?(_ place: OutputPlace) throws(SystemError) {
    switch place {
    case .descriptor, .special: return nil
    case .vacant(let path): (target, replaced) = (path, nil)
    case .file(let path, let status): (target, replaced) = (path, status)
    }
    // Only we may read what shall replace a file that perhaps only few may read.
    let mode: mode_t = replaced == nil ? 0o666 : 0o600
    (partialPath, descriptor, guarding) = try makeFile(beside: target, mode: mode)
  }

  deinit { close(descriptor) }

  /// Puts the file in its place. To be called once, and not after `discard`.
  ///
  /// - Throws: why it can't be put there; the file is gone then.
  package func publish() throws(SystemError) {
    if let replaced { takeOver(replaced, at: target, by: descriptor) }
    guard withPath(partialPath, { partial in withPath(target) { rename(partial, $0) } }) != 0 else {
      return guarding.release()
    }
    let number = errno
    discard()
    throw SystemError(number: number)
  }

  /// Removes the file. Can be called again.
  package func discard() {
    _ = withPath(partialPath) { unlink($0) }
    guarding.release()
  }
}

/// Makes a file of a name that nothing has: at random, as process ids repeat (in containers nearly each
/// run has the same), and another when it is taken.
private func makeFile(
  beside target: String, mode: mode_t
) throws(SystemError) -> (path: String, descriptor: Int32, guarding: FileGuard) {
  guardAgainstSignals()
  // A signal between making and guarding would leave the file behind.
  var (all, previous) = (sigset_t(), sigset_t())
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &previous)
  defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
  var number = EEXIST
  for _ in 0..<100 where number == EEXIST {
    let path = joined(folderPart(of: target), ".vbg-\(randomLetters(count: 12))")
    let descriptor = withPath(path) { open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
    if descriptor >= 0 { return (path, descriptor, FileGuard(path)) }
    number = errno
  }
  throw SystemError(number: number)
}

private func randomLetters(count: Int) -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
  return String(
    decoding: (0..<count).map { _ in letters.randomElement() ?? letters[0] }, as: UTF8.self)
}

/// Has a file removed when a signal ends the process, until it is released.
private final class FileGuard: Sendable {
  // `nonisolated(unsafe)`: written by nobody; freed by whoever takes it out of its place.
  nonisolated(unsafe) private let path: UnsafeMutablePointer<CChar>?
  private let place: Int32
  private let isReleased = Atomic<Bool>(false)

  init(_ path: String) {
    self.path = withPath(path) { strdup($0) }
    place = guardFile(self.path)
  }

  /// Can be called again.
  func release() {
    if isReleased.exchange(true, ordering: .acquiringAndReleasing) { return }
    if releaseFile(place) { free(path) }
  }
}
