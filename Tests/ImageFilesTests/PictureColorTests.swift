import Foundation
import Imaging
import Testing

@testable import ImageFiles

/// Color profiles of other formats than PNG and JPEG. The one used here is sRGB with red and green
/// exchanged: whoever follows it exchanges them.
@Suite(.enabled(if: Installed.library("liblcms2.so.2"), "skipped: liblcms2.so.2 is not installed"))
struct PictureColorTests {
  let frame = pattern(width: 40, height: 24)

  private static let exchanged: [UInt8] = {
    var bytes = SRGBProfile.bytes
    for position in stride(from: 132, to: 132 + 10 * 12, by: 12) {
      let name = String(decoding: bytes[position..<position + 4], as: UTF8.self)
      if name == "rXYZ" { bytes[position] = UInt8(ascii: "g") }
      if name == "gXYZ" { bytes[position] = UInt8(ascii: "r") }
    }
    return bytes
  }()

  private var wanted: Frame {
    var pixels = frame.bytes
    for pixel in stride(from: 0, to: pixels.count, by: 4) { pixels.swapAt(pixel, pixel + 1) }
    return Frame(width: frame.width, height: frame.height, pixels: pixels)
  }

  @Test(.enabled(if: Installed.tiff, "skipped: libtiff.so.6 is not installed"), arguments: [8, 16])
  func tiff(bitDepth: Int) throws {
    let levels = frame.bytes.enumerated().filter { $0.offset % 4 != 3 }
      .map { Int($0.element) * (bitDepth == 16 ? 257 : 1) }
    var file = TIFFFile(width: 40, height: 24, bitDepth: bitDepth, samples: levels)
    file.profile = Self.exchanged
    let found = try reader.decode(file.bytes, as: .tiff, maxPixelCount: 1000)
    #expect(found.profileError == nil)
    #expect(wanted.difference(to: found.frame).most <= 1)
    // The levels of masks are no colors.
    let mask = try reader.decode(
      file.bytes, as: .tiff, maxPixelCount: 1000, convertsColors: false)
    #expect(mask.frame == frame)
    // sRGB itself changes nothing; a broken profile is told.
    file.profile = SRGBProfile.bytes
    #expect(try decoded(file.bytes) == frame)
    file.profile = [UInt8](repeating: 7, count: 200)
    let broken = try reader.decode(file.bytes, as: .tiff, maxPixelCount: 1000)
    guard case .damaged? = broken.profileError else {
      Issue.record("expected a damaged profile, found \(broken.profileError as Any)")
      return
    }
    #expect(broken.frame == frame)
  }

  /// A profile also counts where libtiff itself makes RGB of a file's samples.
  @Test(
    .enabled(
      if: Installed.tiff && Installed.program("tiffcp"),
      "skipped: tiffcp (libtiff-tools) is not installed"))
  func separatePlanes() throws {
    let folder = PictureFolder()
    let levels = frame.bytes.enumerated().filter { $0.offset % 4 != 3 }.map { Int($0.element) }
    var file = TIFFFile(width: 40, height: 24, samples: levels)
    file.profile = Self.exchanged
    try folder.write(file.bytes, "in.tif")
    let bytes = try folder.make(frame, "tif", "tiffcp -p separate in.tif OUT")
    #expect(try wanted.difference(to: decoded(bytes)).most <= 1)
  }

  @Test(
    .enabled(
      if: Installed.webp && Installed.program("webpmux"), "skipped: webpmux (webp) is not installed"
    ))
  func webP() throws {
    let folder = PictureFolder()
    try folder.write(encodeWebP(frame, quality: 100), "a.webp")
    try folder.write(Self.exchanged, "icc")
    try folder.run("webpmux", "-set", "icc", "icc", "a.webp", "-o", "b.webp")
    #expect(try wanted.difference(to: decoded(folder.read("b.webp"))).most <= 1)
  }

  /// A file whose colors are named by numbers: Display P3 (12), by the curve of sRGB (13).
  @Test(
    .enabled(
      if: Installed.heif && Installed.ffmpeg, "skipped: libheif.so.1 or ffmpeg is not installed"))
  func namedColors() throws {
    let folder = PictureFolder()
    for (name, primaries) in [("p3", "smpte432"), ("srgb", "bt709")] {
      try folder.run(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=0xc04030:s=64x64:d=1", "-vf",
        "scale=out_range=full:out_color_matrix=bt601", "-frames:v", "1", "-c:v", "libaom-av1",
        "-still-picture", "1", "-crf", "5", "-pix_fmt", "yuv444p", "-color_range", "pc",
        "-colorspace", "smpte170m", "-color_primaries", primaries, "-color_trc", "iec61966-2-1",
        "\(name).avif")
    }
    let p3 = try decoded(folder.read("p3.avif")).bytes
    let srgb = try decoded(folder.read("srgb.avif")).bytes
    // A red of a wider space is a stronger one in sRGB: more red, less green.
    #expect(Int(p3[0]) > Int(srgb[0]) + 5 && Int(p3[1]) < Int(srgb[1]), "\(p3[..<4]) \(srgb[..<4])")
  }
}
