import Glibc

/// Names of films' files.
public enum FilmNames {
  /// Endings of the names of films that can be written, without dots: ffmpeg's containers, and
  /// YUV4MPEG2.
  public static let endings = FilmContainer.allCases.map(\.rawValue) + ["y4m"]

  /// The endings as a sentence has them: `.mp4, ... or .y4m`.
  public static let endingsInWords = {
    let names = endings.map { ".\($0)" }
    return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }()
}

/// Throws `FilmError.sameFile` when both paths lead to one file.
public func checkDistinctFilms(input: String, output: String) throws(FilmError) {
  guard let first = fileStatus(input), let second = fileStatus(output) else { return }
  let isFile = first.st_mode & S_IFMT == S_IFREG
  if isFile && first.st_dev == second.st_dev && first.st_ino == second.st_ino {
    throw .sameFile(path: output)
  }
}
