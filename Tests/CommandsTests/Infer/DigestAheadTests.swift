import Dispatch
import ModelCatalogue
import Testing

@testable import CommandSupport
@testable import InferProgram

@Suite struct DigestAheadTests {
  @Test func allAskersGetTheSameDigest() {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let ahead = DigestAhead(of: LocatedModel(path: "m", bytes: bytes, digest: nil))
    let expected = SHA256Digest(of: bytes)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in #expect(ahead.value() == expected) }
  }

  @Test func takesTheOneThatIsKnown() {
    let known = SHA256Digest(of: [7])
    #expect(DigestAhead(of: LocatedModel(path: "m", bytes: [1], digest: known)).value() == known)
  }
}
