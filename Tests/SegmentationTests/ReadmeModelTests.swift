import Foundation
import Segmentation
import TestSupport
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

  @Test func `stands in the README word for word`() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "func cutOut")).lowerBound
    let end = try #require(source.range(of: "\n}\n", range: start..<source.endIndex)).upperBound
    let imports = "import Foundation\nimport Segmentation\n\n"
    #expect(try readme().contains("```swift\n\(imports)\(source[start..<end])```\n"))
  }

  @Test(arguments: Catalogue.entries.map(\.name))
  func `the README's table has the catalogue's entry`(_ name: String) throws {
    let entry = try #require(Catalogue.entry(named: name))
    let input = "\(entry.inputWidth)x\(entry.inputHeight)"
    let rows = try readme().split(separator: "\n").filter { row in
      row.contains("| `\(name)` | \(input) | \(entry.file.license) |")
    }
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    let alias = try #require(entry.aliases.first)
    #expect(row.hasPrefix("| `\(alias)`"))
    #expect(row.contains("`vbg models fetch") == entry.isInPackage)
  }

  private func readme() throws -> String {
    try String(contentsOf: ProjectFolders.root.appending(path: "README.md"), encoding: .utf8)
  }
}

extension CatalogueEntry {
  fileprivate var isInPackage: Bool {
    if case .package = file.source { true } else { false }
  }
}
