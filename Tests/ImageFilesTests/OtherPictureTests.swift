import Imaging
import Testing

@testable import ImageFiles

/// WebP, HEIC, AVIF, GIF and BMP files that other programs made.
@Suite struct OtherPictureTests {
  let folder = PictureFolder()

  @Test(.enabled(if: Installed.webp, "skipped: libwebp.so.7 is not installed"))
  func ownWebP() throws {
    for hasAlpha in [false, true] {
      let frame = pattern(hasAlpha: hasAlpha)
      let lossless = try decoded(encodeWebP(frame, quality: 100))
      #expect(frame.difference(to: lossless).most == 0)
      let files = try [0, 40, 90].map { try encodeWebP(frame, quality: $0) }
      #expect(files[0].count < files[1].count && files[1].count < files[2].count)
      #expect(try encodeWebP(frame) == files[2])
      let lossy = try decoded(files[2])
      #expect(frame.difference(to: lossy).mean < 3)
      // Alpha is kept as it is.
      #expect(
        stride(from: 3, to: lossy.bytes.count, by: 4).allSatisfy {
          lossy.bytes[$0] == frame.bytes[$0]
        })
    }
    for (width, height) in [(16384, 2), (2, 16384)] {
      let error = #expect(throws: PictureError.self) {
        try encodeWebP(pattern(width: width, height: height))
      }
      #expect(error.map { "\($0)".contains("at most 16383 pixels, found \(width)x") } == true)
    }
  }

  @Test(
    .enabled(
      if: Installed.webp && Installed.ffmpeg, "skipped: libwebp.so.7 or ffmpeg is not installed"))
  func animatedWebP() throws {
    try folder.run(
      "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:s=40x20:d=1:r=5,format=bgra", "-f",
      "lavfi",
      "-i", "color=blue:s=40x20:d=1:r=5,format=bgra", "-filter_complex", "[0][1]concat", "-c:v",
      "libwebp_anim", "-lossless", "1", "a.webp")
    guard Installed.library("libwebpdemux.so.2") else {
      let error = #expect(throws: PictureError.self) { try decoded(folder.read("a.webp")) }
      #expect(error.map { "\($0)".contains("apt install libwebpdemux2") } == true)
      return
    }
    let found = try decoded(folder.read("a.webp"))
    #expect((found.width, found.height) == (40, 20))
    #expect(found.bytes[0] > 240 && found.bytes[2] < 10 && found.bytes[3] == 255)
  }

  /// Exif's orientation is that of the stored picture.
  @Test(
    .enabled(
      if: Installed.webp && Installed.program("webpmux"), "skipped: webpmux (webp) is not installed"
    ),
    arguments: [false, true])
  func turnedWebP(hasLead: Bool) throws {
    let frame = pattern()
    try folder.write(encodeWebP(frame, quality: 100), "a.webp")
    let tiff: [UInt8] = [
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    ]
    try folder.write(hasLead ? Array("Exif\0\0".utf8) + tiff : tiff, "exif")
    try folder.run("webpmux", "-set", "exif", "exif", "a.webp", "-o", "b.webp")
    #expect(try decoded(folder.read("b.webp")) == frame.turnedUpright(from: .rightTop))
  }

  @Test(
    .enabled(if: Installed.heif, "skipped: libheif.so.1 or heif-enc is not installed"),
    arguments: ["heic", "avif"], [false, true])
  func heif(ending: String, hasAlpha: Bool) throws {
    let frame = pattern(width: 96, height: 64, hasAlpha: hasAlpha)
    let option = ending == "avif" ? "-A " : ""
    let bytes = try folder.make(frame, ending, "heif-enc \(option)-q 95 IN -o OUT")
    #expect(PictureFormat(signatureOf: bytes) == (ending == "avif" ? .avif : .heic))
    let found = try decoded(bytes)
    let difference = frame.difference(to: found)
    #expect(difference.mean < 3, "\(difference)")
    #expect(found.isOpaque == !hasAlpha)
  }

  @Test(
    .enabled(if: Installed.heif, "skipped: libheif.so.1 or heif-enc is not installed"),
    arguments: ["heic", "avif"])
  func deepHEIF(ending: String) throws {
    try folder.run(
      "ffmpeg", "-v", "error", "-f", "lavfi", "-i",
      "gradients=s=96x64:c0=black:c1=white:x0=0:y0=0:x1=95:y1=0:d=1,format=rgb48", "-frames:v",
      "1", "deep.png")
    if ending == "heic" {
      try folder.run("heif-enc", "-b", "10", "-q", "95", "deep.png", "-o", "deep.heic")
    } else {
      // Debian 12's heif-enc breaks on this.
      try folder.run(
        "ffmpeg", "-v", "error", "-i", "deep.png", "-vf",
        "scale=out_range=full:out_color_matrix=bt601", "-c:v", "libaom-av1", "-still-picture", "1",
        "-crf", "10", "-pix_fmt", "yuv420p10le", "-color_range", "pc", "-colorspace", "smpte170m",
        "deep.avif")
    }
    let wanted = try decodeImage(folder.read("deep.png"))
    let found = try decoded(folder.read("deep.\(ending)"))
    let difference = wanted.difference(to: found)
    #expect(difference.mean < 3, "\(difference)")
  }

  @Test(.enabled(if: Installed.gif, "skipped: libgif.so.7 or ffmpeg is not installed"))
  func gif() throws {
    // Few colors, so that a palette holds them; a square that is transparent.
    var pixels: [UInt8] = []
    for y in 0..<30 {
      for x in 0..<48 {
        pixels += [x < 24 ? 255 : 0, y < 15 ? 255 : 0, 0, x < 10 && y < 10 ? 0 : 255]
      }
    }
    let frame = Frame(width: 48, height: 30, pixels: pixels)
    let bytes = try folder.make(
      frame, "gif",
      "ffmpeg -v error -i IN -filter_complex split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse=dither=none OUT"
    )
    let found = try decoded(bytes)
    #expect(frame.difference(to: found).most < 9)
    #expect(found.bytes[3] == 0 && found.bytes[12 * 4 + 3] == 255)
  }

  /// Rows in four passes, and a picture that covers only a part of its canvas, or lies beside it.
  @Test(
    .enabled(if: Installed.library("libgif.so.7"), "skipped: libgif.so.7 is not installed"),
    arguments: [false, true], [0, 10, 30])
  func placesAndPasses(isInterlaced: Bool, left: Int) throws {
    var file = GIFFile(
      canvasWidth: 20, canvasHeight: 17, left: left, top: 3, width: 16, height: 13
    ) { x, y in (7 * y + x) % 128 }
    file.isInterlaced = isInterlaced
    var pixels = [UInt8](repeating: 0, count: 20 * 17 * 4)
    for y in 3..<16 {
      for x in left..<max(left, min(left + 16, 20)) {
        let index = UInt8(file.index(x - left, y - 3))
        pixels.replaceSubrange(
          (y * 20 + x) * 4..<(y * 20 + x) * 4 + 4, with: [index, 255 - index, 2 * index, 255])
      }
    }
    #expect(try decoded(file.bytes) == Frame(width: 20, height: 17, pixels: pixels))
  }

  @Test(.enabled(if: Installed.gif, "skipped: libgif.so.7 or ffmpeg is not installed"))
  func animatedGIF() throws {
    try folder.run(
      "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:s=40x20:d=1:r=5", "-f", "lavfi",
      "-i",
      "color=blue:s=40x20:d=1:r=5", "-filter_complex", "[0][1]concat", "a.gif")
    let found = try decoded(folder.read("a.gif"))
    #expect((found.width, found.height) == (40, 20))
    #expect(found.bytes[0] > 240 && found.bytes[2] < 10 && found.bytes[3] == 255)
  }

  @Test(.enabled(if: Installed.ffmpeg, "skipped: ffmpeg is not installed"))
  func bitmaps() throws {
    let frame = pattern(width: 5, height: 3)
    func rows(_ pixel: (ArraySlice<UInt8>) -> [UInt8]) -> [[UInt8]] {
      (0..<3).map { y in
        (0..<5).flatMap { x in
          pixel(frame.bytes[(y * 5 + x) * 4..<(y * 5 + x) * 4 + 4])
        }
      }
    }
    let rgb = rows { [$0[$0.startIndex + 2], $0[$0.startIndex + 1], $0[$0.startIndex]] }
    for isTopDown in [false, true] {
      #expect(
        try decoded(bitmap(width: 5, height: 3, bitCount: 24, isTopDown: isTopDown, rows: rgb))
          == frame)
    }
    #expect(try decoded(bitmap(width: 5, height: 3, bitCount: 24, rows: rgb, isOS2: true)) == frame)
    let wide = rows { [$0[$0.startIndex + 2], $0[$0.startIndex + 1], $0[$0.startIndex], 255] }
    #expect(try decoded(bitmap(width: 5, height: 3, bitCount: 32, rows: wide)) == frame)
    let palette: [UInt8] = [0, 0, 0, 0, 10, 20, 200, 0]
    let indexed = try decoded(
      bitmap(width: 9, height: 1, bitCount: 1, palette: palette, rows: [[0b1010_0000, 0x80]]))
    #expect(Array(indexed.bytes[..<8]) == [200, 20, 10, 255, 0, 0, 0, 255])
    #expect(Array(indexed.bytes[32...]) == [200, 20, 10, 255])
    let error = #expect(throws: PictureError.self) {
      try decoded(bitmap(width: 40000, height: -40000, bitCount: 24, rows: rgb))
    }
    #expect(error.map { "\($0)".contains("found 40000x40000") } == true)
  }
}
