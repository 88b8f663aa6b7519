import SystemSupport

/// The folders that models are looked for in, from the environment.
///
/// First those of `VBG_MODELS` (separated by colons), then `vbg/models` in the user's data folder
/// (`$XDG_DATA_HOME`, by default `~/.local/share`: XDG Base Directory Specification 0.8).
public struct ModelFolders: Sendable {
  /// Every folder, in the order in which they are searched; the last one is `fetched`, if there is one.
  public let searched: [String]
  /// Where fetched models are put; nil where neither `XDG_DATA_HOME` nor `HOME` is an absolute path: the
  /// current folder never stands in for them.
  public let fetched: String?
  /// Where fetched photos are put; nil as `fetched`.
  public let photos: String?

  /// The folders for an environment: a function from a variable's name to its value.
  public init(environment: (String) -> String?) {
    let listed = pathList(environment("VBG_MODELS") ?? "")
    func absolutePath(_ name: String) -> String? {
      environment(name).flatMap { isAbsolute($0) ? $0 : nil }
    }
    let data = absolutePath("XDG_DATA_HOME") ?? absolutePath("HOME").map { $0 + "/.local/share" }
    fetched = data.map { $0 + "/vbg/models" }
    photos = data.map { $0 + "/vbg/photos" }
    searched = listed + [fetched].compactMap(\.self)
  }

  /// Text of what was expected where there is no `fetched`.
  public static let expectedHome = "HOME or XDG_DATA_HOME to name a folder by an absolute path"

  /// The folders that are searched, for a message: `a or b`.
  public var searchedInWords: String {
    let noHome = fetched == nil ? ["a data folder (neither HOME nor XDG_DATA_HOME names one)"] : []
    return (searched + noHome).joined(separator: " or ")
  }

  /// The folders for this process.
  public init() {
    self.init(environment: environmentVariable)
  }

  /// The path of a model's file, in the first folder that has one of its name; nil when none has.
  public func path(of entry: CatalogueEntry) -> String? {
    firstExisting(of: entry.file, in: searched)
  }

  /// The path of a photo, if it was fetched.
  public func path(ofPhoto photo: CataloguedFile) -> String? {
    firstExisting(of: photo, in: [photos].compactMap(\.self))
  }

  private func firstExisting(of file: CataloguedFile, in folders: [String]) -> String? {
    folders.lazy.map { joined($0, file.fileName) }.first(where: fileExists)
  }
}
