import ArgumentParser
import CommandSupport
import ImageFiles

/// Files that are written for each frame; settled before anything is read.
struct OutputPlan {
  /// A frame and where its results go.
  struct Item {
    /// The frame's path; `-` for standard input.
    let frame: String
    /// The folders between a folder of frames and the frame; mirrored where results go.
    let subfolder: String
    /// Paths of the results; `-` for standard output.
    var paths: [OutputKind: String]
    /// Clash for which nothing may be written: a result of another frame would lie at the same
    /// place.
    var clash: ClashError?
  }

  /// The frames in the order given.
  private(set) var items: [Item]
  /// Sentences on what was not taken of the folders.
  let omissions: [String]
  /// Folders in folders that could not be searched.
  let faults: [FileError]
  private let hasFolders: Bool
  /// Whether a result goes to standard output.
  var usesStandardOutput: Bool { items.contains { $0.paths.values.contains("-") } }

  /// Settles every path.
  ///
  /// - Throws: `ValidationError` (wrong usage) when two results of a frame would go to one place, a
  ///   result over something that is read, or several frames to one file; `FileError` for a folder that
  ///   cannot be read or holds no frames.
  init(_ arguments: InferenceArguments) throws {
    let input = try FrameInputs(
      arguments.frames, isRecursive: arguments.recursive,
      places: OutputKind.allCases.map { $0.place(in: arguments) })
    (omissions, faults, hasFolders) = (input.omissions, input.faults, !input.folders.isEmpty)
    if let folder = input.folders.first, arguments.output == nil {
      throw ValidationError(
        "expected --output to name a folder for the results of the folder '\(folder)', found none")
    }
    items = input.frames.map { Item(frame: $0.path, subfolder: $0.subfolder, paths: [:]) }
    for kind in OutputKind.allCases {
      let place = kind.place(in: arguments)
      guard place != nil || kind == .mask else { continue }
      let isFolder = try Self.isFolder(place, kind, input)
      for index in items.indices {
        let name = frameName(items[index].frame) + kind.suffix
        items[index].paths[kind] =
          isFolder ? place.map { joined($0, below: items[index].subfolder, name) } ?? name : place
      }
    }
    try checkFormats(arguments)
    try checkStandardOutput(arguments)
    try checkClashes(arguments)
  }

  /// Makes the folders that were named and do not exist, and checks that all can be written to.
  ///
  /// - Throws: `FileError.unwritable`.
  func prepareFolders(_ arguments: InferenceArguments) throws(FileError) {
    for place in OutputKind.allCases.compactMap({ $0.place(in: arguments) })
    where place.hasSuffix("/") || items.count > 1 || hasFolders {
      for subfolder in Set(items.map(\.subfolder)) {
        try makeFolder(joined(place, below: subfolder, ""))
      }
    }
    for path in items.flatMap(\.paths.values) where path != "-" { try checkWritable(path) }
  }

  /// Checks that pictures can be written as their names end, and as the options say.
  private func checkFormats(_ arguments: InferenceArguments) throws {
    var hasQuality = false
    for (kind, path) in items.flatMap(\.paths) where kind.isPicture {
      guard let format = WritableFormat(fileExtension: fileExtension(path)) else {
        throw ValidationError(
          "expected \(kind.option) to end in \(WritableFormat.fileExtensionList), found '\(path)'")
      }
      hasQuality = hasQuality || format.hasQuality
      if kind == .mask && arguments.bits == .sixteen && format != .png {
        throw ValidationError("expected a .png file for --bits 16, found '\(path)'")
      }
      if kind == .cutout && !format.hasAlpha {
        throw ValidationError("expected a .png or .webp file for --cutout, found '\(path)'")
      }
    }
    if arguments.quality != nil && !hasQuality {
      throw ValidationError(
        "expected a .jpg or .webp file for --quality, found '\(items[0].paths[.mask] ?? "")'")
    }
  }

  /// Tells whether a place is a folder. For several frames it must be: one that exists, or a new
  /// one, whose name has no extension or ends in '/'.
  private static func isFolder(
    _ place: String?, _ kind: OutputKind, _ input: FrameInputs
  ) throws -> Bool {
    guard let place else { return true }
    if place.isEmpty { throw ValidationError("expected \(kind.option) to name a file, found ''") }
    if place != "-" && (place.hasSuffix("/") || CommandSupport.isFolder(place)) { return true }
    if input.isOneFile { return false }
    if place == "-" || fileExists(place) || frameName(place) != lastPart(of: place) {
      let frames = input.frames.map(\.path)
      throw ValidationError(
        "expected \(kind.option) to name a folder for "
          + (frames.count == 1
            ? "the folder of '\(frames[0])', found '\(place)'"
            : "\(frames.count) frames, found '\(place)' for '\(frames[0])' and '\(frames[1])'"))
    }
    return true
  }

  private func checkStandardOutput(_ arguments: InferenceArguments) throws {
    var users = OutputKind.allCases.filter { kind in
      items.contains { $0.paths[kind] == "-" }
    }.map { "\($0.option) -" }
    if arguments.json && !users.isEmpty { users.append("--json") }
    if users.count > 1 {
      throw ValidationError(
        "expected one result on standard output, found \(users.joined(separator: " and "))")
    }
    if let user = users.first, user != "--json" { try refuseTerminal(for: user) }
  }

  /// Checks that nothing that is read is replaced, and notes which frames are in each other's way.
  private mutating func checkClashes(_ arguments: InferenceArguments) throws {
    let model = try ModelName(arguments.model).path
    let read = Set(
      ([model].compactMap(\.self) + items.map(\.frame)).compactMap(FileIdentity.init(existing:)))
    var places = SharedPlaces()
    for item in items {
      // By bytes: strings that differ only in how accents are written are equal, but two files.
      var written: [[UInt8]: String] = [:]
      for kind in OutputKind.allCases {
        guard let path = item.paths[kind], path != "-", !isDevice(path) else { continue }
        if let identity = FileIdentity(existing: path), read.contains(identity) {
          throw ValidationError(
            "expected \(kind.option) not to replace what is read, found '\(path)'")
        }
        if let other = written.updateValue(
          kind.option, forKey: pathBytes(canonicalPath(path)))
        {
          throw ValidationError(
            "expected different files for \(other) and \(kind.option), found '\(path)' for both")
        }
        places.add(path, of: item.frame)
      }
    }
    for index in items.indices {
      let item = items[index]
      items[index].clash =
        item.paths.values.compactMap { places.clash(at: $0, of: item.frame) }.first
    }
    for path in items.flatMap(\.paths.values) where path != "-" { try checkWritableFile(path) }
  }
}
