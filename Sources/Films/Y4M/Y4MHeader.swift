import Imaging

/// The first line of a YUV4MPEG2 stream.
///
/// Source: the manual page yuv4mpeg(5) of mjpegtools.
struct Y4MHeader: Hashable {
  static let signature = "YUV4MPEG2"
  static let frameSignature = "FRAME"
  /// The longest line that is read.
  static let maximumByteCount = 1024

  /// Format that frames have in common; a tick is the time of a frame.
  let format: FilmFormat
  /// Whether frames are made of two fields of different times.
  let isInterlaced: Bool

  /// Reads a line, without its end.
  ///
  /// - Throws: `FilmError.invalidY4M`, `.tooLarge`.
  init(_ line: some Sequence<UInt8>, path: String) throws(FilmError) {
    func invalid(_ expected: String, _ found: some StringProtocol) -> FilmError {
      .invalidY4M(path: path, expected: expected, found: "'\(printable(found))'")
    }
    let words = String(decoding: Array(line), as: UTF8.self).split(separator: " ")
    guard words.first == Self.signature[...] else {
      throw invalid("the word \(Self.signature)", words.first ?? "")
    }
    var (width, height): (Int?, Int?) = (nil, nil)
    var (rate, aspect): (Rational?, Rational?) = (nil, nil)
    var chroma: Chroma? = Self.chromas[0]
    var range: ColorTags.Range?
    var isInterlaced = false
    for word in words.dropFirst() {
      let value = word.dropFirst()
      switch word.first {
      case "W": width = Int(value)
      case "H": height = Int(value)
      case "F":
        rate = Rational(value)
        if rate == nil && value != "0:0" { throw invalid("a frame rate like F25:1", word) }
      case "A": aspect = Rational(value)
      case "I":
        guard let mode = value.first, value.count == 1, "ptbm?".contains(mode) else {
          throw invalid("one of Ip, It, Ib, Im, I?", word)
        }
        isInterlaced = "tbm".contains(mode)
      case "C":
        chroma = Self.chromas.first { $0.word == value }
        if chroma == nil {
          throw invalid(
            "8-bit chroma: C" + Self.chromas.map(\.word).sorted().joined(separator: ", C"), word)
        }
      case "X":
        if value == "COLORRANGE=FULL" { range = .full }
        if value == "COLORRANGE=LIMITED" { range = .limited }
      default: throw invalid("one of the parameters W, H, F, I, A, C, X", word)
      }
    }
    guard let width, let height, width > 0, height > 0, let chroma else {
      throw invalid("a width and a height", words.joined(separator: " "))
    }
    try FilmFormat.check(width: width, height: height)
    // A stream without a rate is taken for one of 25 frames a second.
    let rateInEffect = rate ?? .standardFrameRate
    format = FilmFormat(
      width: width, height: height, pixelFormat: chroma.format, timeBase: rateInEffect.inverse,
      frameRate: rateInEffect, pixelAspect: aspect,
      color: ColorTags(range: range, chromaLocation: chroma.location))
    self.isInterlaced = isInterlaced
  }

  /// The line of a format, with its end.
  ///
  /// - Precondition: the pixel format is one of YUV4MPEG2's.
  static func line(_ format: FilmFormat) -> String {
    let rate = format.frameRate ?? format.timeBase.inverse
    var line = "\(signature) W\(format.width) H\(format.height)"
    line += " F\(rate.numerator):\(rate.denominator) Ip"
    if let aspect = format.pixelAspect {
      line += " A\(aspect.numerator):\(aspect.denominator)"
    } else {
      line += " A0:0"
    }
    let chromas = chromas.filter { $0.format == format.pixelFormat }
    guard
      let chroma = chromas.first(where: { $0.location == format.color.chromaLocation })
        ?? chromas.first
    else {
      preconditionFailure("expected a pixel format of YUV4MPEG2, found \(format.pixelFormat)")
    }
    line += " C\(chroma.word)"
    if let range = format.color.range { line += " XCOLORRANGE=\(range.rawValue.uppercased())" }
    return line + "\n"
  }

  /// A word for the format and the place of chroma.
  private typealias Chroma = (word: String, format: PixelFormat, location: String?)

  /// The words; of those of a format the first is written where none has the place.
  private static let chromas: [Chroma] = [
    ("420jpeg", .i420, "center"), ("420mpeg2", .i420, "left"), ("420paldv", .i420, "topleft"),
    ("420", .i420, "center"), ("422", .i422, nil), ("444", .i444, nil), ("mono", .gray, nil),
  ]
}

/// The text's begin with everything but plain ASCII made visible.
func printable(_ text: some StringProtocol) -> String {
  var result = ""
  for scalar in text.unicodeScalars.prefix(40) {
    result += (0x20..<0x7f).contains(scalar.value) ? String(scalar) : "?"
  }
  return text.unicodeScalars.count > 40 ? result + "..." : result
}
