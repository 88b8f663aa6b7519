import Glibc
import ImageFiles
import Imaging
import Platform
import Synchronization

/// The folder of pictures that pages can put behind the person, and add to. Pages know pictures by what is made of
/// their names, and never name a file.
final class BackgroundShelf: Sendable {
  /// The most pixels of a picture, and the most pictures.
  static let pixelLimit = 50_000_000, pictureLimit = 200
  /// Pixels a row that are enough for a picture, and for its thumbnail.
  private static let width = 3840, thumbnailWidth = 160

  /// A picture.
  struct Entry: Encodable {
    let id: String
    let name: String
  }

  private struct Thumbnail {
    let stamp: FileStamp?
    let bytes: [UInt8]
  }

  private let thumbnails = Mutex<[String: Thumbnail]>([:])

  /// The pictures, in the order of their names.
  func entries(of status: ControlStatus) throws(ControlError) -> [Entry] {
    guard let folder = Self.folder(of: status), isFolder(folder) else { return [] }
    return try pictureNames(in: folder).prefix(Self.pictureLimit).map {
      Entry(id: Self.identifier($0), name: $0)
    }
  }

  /// The path of a picture.
  ///
  /// - Throws: `ControlError` where there is none.
  func path(_ identifier: String?, in status: ControlStatus) throws(ControlError) -> String {
    guard let folder = Self.folder(of: status), isFolder(folder),
      let name = try pictureNames(in: folder).first(where: { Self.identifier($0) == identifier })
    else { throw ControlError("expected a picture that there is") }
    return "\(folder)/\(name)"
  }

  /// The picture in force; nil where it is none of these.
  func identifier(of status: ControlStatus) -> String? {
    guard case .text(let path)? = status.settings["background"],
      let folder = Self.folder(of: status), path.hasPrefix(folder + "/")
    else { return nil }
    let name = lastPart(of: path)
    return path == "\(folder)/\(name)" ? Self.identifier(name) : nil
  }

  /// A small JPEG file of a picture.
  func thumbnail(_ identifier: String?, in status: ControlStatus) throws -> [UInt8] {
    let path = try path(identifier, in: status)
    let stamp = FileStamp(path)
    if let known = thumbnails.withLock({ $0[path] }), known.stamp == stamp { return known.bytes }
    let file = try readFile(path, byteCountLimit: 4 * StudioService.pictureByteLimit)
    let frame = try decodePictureFile(file, maxPixelCount: Self.pixelLimit).frame
    let bytes = try encodeJPEG(
      frame.overBlack().shrunk(toward: Self.thumbnailWidth), quality: 80)
    thumbnails.withLock { thumbnails in
      if thumbnails.count >= Self.pictureLimit { thumbnails = [:] }
      thumbnails[path] = Thumbnail(stamp: stamp, bytes: bytes)
    }
    return bytes
  }

  /// Adds a picture that a page sent: its pixels, in a file of our own making. Returns the path.
  ///
  /// - Throws: what decoding throws; `ControlError`, `FileError`.
  func add(_ bytes: [UInt8], in status: ControlStatus) throws -> String {
    let frame = try decodePictureFile(bytes, maxPixelCount: Self.pixelLimit).frame
    guard let folder = Self.folder(of: status) else {
      throw ControlError("expected XDG_DATA_HOME or HOME to name a folder, found neither")
    }
    try makeFolder(folder)
    let picture = (frame.isOpaque ? frame : frame.overBlack()).shrunk(toward: Self.width)
    let file = try encodeJPEG(picture)
    let path = "\(folder)/studio-\(hexadecimal(sha256(file).prefix(6))).jpg"
    if !fileExists(path), try pictureNames(in: folder).count >= Self.pictureLimit {
      throw ControlError("expected at most \(Self.pictureLimit) pictures in \(folder), found more")
    }
    try writeFile(path, file)
    return path
  }

  private static func folder(of status: ControlStatus) -> String? {
    if case .text(let folder)? = status.settings["backgrounds"], isAbsolute(folder) {
      return folder
    }
    return LiveSteering.backgroundFolder
  }

  private static func identifier(_ name: String) -> String {
    hexadecimal(sha256(pathBytes(name)).prefix(8))
  }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
