import ArgumentParser
import Imaging

/// Which frames are read and which files are written; settled before any work.
struct ComposePlan {
  /// A frame, and where its picture goes.
  struct Item {
    /// The frame's path; `-` for standard input.
    let frame: String
    /// The picture's path; `-` for standard output.
    let output: String
    /// The format of the picture.
    let format: ImageFormat
    /// The path of the frame's mask, if it comes from a file.
    let mask: String?
  }

  /// The frames in order, those of a folder by name.
  let items: [Item]
  /// The files that are read and so must not be written.
  let inputs: Set<FileIdentity>
  private let isFolder: Bool

  /// Settles every path.
  ///
  /// - Throws: `ValidationError` (wrong usage) when two pictures would go to one place, a picture
  ///   over something that is read, or several frames to one file; `FileError` for a folder that
  ///   cannot be read or holds no frames.
  init(_ arguments: ComposeArguments) throws {
    let frames = try arguments.frames.flatMap { path throws(FileError) in
      Commands.isFolder(path) ? try pictures(inFolder: path) : [path]
    }
    let isOneFile = arguments.frames.count == 1 && !Commands.isFolder(arguments.frames[0])
    let place = arguments.output.map(OutputPlace.withDash)
    if let place {
      isFolder = try Self.isFolder(place, frames, isOneFile: isOneFile)
    } else {
      isFolder = false
      try Self.checkFilesAlone(arguments.frames)
    }
    if isFolder { try Self.checkNames(of: frames) }
    if place == "-" { try refuseTerminal(for: "--output -") }
    let isFolder = isFolder
    items = try frames.map { frame in
      let output =
        switch place {
        case nil: arguments.standardName(of: frame)
        case let place? where isFolder: joined(place, frameName(frame) + ".png")
        case let place?: place
        }
      let format = try Self.format(ofFile: output)
      if format == .jpeg && arguments.needsAlpha {
        let effect = arguments.transparent ? "--transparent" : "a --color with alpha"
        throw ValidationError("expected a .png file for \(effect), found '\(output)'")
      }
      return Item(
        frame: frame, output: output, format: format,
        mask: Self.maskPath(arguments.maskPath, frame))
    }
    inputs = Set(
      (frames + items.compactMap(\.mask)
        + [arguments.effect.background, try arguments.engine.modelPath()].compactMap(\.self))
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
    if isFolder, let folder = arguments.output { try makeFolder(folder) }
    if let stages = arguments.stages {
      try makeFolder(stages)
      try checkWritable(joined(stages, "stage.png"))
    }
    for path in items.map(\.output) where path != "-" { try checkWritable(path) }
  }

  /// Whether the place of the results is a folder: one that exists, or a new one, whose name has no
  /// extension or ends in '/'.
  private static func isFolder(
    _ place: String, _ frames: [String], isOneFile: Bool
  ) throws -> Bool {
    if place != "-" && (place.hasSuffix("/") || Commands.isFolder(place)) { return true }
    if isOneFile { return false }
    if place == "-" || fileExists(place) || fileExtension(place) != nil {
      throw ValidationError(
        frames.count == 1
          ? "expected --output to name a folder for the folder of '\(frames[0])', found '\(place)'"
          : "expected --output to name a folder for \(frames.count) frames, found '\(place)' for "
            + "'\(frames[0])' and '\(frames[1])'")
    }
    return true
  }

  /// Without a place, results of files go to the current folder; those of folders would fill it.
  private static func checkFilesAlone(_ typed: [String]) throws(ValidationError) {
    guard let folder = typed.first(where: Commands.isFolder) else { return }
    throw ValidationError(
      "expected --output to name a folder for the results of the folder '\(folder)', "
        + "found none (such as -o results/)")
  }

  private func checkOutputs() throws {
    // By bytes: strings that differ only in how accents are written are equal, but two files.
    var frameOfPlace: [[UInt8]: String] = [:]
    for item in items where item.output != "-" && !isDevice(item.output) {
      if let identity = FileIdentity(existing: item.output), inputs.contains(identity) {
        throw ValidationError(
          "expected --output not to replace what is read, found '\(item.output)' "
            + "(another folder: -o FOLDER/)")
      }
      if let other = frameOfPlace.updateValue(
        item.frame, forKey: pathBytes(canonicalPath(item.output)))
      {
        throw ValidationError(
          "expected different files for '\(other)' and '\(item.frame)', found '\(item.output)' "
            + "for both")
      }
    }
    for item in items where item.output != "-" { try checkWritableFile(item.output) }
  }

  private static func checkNames(of frames: [String]) throws {
    var frameOfName: [[UInt8]: String] = [:]
    for frame in frames {
      let name = frameName(frame)
      if let other = frameOfName.updateValue(frame, forKey: pathBytes(name)) {
        throw ValidationError(
          "expected frames of different names, found '\(other)' and '\(frame)' (both '\(name)')")
      }
    }
  }

  private static func format(ofFile path: String) throws -> ImageFormat {
    switch fileExtension(path) {
    case "jpg", "jpeg": return .jpeg
    case "png", nil: return .png
    default:
      throw ValidationError("expected --output to end in .png, .jpg or .jpeg, found '\(path)'")
    }
  }

  /// The mask of a frame: the file, or the one in the folder that is named for the frame.
  private static func maskPath(_ place: String?, _ frame: String) -> String? {
    guard let place, Commands.isFolder(place) else { return place }
    let names = [".mask.png", ".png"].map { joined(place, frameName(frame) + $0) }
    return names.first(where: fileExists) ?? names[0]
  }
}
