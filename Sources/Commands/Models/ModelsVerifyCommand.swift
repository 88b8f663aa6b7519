import ArgumentParser
import ModelCatalogue

/// `vbg models verify`
struct ModelsVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check size and SHA-256 of every model that is on this machine.",
    discussion: """
      Every folder is checked, so one model can be found twice. Exits with 1 if a model differs from \
      the catalogue, if a named one is missing, or if none is found at all.
      """)

  @Argument(
    help: "Names from 'vbg models list'; all of them if there are none.",
    completion: modelNameCompletion)
  var names: [String] = []

  func run() throws {
    let searched = ModelFolders()
    let folders = searched.searched
    let named = try catalogueEntries(named: names)
    var foundCount = 0
    var isIntact = true
    for entry in named.isEmpty ? Catalogue.entries : named {
      let paths = folders.map { joined($0, entry.file.fileName) }.filter(fileExists)
      foundCount += paths.count
      if paths.isEmpty && !named.isEmpty {
        report(
          "expected \(entry.file.fileName) in \(searched.searchedInWords), found none")
        isIntact = false
      }
      for path in paths where !check(path, entry.file) { isIntact = false }
    }
    if foundCount == 0 && named.isEmpty {
      report("expected a model in \(searched.searchedInWords), found none")
      isIntact = false
    }
    if !isIntact { throw ExitCode.failure }
  }

  private func check(_ path: String, _ file: CataloguedFile) -> Bool {
    do throws(FileError) {
      let bytes = try readFile(path)
      let found = SHA256Digest(of: bytes)
      if found == file.digest {
        try printLine("ok  \(path)")
        return true
      }
      report(
        "expected \(file.byteCount) bytes with SHA-256 \(file.digest) in '\(path)', "
          + "found \(bytes.count) bytes with \(found)")
    } catch {
      report("\(error)")
    }
    return false
  }
}
