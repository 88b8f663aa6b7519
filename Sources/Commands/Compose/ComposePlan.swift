import ArgumentParser
import ImageFiles

/// Frames that are read and files that are written; settled before any work.
struct ComposePlan {
  /// A frame, and where its picture goes.
  struct Item {
    /// The frame's path; `-` for standard input.
    let frame: String
    /// The picture's path; `-` for standard output.
    let output: String
    /// The format of the picture.
    let format: WritableFormat
    /// The path of the frame's mask, if it comes from a file.
    let mask: String?
    /// The folders between a folder of frames and the frame; mirrored where results go.
    let subfolder: String
    /// Clash for which nothing may be written: the picture of another frame would lie at the same
    /// place.
    var clash: ClashError?
  }

  /// The frames in order, those of a folder by name.
  private(set) var items: [Item]
  /// The files that are read and so must not be written.
  let inputs: Set<FileIdentity>
  /// Sentences on what was not taken of the folders.
  let omissions: [String]
  /// Folders in folders that could not be searched.
  let faults: [FileError]
  private let isFolder: Bool

  /// Settles every path.
  ///
  /// - Throws: `ValidationError` (wrong usage) for a picture over something that is read, or several
  ///   frames to one file; `FileError` for a folder that cannot be read or holds no frames.
  init(_ arguments: ComposeArguments) throws {
    let input = try FrameInputs(
      arguments.frames, isRecursive: arguments.recursive,
      places: [arguments.output, arguments.stages])
    (omissions, faults) = (input.omissions, input.faults)
    let place = arguments.output.map(OutputPlace.withDash)
    if let place {
      isFolder = try Self.isFolder(place, input)
    } else {
      isFolder = false
      try Self.checkFilesAlone(input)
    }
    if place == "-" { try refuseTerminal(for: "--output -") }
    let isFolder = isFolder
    items = try input.frames.map { frame in
      let output =
        switch place {
        case nil: arguments.standardName(of: frame.path)
        case let place? where isFolder:
          joined(place, below: frame.subfolder, frameName(frame.path) + ".png")
        case let place?: place
        }
      let format = try Self.format(ofFile: output)
      if !format.hasAlpha && arguments.needsAlpha {
        let effect = arguments.transparent ? "--transparent" : "a --color with alpha"
        throw ValidationError("expected a .png or .webp file for \(effect), found '\(output)'")
      }
      return Item(
        frame: frame.path, output: output, format: format,
        mask: Self.maskPath(arguments.maskPath, frame), subfolder: frame.subfolder)
    }
    if arguments.quality != nil, !items.contains(where: \.format.hasQuality) {
      throw ValidationError(
        "expected a .jpg or .webp file for --quality, found '\(items[0].output)'")
    }
    inputs = Set(
      (items.map(\.frame) + items.compactMap(\.mask)
        + [
          arguments.effect.background, arguments.effect.studio.inFront,
          try arguments.engine.modelPath(),
        ].compactMap(\.self))
        .compactMap(FileIdentity.init(existing:)))
    if place == "-" && arguments.json {
      throw ValidationError(
        "expected one result on standard output, found --output - and --json")
    }
    try checkOutputs()
  }

  /// Makes the folders that were named and do not exist, and checks that all can be written to.
  ///
  /// - Throws: `FileError.unwritable`.
  func prepareFolders(_ arguments: ComposeArguments) throws(FileError) {
    if isFolder, let folder = arguments.output {
      for subfolder in Set(items.map(\.subfolder)) {
        try makeFolder(joined(folder, below: subfolder, ""))
      }
    }
    if let stages = arguments.stages {
      for subfolder in Set(items.map(\.subfolder)) {
        try makeFolder(joined(stages, below: subfolder, ""))
      }
      try checkWritable(joined(stages, "stage.png"))
    }
    for path in items.map(\.output) where path != "-" { try checkWritable(path) }
  }

  /// Tells whether the place of the results is a folder: one that exists, or a new one, whose name
  /// has no extension or ends in '/'.
  private static func isFolder(_ place: String, _ input: FrameInputs) throws -> Bool {
    if place != "-" && (place.hasSuffix("/") || Commands.isFolder(place)) { return true }
    if input.isOneFile { return false }
    if place == "-" || fileExists(place) || fileExtension(place) != nil {
      let frames = input.frames.map(\.path)
      throw ValidationError(
        frames.count == 1
          ? "expected --output to name a folder for the folder of '\(frames[0])', found '\(place)'"
          : "expected --output to name a folder for \(frames.count) frames, found '\(place)' for "
            + "'\(frames[0])' and '\(frames[1])'")
    }
    return true
  }

  /// Without a place, results of files go to the current folder; those of folders would fill it.
  private static func checkFilesAlone(_ input: FrameInputs) throws(ValidationError) {
    guard let folder = input.folders.first else { return }
    throw ValidationError(
      "expected --output to name a folder for the results of the folder '\(folder)', "
        + "found none (such as -o results/)")
  }

  /// Checks that nothing that is read is replaced, and notes which frames are in each other's way.
  private mutating func checkOutputs() throws {
    var places = SharedPlaces()
    for item in items where item.output != "-" && !isDevice(item.output) {
      if let identity = FileIdentity(existing: item.output), inputs.contains(identity) {
        throw ValidationError(
          "expected --output not to replace what is read, found '\(item.output)' "
            + "(another folder: -o FOLDER/)")
      }
      places.add(item.output, of: item.frame)
    }
    for index in items.indices {
      items[index].clash = places.clash(at: items[index].output, of: items[index].frame)
    }
    for item in items where item.output != "-" { try checkWritableFile(item.output) }
  }

  private static func format(ofFile path: String) throws -> WritableFormat {
    guard let format = WritableFormat(fileExtension: fileExtension(path)) else {
      throw ValidationError(
        "expected --output to end in \(WritableFormat.fileExtensionList), found '\(path)'")
    }
    return format
  }

  /// The mask of a frame: the file, or the one in the folder that is named for the frame.
  private static func maskPath(_ place: String?, _ frame: FrameInputs.Frame) -> String? {
    guard let place, Commands.isFolder(place) else { return place }
    let names = [".mask.png", ".png"].map {
      joined(place, below: frame.subfolder, frameName(frame.path) + $0)
    }
    return names.first(where: fileExists) ?? names[0]
  }
}
