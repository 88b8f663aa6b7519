import Foundation
import ModelCatalogue
import Testing

@Suite struct CatalogueTests {
  @Test func namesLeadToOneEntryEach() {
    let names = Catalogue.entries.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for entry in Catalogue.entries {
      #expect(Catalogue.entry(named: entry.name)?.file.digest == entry.file.digest)
      #expect(Catalogue.entry(named: entry.file.fileName)?.name == entry.name)
      #expect(Catalogue.entry(digest: entry.file.digest)?.name == entry.name)
    }
    #expect(Catalogue.entry(named: "") == nil)
    #expect(Catalogue.entries.count == 7)
  }

  /// The examples of FIPS 180-4.
  @Test func digests() {
    #expect(
      SHA256Digest(of: []).hexadecimal
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256Digest(of: Array("abc".utf8)).hexadecimal
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256Digest(of: Array(repeating: UInt8(ascii: "a"), count: 1_000_000)).hexadecimal
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
