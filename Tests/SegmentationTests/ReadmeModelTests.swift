import Foundation
import Segmentation
import TestSupport
import Testing

@Suite struct ReadmeModelTests {
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
