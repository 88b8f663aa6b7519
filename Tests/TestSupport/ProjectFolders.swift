import Foundation

/// Folders where tests find files.
public enum ProjectFolders {
  /// The repository.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The small models of our own making, `*.tflite`.
  public static let testModels = root.appending(path: "Tests/GoldenTests/Models")

  /// The reference outputs.
  public static let goldens = root.appending(path: "Models/Goldens")

  /// The products of the build that the running tests belong to.
  public static var products: URL {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// The files of a folder with this extension, by name; none when there is no such folder.
  public static func files(in folder: URL, extension fileExtension: String) -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == fileExtension }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
