import Glibc

/// Throws `FilmError.sameFile` when both paths lead to one file.
public func checkDistinctFilms(input: String, output: String) throws(FilmError) {
  guard let first = fileStatus(input), let second = fileStatus(output) else { return }
  let isFile = first.st_mode & S_IFMT == S_IFREG
  if isFile && first.st_dev == second.st_dev && first.st_ino == second.st_ino {
    throw .sameFile(path: output)
  }
}
