import CommandSupport
import Segmentation

/// Says how a model is read that the catalogue does not know, as far as nobody said so.
package func noteGuesses(of reading: ModelReading, path: String) {
  var guesses: [String] = []
  if reading.decodingAuthority == .graph { guesses.append("--decode \(reading.decoding.rawValue)") }
  if reading.inputRangeAuthority == .graph {
    guesses.append("--input-range \(reading.inputRange.rawValue)")
  }
  guard !guesses.isEmpty else { return }
  note("\(path) is not in the catalogue: guessed \(guesses.joined(separator: " and "))")
}
