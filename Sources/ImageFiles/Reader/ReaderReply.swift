import Imaging

/// Reply of a reader: a head of four numbers, and a text or the pixels behind it.
struct ReaderReply {
  enum Kind: UInt32 {
    /// The picture's size; another reply follows.
    case size = 1
    /// The picture's size, and its upright pixels.
    case pixels
    /// Errors; all but `tooManyPixels` with a text.
    case tooManyPixels, damaged, lacksLibrary, failed
  }

  /// Bytes of the head.
  static let headByteCount = 16
  /// The longest text, in bytes.
  static let longestText = 1024

  let kind: Kind
  var width = 0
  var height = 0
  var text: [UInt8] = []

  init(_ kind: Kind, width: Int = 0, height: Int = 0, text: String = "") {
    self.kind = kind
    self.width = width
    self.height = height
    self.text = Array(text.utf8.prefix(Self.longestText))
  }

  /// The reply that pixels follow. Its text is why colors were not converted: nothing where all is well.
  init(pixelsOf frame: Frame, _ error: ColorProfileError?) {
    let text =
      switch error {
      case nil: ""
      case .missingLibrary?: Self.lackOfColors
      case .damaged(let reason)?: "\(Self.damagedColors)\(reason)"
      }
    self.init(.pixels, width: frame.width, height: frame.height, text: text)
  }

  /// Error that the text of pixels means.
  var profileError: ColorProfileError? {
    let words = String(decoding: text, as: UTF8.self)
    if words.isEmpty { return nil }
    return words == Self.lackOfColors
      ? .missingLibrary : .damaged(reason: String(words.dropFirst(Self.damagedColors.count)))
  }

  private static let lackOfColors = "-"
  private static let damagedColors = "!"

  /// Reads a head, which a broken reader may have written; nil for what none writes.
  ///
  /// - Returns: the reply without its text, and that one's length.
  static func parse(head: [UInt8]) -> (reply: ReaderReply, textByteCount: Int)? {
    let numbers = stride(from: 0, to: headByteCount, by: 4).map { start in
      head[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard let kind = Kind(rawValue: numbers[0]), numbers[3] <= UInt32(longestText) else {
      return nil
    }
    let reply = ReaderReply(kind, width: Int(numbers[1]), height: Int(numbers[2]))
    return (reply, Int(numbers[3]))
  }

  /// Head and text.
  var bytes: [UInt8] {
    let numbers = [kind.rawValue, UInt32(width), UInt32(height), UInt32(text.count)]
    return numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
    } + text
  }

  /// The reply that stands for an error. Libraries say some things in several lines, or end them with one.
  init(_ error: PictureError) {
    func inOneLine(_ reason: String) -> String {
      reason.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    switch error {
    case .tooManyPixels(let width, let height, _):
      self.init(.tooManyPixels, width: width, height: height)
    case .damaged(_, let reason): self.init(.damaged, text: inOneLine(reason))
    case .lacksLibrary(_, let library, let package):
      self.init(.lacksLibrary, text: "\(library)\n\(package)")
    case .readerFailed(_, let reason), .notEncodable(_, let reason):
      self.init(.failed, text: inOneLine(reason))
    case .unknownFormat(let found): self.init(.failed, text: found)
    }
  }

  /// The error that this stands for; nil for `size` and `pixels`.
  func error(_ format: PictureFormat, maxPixelCount: Int) -> PictureError? {
    let words = String(decoding: text, as: UTF8.self)
    switch kind {
    case .size, .pixels: return nil
    case .tooManyPixels:
      return .tooManyPixels(width: width, height: height, maxPixelCount: maxPixelCount)
    case .damaged: return .damaged(format, reason: words)
    case .lacksLibrary:
      let parts = words.split(separator: "\n", maxSplits: 1).map(String.init)
      return .lacksLibrary(format, library: parts.first ?? "", package: parts.last ?? "")
    case .failed: return .readerFailed(format, reason: words)
    }
  }
}
