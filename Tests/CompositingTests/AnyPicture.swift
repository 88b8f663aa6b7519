import Imaging

@testable import Compositing

extension FilterTests {
  /// A picture in any format, in memory of its own.
  struct AnyPicture: Equatable {
    let width, height: Int
    let format: PixelFormat
    let encoding: ColorEncoding
    private(set) var bytes: [UInt8]

    /// A frame in a format.
    init(
      _ frame: Frame, _ format: PixelFormat,
      _ encoding: ColorEncoding = ColorEncoding(.bt601, .limited)
    ) throws {
      (width, height, self.format, self.encoding) = (frame.width, frame.height, format, encoding)
      bytes = [UInt8](repeating: 0, count: format.byteCount(width: width, height: height))
      let converter = FrameConverter(
        width: width, height: height, from: .init(.rgba), to: .init(format, encoding))
      try withMutableView { view in frame.withView { converter.convert($0, to: view) } }
    }

    private mutating func withMutableView(_ body: (MutableFrameView) throws -> Void) throws {
      let (width, height, format, encoding) = (width, height, format, encoding)
      try bytes.withUnsafeMutableBytes { memory in
        try body(
          try MutableFrameView(
            width: width, height: height, format: format, encoding: encoding, bytes: memory))
      }
    }

    /// Returns what a compositor makes of it, in a format.
    func composed(
      by compositor: Compositor, as other: PixelFormat? = nil,
      _ otherEncoding: ColorEncoding? = nil
    ) throws -> AnyPicture {
      var result = try AnyPicture(
        Frame(width: width, height: height, red: 1, green: 2, blue: 3), other ?? format,
        otherEncoding ?? encoding)
      try result.withMutableView { output in
        try bytes.withUnsafeBytes { memory in
          let view = try FrameView(
            width: width, height: height, format: format, encoding: encoding, bytes: memory)
          compositor.compose(view, to: output)
        }
      }
      return result
    }

    /// The same as RGBA.
    func frame(composedBy compositor: Compositor) throws -> Frame {
      try composed(by: compositor).frame()
    }

    /// Its pixels.
    func frame() throws -> Frame {
      var frame = Frame(width: width, height: height, red: 0, green: 0, blue: 0)
      let back = FrameConverter(
        width: width, height: height, from: .init(format, encoding), to: .init(.rgba))
      try bytes.withUnsafeBytes { memory in
        let view = try FrameView(
          width: width, height: height, format: format, encoding: encoding, bytes: memory)
        frame.withMutableView { back.convert(view, to: $0) }
      }
      return frame
    }
  }
}
