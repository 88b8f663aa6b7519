import ArgumentParser
import ModelCatalogue

/// `vbg models path`
struct ModelsPathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Print where a model is on this machine; exits with 1 if it is not.")

  @Argument(
    help: "A name from 'vbg models list'; the default model if there is none.",
    completion: modelNameCompletion)
  var name: String?

  @Flag(help: "Print the folder that fetch puts models into.")
  var folder = false

  @Flag(help: "Print where the sample photo is.")
  var samplePhoto = false

  func validate() throws {
    if [name != nil, folder, samplePhoto].count(where: { $0 }) > 1 {
      throw ValidationError("expected one of a name, --folder and --sample-photo, found several")
    }
  }

  func run() throws {
    let folders = ModelFolders()
    if folder {
      guard let fetched = folders.fetched else { throw FetchError.noHome }
      return try printLine(fetched)
    }
    let entry = try name.map { try catalogueEntries(named: [$0])[0] } ?? Catalogue.defaultEntry
    let found =
      samplePhoto ? folders.path(ofPhoto: .samplePhoto) : folders.path(of: entry)
    guard let found else {
      let missing = samplePhoto ? CataloguedFile.samplePhoto.fileName : entry.file.fileName
      let wanted = samplePhoto ? "--sample-photo" : entry.shortName
      let places = (samplePhoto ? folders.photos : nil) ?? folders.searchedInWords
      report(
        "expected \(missing) in \(places), found none "
          + "(get it: vbg models fetch \(wanted))")
      throw ExitCode.failure
    }
    try printLine(found)
  }
}
