import Foundation
import Segmentation
import Testing

/// Tests of what the catalogue says of the models, against the models that are on this machine.
@Suite struct CatalogueModelTests {
  private static let folders = ModelFolders()
  private static let present = Catalogue.entries.filter { folders.path(of: $0) != nil }

  private func bytes(_ entry: CatalogueEntry) throws -> [UInt8] {
    let path = try #require(Self.folders.path(of: entry))
    return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test(arguments: present) func entryDescribesItsFile(_ entry: CatalogueEntry) throws {
    let model = try bytes(entry)
    #expect(entry.file.matches(model))
    let segmenter = try Segmenter(model: model)
    #expect(segmenter.metadata.entry?.name == entry.name)
    #expect(segmenter.metadata.decodingSource == .catalogue)
    #expect(segmenter.inputShape == Shape([1, entry.inputHeight, entry.inputWidth, 3]))
    #expect(segmenter.outputShape[3] == entry.decoding.channelCount ?? 1)
  }

  /// A byte more makes a file that the catalogue does not know, with the same graph.
  @Test(arguments: present) func graphTellsTheSameDecoding(_ entry: CatalogueEntry) throws {
    let metadata = try Segmenter(model: bytes(entry) + [0]).metadata
    #expect(metadata.entry == nil)
    #expect(metadata.decodingSource == .graph)
    #expect(metadata.decoding == entry.decoding)
  }

  @Test func absentModelsAreNamed() {
    let absent = Catalogue.entries.filter { Self.folders.path(of: $0) == nil }
    for entry in absent { print("skipped \(entry.name): not in \(Self.folders.searched)") }
    #expect(absent.count + Self.present.count == 7)
  }
}
