import ArgumentParser
import CommandSupport

/// Which files are written for which frame; settled before anything is read.
struct OutputPlan {
  /// A frame and where its results go.
  struct Item {
    /// The frame's path; `-` for standard input.
    let frame: String
    /// Paths of the results; `-` for standard output.
    var paths: [OutputKind: String]
  }

  /// The frames in the order given.
  private(set) var items: [Item]
  /// Whether a result goes to standard output.
  var usesStandardOutput: Bool { items.contains { $0.paths.values.contains("-") } }

  /// Settles every path.
  ///
  /// - Throws: `ValidationError` (wrong usage) when two results would go to one place, a result
  ///   over something that is read, or several frames to one file.
  init(_ arguments: InferenceArguments) throws {
    let frames = arguments.frames
    try Self.checkNames(of: frames)
    items = frames.map { Item(frame: $0, paths: [:]) }
    for kind in OutputKind.allCases {
      let place = kind.place(in: arguments)
      guard place != nil || kind == .mask else { continue }
      let isFolder = try Self.isFolder(place, kind, frames)
      for index in items.indices {
        let name = frameName(frames[index]) + kind.suffix
        items[index].paths[kind] = isFolder ? place.map { joined($0, name) } ?? name : place
      }
    }
    try checkStandardOutput(arguments)
    try checkClashes(arguments)
  }

  /// Makes the folders that were named and do not exist, and checks that all can be written to.
  ///
  /// - Throws: `FileError.unwritable`.
  func prepareFolders(_ arguments: InferenceArguments) throws(FileError) {
    for place in OutputKind.allCases.compactMap({ $0.place(in: arguments) })
    where place.hasSuffix("/") || items.count > 1 {
      try makeFolder(place)
    }
    for path in items.flatMap(\.paths.values) where path != "-" { try checkWritable(path) }
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

  /// Whether a place is a folder. For several frames it must be: one that exists, or a new one,
  /// whose name has no extension or ends in '/'.
  private static func isFolder(
    _ place: String?, _ kind: OutputKind, _ frames: [String]
  ) throws -> Bool {
    guard let place else { return true }
    if place.isEmpty { throw ValidationError("expected \(kind.option) to name a file, found ''") }
    if place != "-" && (place.hasSuffix("/") || CommandSupport.isFolder(place)) { return true }
    if frames.count == 1 { return false }
    if place == "-" || fileExists(place) || frameName(place) != lastPart(of: place) {
      throw ValidationError(
        "expected \(kind.option) to name a folder for \(frames.count) frames, "
          + "found '\(place)' for '\(frames[0])' and '\(frames[1])'")
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

  private func checkClashes(_ arguments: InferenceArguments) throws {
    let model = try ModelName(arguments.model).path
    let read = Set(
      ([model].compactMap(\.self) + arguments.frames).compactMap(FileIdentity.init(existing:)))
    // By bytes: strings that differ only in how accents are written are equal, but two files.
    var written: [[UInt8]: String] = [:]
    for item in items {
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
      }
    }
    for path in items.flatMap(\.paths.values) where path != "-" { try checkWritableFile(path) }
  }
}
