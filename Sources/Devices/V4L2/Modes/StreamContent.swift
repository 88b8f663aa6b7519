import Imaging

/// Content of the bytes of a camera's frames.
enum StreamContent: Hashable, Sendable {
  /// Pixels.
  case pixels(PixelFormat)
  /// A JPEG file a frame.
  case jpeg

  /// The content by the driver's name of it; nil for formats that vbg doesn't read.
  init?(_ name: FourCC) {
    if name == "MJPG" || name == "JPEG" {
      self = .jpeg
    } else if let format = PixelFormat.allCases.first(where: { $0.descriptor.v4l2 == name }) {
      self = .pixels(format)
    } else {
      return nil
    }
  }

  /// The place in the order in which formats of pixels are taken where all else is the same.
  var place: Int {
    switch self {
    case .pixels(let format): PixelFormat.allCases.firstIndex(of: format) ?? 0
    case .jpeg: 0
    }
  }

  /// Whether there are colors.
  var hasColors: Bool {
    switch self {
    case .pixels(let format): format.hasColors
    case .jpeg: true
    }
  }
}
