import Foundation
import Testing

@testable import Segmentation

/// Decodings against the textbook formulas in Double.
@Suite struct OutputDecodingTests {
  private func coverages(_ decoding: OutputDecoding, _ row: [Float]) -> [Float] {
    (0..<(row.count / decoding.channelCount)).map { decoding.coverage(of: row.span, pixel: $0) }
  }

  private func softmax(_ logits: [Float], _ channel: Int) -> Double {
    let powers = logits.map { exp(Double($0)) }
    return powers[channel] / powers.reduce(0, +)
  }

  private let logits: [Float] = [-87, -30, -3.25, -1, -0.001, 0, 0.5, 2, 19, 88]

  @Test func sigmoid() {
    for (logit, found) in zip(logits, coverages(.sigmoid, logits)) {
      #expect(abs(Double(found) - 1 / (1 + exp(-Double(logit)))) < 1e-7)
    }
  }

  @Test func softmax2() {
    for background in logits {
      for person in logits {
        let found = coverages(.softmax2, [9, -9, background, person])[1]
        #expect(abs(Double(found) - softmax([background, person], 1)) < 2e-7)
      }
    }
  }

  @Test func softmax21() {
    let pixel = (0..<21).map { Float(($0 * 7 + 3) % 21) / 3 - 2 }
    let person = pixel.indices.map { $0 == 15 ? Float(25) : 0 }
    let found = coverages(.softmax21, pixel + person)
    #expect(abs(Double(found[0]) - softmax(pixel, 15)) < 1e-7)
    #expect(abs(Double(found[1]) - softmax(person, 15)) < 1e-7)
  }

  @Test func identityClamps() {
    #expect(coverages(.identity, [-1, 0, 0.25, 1, 7]) == [0, 0, 0.25, 1, 1])
  }

  @Test(arguments: OutputDecoding.allCases) func extremesStayInRange(decoding: OutputDecoding) {
    let extremes: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0,
    ]
    for first in extremes {
      for second in extremes {
        let row = (0..<decoding.channelCount).map { $0 == decoding.personChannel ? first : second }
        let found = coverages(decoding, row)[0]
        #expect((0...1).contains(found), "\(first), \(second)")
      }
    }
  }
}
