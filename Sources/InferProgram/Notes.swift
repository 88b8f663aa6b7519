import CommandSupport
import Segmentation
import Synchronization

/// Says how a model is read that the catalogue does not know, as far as nobody said so.
package func noteGuesses(of metadata: ModelMetadata, path: String) {
  var guesses: [String] = []
  if metadata.decodingSource == .graph { guesses.append("--decode \(metadata.decoding.rawValue)") }
  if metadata.classesSource == .graph, let classes = metadata.classNames,
    metadata.output.classes != [1] || metadata.decoding == .labels
  {
    guesses.append("as the person class \(classes) (see --person-class)")
  }
  if metadata.inputRangeSource == .graph {
    guesses.append("--input-range \(metadata.inputRange.rawValue)")
  }
  guard !guesses.isEmpty else { return }
  note("\(path) is not in the catalogue: guessed \(guesses.joined(separator: " and "))")
}

/// Whether a missing library was said: of many pictures it is the same.
private let isMissingLibrarySaid = Atomic<Bool>(false)

/// Says why a picture's colors are taken for sRGB though its file says that they are others; nothing for
/// nil.
package func noteColors(_ error: ColorProfileError?, of path: String) {
  guard let error else { return }
  if error == .missingLibrary, isMissingLibrarySaid.exchange(true, ordering: .relaxed) { return }
  note("\(InContext(path: path, error: error))")
}
