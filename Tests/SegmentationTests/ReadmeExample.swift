import Foundation
import Segmentation
import Testing

/// The README's example, as it stands there.
func cutOut(model: URL, photo: URL, to result: URL) throws {
  let segmenter = try Segmenter(model: Array(Data(contentsOf: model)))
  let frame = try decodeImage(Array(Data(contentsOf: photo)))
  let mask = segmenter.mask(of: frame).resized(toWidth: frame.width, height: frame.height)
  try Data(encodePNG(frame.keepingPerson(mask))).write(to: result)
}

@Suite struct ReadmeExampleTests {
  @Test func runs() throws {
    let folder = FileManager.default.temporaryDirectory
    let photo = folder.appendingPathComponent("vbg-readme-\(UUID().uuidString).png")
    let result = folder.appendingPathComponent("vbg-readme-\(UUID().uuidString).png")
    defer {
      for url in [photo, result] { try? FileManager.default.removeItem(at: url) }
    }
    let frame = Frame(width: 30, height: 20, pixels: .init(repeating: 120, count: 30 * 20 * 4))
    try Data(encodePNG(frame)).write(to: photo)
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    try cutOut(
      model: tests.appendingPathComponent("GoldenTests/Models/segmentation_network.tflite"),
      photo: photo, to: result)
    let cutout = try decodeImage(Array(Data(contentsOf: result)))
    #expect(cutout.width == 30 && cutout.height == 20)
  }
}
