import ImageFiles
import Imaging
import Testing

/// Formats of results.
@Suite struct WritableFormatTests {
  @Test func endings() {
    #expect(WritableFormat(fileExtension: nil) == .png)
    #expect(WritableFormat(fileExtension: "jfif") == .jpeg)
    #expect(WritableFormat(fileExtension: "webp") == .webp)
    #expect(WritableFormat(fileExtension: "heic") == nil)
    #expect(WritableFormat.fileExtensionList == ".png, .jpg, .jpeg, .jpe, .jfif or .webp")
  }

  /// The ends of the scale too; what is not said is as good as ever.
  @Test func qualityOfJPEG() throws {
    let frame = pattern()
    let files = try [0, 1, 50, 100].map { try WritableFormat.jpeg.encode(frame, quality: $0) }
    #expect(files[0] == files[1])
    #expect(files[1].count < files[2].count && files[2].count < files[3].count)
    #expect(try WritableFormat.jpeg.encode(frame, quality: nil) == encodeJPEG(frame, quality: 92))
    #expect(try WritableFormat.png.encode(frame, quality: 5) == encodePNG(frame))
  }

  @Test func transparencyIsNotLost() throws {
    let frame = pattern(hasAlpha: true)
    #expect(throws: TransparencyError.self) { try WritableFormat.jpeg.encode(frame, quality: nil) }
    #expect(try decodeImage(WritableFormat.png.encode(frame, quality: nil)) == frame)
  }
}
