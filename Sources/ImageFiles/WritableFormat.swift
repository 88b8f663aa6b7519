import Imaging

/// A format that frames are written in.
public enum WritableFormat: String, Sendable, CaseIterable {
  case png = "PNG"
  case jpeg = "JPEG"
  case webp = "WebP"

  /// The format that the ending of a file's name stands for, in lower case: PNG where there is none, as
  /// for standard output; nil for an ending of another kind.
  public init?(fileExtension: String?) {
    guard let fileExtension else {
      self = .png
      return
    }
    guard let format = Self.allCases.first(where: { $0.fileExtensions.contains(fileExtension) })
    else { return nil }
    self = format
  }

  /// Endings that names of such files may have, in lower case.
  public var fileExtensions: [String] {
    switch self {
    case .png: PictureFormat.png.fileExtensions
    case .jpeg: PictureFormat.jpeg.fileExtensions
    case .webp: PictureFormat.webp.fileExtensions
    }
  }

  /// All endings, for a person: `.png, .jpg, ... or .webp`.
  public static let fileExtensionList: String = {
    let endings = allCases.flatMap(\.fileExtensions).map { ".\($0)" }
    return endings.dropLast().joined(separator: ", ") + " or \(endings[endings.count - 1])"
  }()

  /// Whether files hold transparency.
  public var hasAlpha: Bool { self != .jpeg }

  /// Whether files can be made smaller at a price.
  public var hasQuality: Bool { self != .png }

  /// Encodes a frame.
  ///
  /// - Parameters:
  ///   - quality: 0...100; nil for what is hardly told from the frame. PNG has none.
  ///   - exif: what is noted of the picture, in JPEG files.
  /// - Throws: `ImageError`, `PictureError`; `TransparencyError` for a frame that is not opaque where
  ///   the format has no alpha.
  public func encode(_ frame: Frame, quality: Int?, exif: ExifBlock? = nil) throws -> [UInt8] {
    if !hasAlpha && !frame.isOpaque { throw TransparencyError(format: self) }
    switch (self, quality) {
    case (.png, _): return try encodePNG(frame)
    // libjpeg's scale begins at 1.
    case (.jpeg, let quality?): return try encodeJPEG(frame, quality: max(1, quality), exif: exif)
    case (.jpeg, nil): return try encodeJPEG(frame, exif: exif)
    case (.webp, let quality?): return try encodeWebP(frame, quality: quality)
    case (.webp, nil): return try encodeWebP(frame)
    }
  }
}

/// A transparent frame for a format without transparency.
public struct TransparencyError: Error, CustomStringConvertible {
  let format: WritableFormat

  public var description: String {
    "expected an opaque frame for a \(format.rawValue) file, found transparent pixels (use a .png or "
      + ".webp file)"
  }
}
