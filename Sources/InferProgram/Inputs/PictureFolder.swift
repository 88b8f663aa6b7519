import CommandSupport
import ImageFiles
import SystemSupport

/// The pictures of a folder, by the endings of their names.
package struct PictureFolder {
  /// A picture, and the folders between the one that was named and it: `a/b`, or nothing.
  package struct Picture {
    package let path: String
    package let subfolder: String
  }

  /// The pictures, those of a folder by name, before those of the folders in it.
  package private(set) var pictures: [Picture] = []
  /// The files that are no pictures, and pipes, which nobody may write to, by their paths below the folder;
  /// hidden ones are left out.
  package private(set) var skipped: [String] = []
  /// Number of folders in it that were not searched.
  package private(set) var unsearchedFolderCount = 0
  /// Faults of what could not be searched.
  package private(set) var faults: [FileError] = []

  private let path: String
  private var visited: Set<FileIdentity> = []

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - isRecursive: whether folders in it are searched too: each once, whatever links lead to it.
  ///   - excluded: folders that are written to, and so not searched.
  /// - Throws: `FileError.unreadable`, also when there are no pictures.
  package init(_ path: String, isRecursive: Bool, excluded: Set<FileIdentity>) throws(FileError) {
    self.path = path
    visited = excluded
    if let identity = FileIdentity(existing: path) { visited.insert(identity) }
    try search("", isRecursive: isRecursive)
    guard pictures.isEmpty else { return }
    if let fault = faults.first { throw fault }
    let others = [skippedNames, unsearchedFolders].compactMap(\.self).joined(separator: ", ")
    throw .unreadable(
      path: path,
      reason: "a folder without \(PictureFormat.list) files"
        + (others.isEmpty ? "" : " (\(others))"))
  }

  /// Sentence on what was left out, for a person: a few names, then how many more; nil when nothing
  /// was.
  package var omissions: String? {
    let parts = [skippedNames, unsearchedFolders].compactMap(\.self)
    return parts.isEmpty ? nil : "\(shownPath(path)): \(parts.joined(separator: ", "))"
  }

  private var skippedNames: String? {
    guard !skipped.isEmpty else { return nil }
    let shown = skipped.prefix(3).joined(separator: ", ")
    let rest = skipped.count - 3
    return "\(skipped.count) skipped: \(shown)" + (rest > 0 ? " and \(rest) more" : "")
  }

  private var unsearchedFolders: String? {
    switch unsearchedFolderCount {
    case 0: nil
    case 1: "1 folder not searched (see --recursive)"
    default: "\(unsearchedFolderCount) folders not searched (see --recursive)"
    }
  }

  private mutating func search(_ subfolder: String, isRecursive: Bool) throws(FileError) {
    let folder = subfolder.isEmpty ? path : joined(path, subfolder)
    var folders: [String] = []
    for name in try names(in: folder).sorted() where !name.hasPrefix(".") {
      let below = subfolder.isEmpty ? name : "\(subfolder)/\(name)"
      if isFolder(joined(folder, name)) {
        folders.append(below)
      } else if PictureFormat.allFileExtensions.contains(fileExtension(name) ?? ""),
        !isDevice(joined(folder, name))
      {
        pictures.append(Picture(path: joined(folder, name), subfolder: subfolder))
      } else {
        skipped.append(below)
      }
    }
    for below in folders {
      guard let identity = FileIdentity(existing: joined(path, below)),
        !visited.contains(identity)
      else { continue }
      guard isRecursive else {
        unsearchedFolderCount += 1
        continue
      }
      visited.insert(identity)
      do throws(FileError) {
        try search(below, isRecursive: true)
      } catch {
        faults.append(error)
      }
    }
  }

  private func names(in folder: String) throws(FileError) -> [String] {
    do throws(SystemError) {
      return try SystemSupport.names(inFolder: folder)
    } catch {
      throw .unreadable(path: folder, reason: "\(error)")
    }
  }
}
