import Glibc

/// The folders that models are looked for in, from the environment.
///
/// First those of `VBG_MODELS` (separated by colons), then `vbg/models` in the user's data folder
/// (`$XDG_DATA_HOME`, by default `~/.local/share`: XDG Base Directory Specification 0.8).
public struct ModelFolders: Sendable {
  /// Every folder, in the order in which they are searched; the last one is `fetched`.
  public let searched: [String]
  /// Where fetched models are put.
  public let fetched: String
  /// Where fetched photos are put.
  public let photos: String

  /// The folders for an environment: a function from a variable's name to its value.
  public init(environment: (String) -> String?) {
    let listed = (environment("VBG_MODELS") ?? "").split(separator: ":").map(String.init)
    let xdg = environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment("HOME").flatMap { $0.isEmpty ? nil : $0 } ?? "."
    let data = (xdg ?? home + "/.local/share") + "/vbg"
    fetched = data + "/models"
    photos = data + "/photos"
    searched = listed + [fetched]
  }

  /// The folders for this process.
  public init() {
    self.init { name in getenv(name).map { String(cString: $0) } }
  }

  /// The path of a model's file, in the first folder that has one of its name; nil when none has.
  public func path(of entry: CatalogueEntry) -> String? {
    firstExisting(of: entry.file, in: searched)
  }

  /// The path of a photo, if it was fetched.
  public func path(ofPhoto photo: CataloguedFile) -> String? {
    firstExisting(of: photo, in: [photos])
  }

  private func firstExisting(of file: CataloguedFile, in folders: [String]) -> String? {
    folders.lazy.map { $0 + "/" + file.fileName }.first { access($0, F_OK) == 0 }
  }
}
