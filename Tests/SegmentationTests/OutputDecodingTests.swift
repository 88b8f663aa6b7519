import Foundation
import Testing

@testable import Segmentation

/// Decodings against the textbook formulas in Double.
@Suite struct OutputDecodingTests {
  /// The coverages of a row, after a check that the bytes of the same row are their rounding.
  private func coverages(
    _ decoding: OutputDecoding, _ row: [Float], _ level: InstructionSet
  ) -> [Float] {
    let count = row.count / channelCount(decoding)
    let decoder = MaskDecoder(decoding, instructionSet: level)
    var coverages = [Float](repeating: .nan, count: count)
    var span = coverages.mutableSpan
    decoder.decode(row.span, to: &span)
    var bytes = [UInt8](repeating: 77, count: count)
    var byteSpan = bytes.mutableSpan
    decoder.decode(row.span, to: &byteSpan)
    #expect(bytes == coverages.map { UInt8(($0 * 255 + 0.5).rounded(.down)) })
    return coverages
  }

  private func channelCount(_ decoding: OutputDecoding) -> Int { decoding.channelCount ?? 1 }

  private func softmax(_ logits: [Float], _ channel: Int) -> Double {
    let powers = logits.map { exp(Double($0)) }
    return powers[channel] / powers.reduce(0, +)
  }

  private let logits: [Float] = [-87, -30, -3.25, -1, -0.001, 0, 0.5, 2, 19, 88]

  @Test(arguments: InstructionSet.available) func sigmoid(level: InstructionSet) {
    for (logit, found) in zip(logits, coverages(.sigmoid, logits, level)) {
      #expect(abs(Double(found) - 1 / (1 + exp(-Double(logit)))) < 1e-7)
    }
  }

  @Test(arguments: InstructionSet.available) func softmax2(level: InstructionSet) {
    for background in logits {
      for person in logits {
        let found = coverages(.softmax2, [9, -9, background, person], level)[1]
        #expect(abs(Double(found) - softmax([background, person], 1)) < 2e-7)
      }
    }
  }

  @Test(arguments: InstructionSet.available) func softmax21(level: InstructionSet) {
    let pixel = (0..<21).map { Float(($0 * 7 + 3) % 21) / 3 - 2 }
    let person = pixel.indices.map { $0 == 15 ? Float(25) : 0 }
    let found = coverages(.softmax21, pixel + person, level)
    #expect(abs(Double(found[0]) - softmax(pixel, 15)) < 1e-7)
    #expect(abs(Double(found[1]) - softmax(person, 15)) < 1e-7)
    // The same far from 0, where exponentials vanish or overflow; and many levels of bytes.
    for shift: Float in [-200, 200] {
      let logits: [Float] = (pixel + person).map { $0 + shift }
      for (there, here) in zip(coverages(.softmax21, logits, level), found) {
        #expect(abs(there - here) < 1e-5)
      }
    }
    var steps: [Float] = []
    for step in 0..<60 {
      var logits = [Float](repeating: 0, count: 21)
      logits[15] = Float(step) / 6 - 2
      steps += logits
    }
    #expect(Set(coverages(.softmax21, steps, level)).count == 60)
  }

  @Test func rowsWithoutRoomEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let decoder = MaskDecoder(.identity, instructionSet: .baseline)
      var coverages = [Float](repeating: 0, count: 6)
      var span = coverages.mutableSpan
      decoder.decode([Float](repeating: 1, count: 4).span, to: &span, from: 4)
    }
  }

  @Test(arguments: InstructionSet.available) func identityClamps(level: InstructionSet) {
    #expect(coverages(.identity, [-1, 0, 0.25, 1, 7], level) == [0, 0, 0.25, 1, 1])
  }

  @Test(
    arguments: [OutputDecoding.softmax2, .softmax21, .sigmoid, .identity], InstructionSet.available)
  func extremesStayInRange(decoding: OutputDecoding, level: InstructionSet) {
    let extremes: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0,
    ]
    for first in extremes {
      for second in extremes {
        let person = [OutputDecoding.softmax2: 1, .softmax21: 15][decoding] ?? 0
        let row = (0..<channelCount(decoding)).map { $0 == person ? first : second }
        let found = coverages(decoding, row, level)[0]
        #expect((0...1).contains(found), "\(first), \(second)")
      }
    }
  }
}
