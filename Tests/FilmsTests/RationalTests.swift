import Testing

@testable import Films

@Suite struct RationalTests {
  @Test func readsFractions() {
    #expect(Rational("30000/1001")?.description == "30000/1001")
    #expect(Rational("50:2")?.description == "25/1")
    for text in ["0/0", "0:1", "1/0", "-1/2", "1", "a/b", "1/2/3", "", "99999999999/1"] {
      #expect(Rational(text) == nil, "\(text)")
    }
  }
}
