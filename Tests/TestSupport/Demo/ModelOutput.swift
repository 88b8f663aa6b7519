import Foundation

/// The output tensor of a model.
package struct ModelOutput: Sendable {
  /// Meaning of its values.
  package enum Decoding: Sendable {
    /// Two channels, logits of background and person.
    case softmax
    /// One channel, the probability of a person.
    case probability
  }

  package let width: Int
  package let height: Int
  /// `height` rows of `width` pixels, channels fastest.
  package let values: [Float]
  package let decoding: Decoding

  package init(width: Int, height: Int, values: [Float], decoding: Decoding) {
    let channels = decoding == .softmax ? 2 : 1
    precondition(
      values.count == width * height * channels,
      "expected \(width * height * channels) values, found \(values.count)")
    self.width = width
    self.height = height
    self.values = values
    self.decoding = decoding
  }

  /// The probability of a person at each pixel.
  package var probabilities: [Double] {
    switch decoding {
    case .probability: return values.map(Double.init)
    case .softmax:
      return (0..<width * height).map { pixel in
        let background = Double(values[2 * pixel])
        let person = Double(values[2 * pixel + 1])
        let largest = max(background, person)
        return exp(person - largest) / (exp(background - largest) + exp(person - largest))
      }
    }
  }
}
