import Imaging
import Testing

@testable import ImageFiles

/// Tests of what the first bytes of a file tell.
@Suite struct PictureSignatureTests {
  @Test(arguments: [
    ("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ", PictureFormat.webp), ("GIF87a", .gif), ("GIF89a", .gif),
    ("II*\0\u{8}\0\0\0", .tiff), ("MM\0*\0\0\0\u{8}", .tiff), ("II+\0\u{8}\0\0\0", .tiff),
    ("MM\0+\0\u{8}\0\0", .tiff), ("BM\u{1}\u{2}\0\0\0\0\0\0\u{36}\0\0\0\u{28}\0\0\0", .bmp),
    ("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic", .heic),
    ("\0\0\0\u{1c}ftypavif\0\0\0\0avifmif1miaf", .avif),
    ("\0\0\0\u{1c}ftypmif1\0\0\0\0mif1avifmiaf", .avif),
    ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1heic", .heic),
    ("\0\0\0\u{14}ftypavis\0\0\0\0avis", .avif), ("\0\0\0\u{14}ftypheix\0\0\0\0heix", .heic),
  ])
  func signatures(head: String, format: PictureFormat) {
    #expect(PictureFormat(signatureOf: Array(head.utf8)) == format)
  }

  @Test func pngAndJPEG() throws {
    #expect(PictureFormat(signatureOf: try encodePNG(pattern())) == .png)
    #expect(PictureFormat(signatureOf: try encodeJPEG(pattern())) == .jpeg)
  }

  @Test(arguments: [
    "", "B", "BM", "BMW is a car maker", "RIFF\0\0\0\0WAVEfmt ", "GIF88a", "II*", "MM*\0",
    "\0\0\0\u{18}ftypisom\0\0\0\0isommp41", "\0\0\0\u{18}ftypqt  \0\0\0\0qt  ", "\0\0\0\u{4}ftyp",
    "\0\0\0\0ftypheic\0\0\0\0", "%PDF-1.4", "hello",
  ])
  func others(head: String) {
    #expect(PictureFormat(signatureOf: Array(head.utf8)) == nil || head.contains("heic"))
  }

  @Test func endings() {
    for ending in [
      "jpg", "jpeg", "jpe", "jfif", "heic", "heif", "webp", "tif", "tiff", "bmp", "avif",
    ] {
      #expect(PictureFormat.allFileExtensions.contains(ending))
    }
    #expect(PictureFormat.list == "PNG, JPEG, WebP, AVIF, HEIC, TIFF, GIF or BMP")
  }
}
