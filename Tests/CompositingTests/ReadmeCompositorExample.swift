import Compositing
import Foundation
import Segmentation
import TestSupport
import Testing

/// The README's example, as it stands there.
func replaceBackground(model: URL, photo: URL, by picture: URL, to result: URL) throws {
  let pool = ThreadPool()
  let segmenter = try Segmenter(model: Array(Data(contentsOf: model)), pool: pool)
  let frame = try decodeImage(Array(Data(contentsOf: photo)))
  var options = CompositorOptions()
  options.background = .image
  let compositor = try Compositor(
    width: frame.width, height: frame.height, maskWidth: segmenter.outputShape[2],
    maskHeight: segmenter.outputShape[1], options: options, pool: pool)
  let background = try decodeImage(Array(Data(contentsOf: picture)))
  compositor.setBackground(
    placed(background: background, width: frame.width, height: frame.height, fit: .cover))
  // For every frame of this size; compose(_:to:) takes the views of a camera's formats too.
  let composite = compositor.compose(frame, mask: segmenter.mask(of: frame))
  try Data(encodePNG(composite)).write(to: result)
}

@Suite struct ReadmeCompositorExampleTests {
  @Test func runs() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (photo, picture) = (folder.appending(path: "a.png"), folder.appending(path: "b.png"))
    try Data(encodePNG(Frame(width: 64, height: 40, red: 90, green: 20, blue: 30))).write(to: photo)
    try Data(encodePNG(Frame(width: 9, height: 5, red: 0, green: 0, blue: 250)))
      .write(to: picture)
    let result = folder.appending(path: "c.png")
    try replaceBackground(
      model: ProjectFolders.root.appending(
        path: "Tests/GoldenTests/Models/segmentation_network.tflite"),
      photo: photo, by: picture, to: result)
    let composite = try decodeImage(Array(Data(contentsOf: result)))
    #expect(composite.width == 64 && composite.height == 40)
  }

  @Test func `stands in the README word for word`() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "func replaceBackground")).lowerBound
    let end = try #require(source.range(of: "\n}\n", range: start..<source.endIndex)).upperBound
    let imports = "import Compositing\nimport Foundation\nimport Segmentation\n\n"
    let readme = try String(
      contentsOf: ProjectFolders.root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(imports)\(source[start..<end])```\n"))
  }
}
