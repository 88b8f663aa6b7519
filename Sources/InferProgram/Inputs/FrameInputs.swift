import CommandSupport

/// The frames that a command line names: files as they are, folders by the pictures in them.
package struct FrameInputs {
  /// A frame's file.
  package struct Frame {
    /// Its path; `-` for standard input.
    package let path: String
    /// The folders between a folder that was named and the file: `a/b`, or nothing.
    package let subfolder: String
  }

  package private(set) var frames: [Frame] = []
  /// The folders that were named.
  package private(set) var folders: [String] = []
  /// Sentences on what was not taken of the folders.
  package private(set) var omissions: [String] = []
  /// Folders in folders that could not be searched.
  package private(set) var faults: [FileError] = []
  /// Whether a file was named, and nothing else.
  package let isOneFile: Bool

  /// Finds the frames.
  ///
  /// - Parameter places: where results go: folders there are not searched.
  /// - Throws: `FileError` for a folder that cannot be read or holds no pictures.
  package init(_ typed: [String], isRecursive: Bool, places: [String?]) throws(FileError) {
    let excluded = Set(places.compactMap { $0.flatMap(FileIdentity.init(existing:)) })
    folders = typed.filter { $0 != "-" && isFolder($0) }
    isOneFile = typed.count == 1 && folders.isEmpty
    for path in typed {
      guard folders.contains(path) else {
        frames.append(Frame(path: path, subfolder: ""))
        continue
      }
      let folder = try PictureFolder(path, isRecursive: isRecursive, excluded: excluded)
      frames += folder.pictures.map { Frame(path: $0.path, subfolder: $0.subfolder) }
      if let omission = folder.omissions { omissions.append(omission) }
      faults += folder.faults
    }
  }
}

/// A path of a file in a folder in a folder; without a name, the folder's.
package func joined(_ folder: String, below subfolder: String, _ name: String) -> String {
  let place = subfolder.isEmpty ? folder : joined(folder, subfolder)
  return name.isEmpty ? place : joined(place, name)
}
