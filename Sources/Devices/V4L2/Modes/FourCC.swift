import Imaging

/// V4L2's name of a pixel format: four letters in 32 bits, the first in the lowest byte.
struct FourCC: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bits.
  let code: UInt32

  /// A name from the driver.
  init(code: UInt32) { self.code = code }

  /// A name of four ASCII letters.
  ///
  /// - Precondition: there are four.
  init(_ letters: String) {
    precondition(letters.utf8.count == 4, "expected four letters, found '\(letters)'")
    code = letters.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The letters; the highest bit says big-endian, and other bytes than letters become `?`.
  var description: String {
    let letters = (0..<4).map { index in
      let byte = UInt8(truncatingIfNeeded: code >> UInt32(8 * index)) & 0x7F
      return byte < 0x20 || byte == 0x7F ? "?" : Character(UnicodeScalar(byte))
    }
    return String(letters) + (code >> 31 == 1 ? "-BE" : "")
  }
}

extension FourCC {
  static let mjpg = FourCC("MJPG")
  static let jpeg = FourCC("JPEG")

  /// Content of a camera's frames of this format; nil for formats that vbg doesn't read. Formats
  /// with an alpha byte are left out: few cameras have them, and none fills the byte.
  var content: StreamContent? {
    switch self {
    case FourCC("YUYV"): .pixels(.yuyv)
    case FourCC("UYVY"): .pixels(.uyvy)
    case FourCC("NV12"): .pixels(.nv12)
    case FourCC("YU12"): .pixels(.i420)
    case FourCC("422P"): .pixels(.i422)
    case FourCC("RGB3"): .pixels(.rgb)
    case FourCC("GREY"): .pixels(.grey)
    case .mjpg, .jpeg: .jpeg
    default: nil
    }
  }

  /// The names of all formats that a virtual camera may send.
  static let outputs = PixelFormat.allCases.compactMap { FourCC(output: $0) }

  /// The name of a format that a virtual camera may send; nil where V4L2 has none, or no program
  /// would read it.
  init?(output format: PixelFormat) {
    switch format {
    case .yuyv: self.init("YUYV")
    case .uyvy: self.init("UYVY")
    case .nv12: self.init("NV12")
    case .i420: self.init("YU12")
    case .i422: self.init("422P")
    case .rgb: self.init("RGB3")
    case .grey: self.init("GREY")
    case .rgba, .bgra, .i444: return nil
    }
  }
}

/// Content of the bytes of a camera's frames.
enum StreamContent: Hashable, Sendable {
  /// Pixels.
  case pixels(PixelFormat)
  /// A JPEG file a frame.
  case jpeg

  /// Preference among formats of the same size and rate; less is better.
  var rank: Int {
    switch self {
    case .pixels(.yuyv): 0
    case .pixels(.uyvy): 1
    case .pixels(.nv12): 2
    case .pixels(.i420): 3
    case .pixels(.i422): 4
    case .pixels(.grey): 7
    case .pixels: 5
    case .jpeg: 6
    }
  }
}
