import Foundation
import Segmentation
import TestSupport
import Testing

/// Examples of the README and of documentation are text of snippets, which are compiled and run.
@Suite struct SnippetTests {
  private let model = ProjectFolders.testModels.appending(path: "segmentation_network.tflite").path

  @Test(arguments: Example.readme)
  func `the README shows a snippet`(_ example: Example) throws {
    let shown = try Snippet.all.map { try $0.shownLines() }
    #expect(shown.contains(example.lines))
  }

  @Test(arguments: Example.documentation)
  func `documentation shows lines of a snippet`(_ example: Example) throws {
    let shown = try Snippet.all.map { try $0.shownLines() }
    #expect(shown.contains { example.isPart(of: $0) })
  }

  @Test(arguments: Snippet.all.map(\.name))
  func `a snippet is shown somewhere`(_ name: String) throws {
    let lines = try Snippet(name: name).shownLines()
    #expect(
      Example.readme.contains { $0.lines == lines }
        || Example.documentation.contains { $0.isPart(of: lines) })
  }

  @Test(arguments: [
    "Segmenter", "Compositor", "Frame", "Mask", "MaskSmoother", "Session",
  ])
  func `a type that people start with has an example`(_ type: String) {
    #expect(Example.documentation.contains { $0.place.hasPrefix("\(type).swift:") })
  }

  @Test func `the README has both examples`() {
    #expect(Example.readme.count == 2)
  }

  @Test func `CutOut leaves a person of the photo's size`() throws {
    let folder = try ScratchFolder()
    let photo = try folder.write(
      Frame(width: 30, height: 20, red: 120, green: 120, blue: 120), "a.png")
    let result = folder.url("c.png")
    #expect(try Snippet(name: "CutOut").run([model, photo, result.path]).exitCode == 0)
    let cutout = try decodeImage(Array(Data(contentsOf: result)))
    #expect(cutout.width == 30 && cutout.height == 20)
  }

  @Test func `Matte leaves a person of the photo's size`() throws {
    let folder = try ScratchFolder()
    let photo = try folder.write(
      Frame(width: 30, height: 20, red: 120, green: 120, blue: 120), "a.png")
    let result = folder.url("c.png")
    #expect(try Snippet(name: "Matte").run([model, photo, result.path]).exitCode == 0)
    let cutout = try decodeImage(Array(Data(contentsOf: result)))
    #expect(cutout.width == 30 && cutout.height == 20)
  }

  @Test func `ReplaceBackground leaves a picture of the photo's size`() throws {
    let folder = try ScratchFolder()
    let photo = try folder.write(
      Frame(width: 64, height: 40, red: 90, green: 20, blue: 30), "a.png")
    let picture = try folder.write(Frame(width: 9, height: 5, red: 0, green: 0, blue: 250), "b.png")
    let result = folder.url("c.png")
    let run = try Snippet(name: "ReplaceBackground").run([model, photo, picture, result.path])
    #expect(run.exitCode == 0)
    let composite = try decodeImage(Array(Data(contentsOf: result)))
    #expect(composite.width == 64 && composite.height == 40)
  }

  @Test func `Pixels writes a gradient and reads its mean`() throws {
    let folder = try ScratchFolder()
    let result = folder.url("c.png")
    let run = try Snippet(name: "Pixels").run([result.path])
    // x * 255 / 64, rounded down, over 64 columns.
    var sum = 0
    for x in 0..<64 { sum += x * 255 / 64 }
    let mean = Double(sum) / 64
    #expect(run.exitCode == 0 && run.text == "\(mean)\n")
    let frame = try decodeImage(Array(Data(contentsOf: result)))
    let lastOfFirstRow = frame.withPixels { [$0[252], $0[253], $0[254]] }
    #expect(lastOfFirstRow == [251, 0, 255])
  }

  @Test func `Coverage tells a share and rows`() throws {
    let folder = try ScratchFolder()
    let photo = try folder.write(
      Frame(width: 30, height: 20, red: 120, green: 120, blue: 120), "a.png")
    let run = try Snippet(name: "Coverage").run([model, photo])
    let numbers = run.text.split { $0.isWhitespace }.compactMap { Double($0) }
    #expect(run.exitCode == 0 && numbers.count == 2 && (0...1).contains(numbers[0]))
  }

  @Test func `SteadyMasks gives a mask a frame`() throws {
    let folder = try ScratchFolder()
    let photo = try folder.write(
      Frame(width: 30, height: 20, red: 120, green: 120, blue: 120), "a.png")
    let run = try Snippet(name: "SteadyMasks").run([model, photo, photo, photo])
    let lines = run.text.split(separator: "\n")
    #expect(run.exitCode == 0 && lines.count == 3 && Set(lines).count == 1)
  }

  @Test func `RunModel runs a model that finds nobody`() throws {
    let path = ProjectFolders.testModels.appending(path: "convolution.tflite").path
    let run = try Snippet(name: "RunModel").run([path])
    #expect(run.exitCode == 0 && run.text.hasSuffix(" true\n"))
  }
}

/// Folder for one test's files, removed with it.
private final class ScratchFolder {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appending(path: name) }

  /// Writes a frame as PNG and returns its path.
  func write(_ frame: Frame, _ name: String) throws -> String {
    try Data(encodePNG(frame)).write(to: url(name))
    return url(name).path
  }
}
