/// A film's file that grows beside its place and is put there once it is whole (`OutputFile`).
///
/// What is at the place but no file (a device, a named pipe) is written to as it is.
struct PartialFile {
  /// Where to write.
  let partialPath: String
  private let path: String
  private let file: OutputFile?

  /// Checks that a file can be made or replaced at `path`, and makes an empty one beside it.
  ///
  /// - Throws: `FilmError.unwritable`, `.noSpace`.
  init(_ path: String) throws(FilmError) {
    self.path = path
    do throws(SystemError) {
      file = try OutputFile(OutputPlace(path))
    } catch {
      throw Self.failure(path, error)
    }
    partialPath = file?.partialPath ?? path
  }

  /// Puts the file in its place.
  ///
  /// - Throws: `FilmError.unwritable`; the file is gone then.
  func publish() throws(FilmError) {
    do throws(SystemError) {
      try file?.publish()
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Removes the file.
  func discard() { file?.discard() }

  private static func failure(_ path: String, _ error: SystemError) -> FilmError {
    error.isLackOfSpace
      ? .noSpace(path: path, reason: "\(error)") : .unwritable(path: path, reason: "\(error)")
  }
}
