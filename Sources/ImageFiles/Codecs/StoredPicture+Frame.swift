import Imaging

extension StoredPicture {
  /// The picture upright, in sRGB, 8 bits a sample.
  ///
  /// - Parameter convertsColors: false leaves the levels as they are.
  func upright(convertsColors: Bool) -> PictureFile {
    var profileError: ColorProfileError?
    var pixels: [UInt8]?
    if let profile, convertsColors, !profile.isSRGB {
      do throws(ColorProfileError) {
        pixels = try converted(from: profile)
      } catch {
        profileError = error
      }
    }
    let frame = Frame(width: width, height: height, pixels: pixels ?? plainPixels())
    return PictureFile(
      frame: frame.turnedUpright(from: orientation), exif: nil, profileError: profileError)
  }

  private func converted(from profile: ColorProfile) throws(ColorProfileError) -> [UInt8] {
    let pixelCount = width * height
    switch samples {
    case .eight(var values):
      let layout: SRGBConverter.Layout =
        switch content {
        case .rgb: .rgba8
        case .gray: .gray8
        case .inks: .cmyk8
        }
      let converter = try SRGBConverter(from: profile, layout)
      values.withUnsafeMutableBytes { bytes in
        converter.convert(UnsafeRawBufferPointer(bytes), to: bytes, pixelCount: pixelCount)
      }
      return values
    case .sixteen(let values):
      let converter = try SRGBConverter(from: profile, content == .gray ? .gray16 : .rgba16)
      return [UInt8](unsafeUninitializedCapacity: pixelCount * 4) { output, count in
        values.withUnsafeBytes { bytes in
          converter.convert(
            bytes, to: UnsafeMutableRawBufferPointer(output), pixelCount: pixelCount)
        }
        count = pixelCount * 4
      }
    }
  }

  /// The pixels without regard to a profile.
  private func plainPixels() -> [UInt8] {
    switch samples {
    case .eight(let values) where content == .inks:
      return values.indices.map { index in
        let light = UInt32(255 - values[index | 3])
        if index % 4 == 3 { return 255 }
        return UInt8((UInt32(255 - values[index]) * light + 127) / 255)
      }
    case .eight(let values): return values
    case .sixteen(let values):
      return values.map(rounded)
    }
  }
}
