/// The candidate that a misspelt word most likely means; nil when none is near.
func nearest(_ word: String, among candidates: [String]) -> String? {
  let ranked = candidates.map { (distance: editDistance(word, $0), name: $0) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, min(3, best.name.count / 2)) ? best.name : nil
}

/// Counts the characters that must be put in, left out or replaced to turn one word into the other
/// (Levenshtein 1966).
func editDistance(_ one: String, _ other: String) -> Int {
  let (one, other) = (Array(one), Array(other))
  var row = Array(0...other.count)
  for (i, character) in one.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, candidate) in other.enumerated() {
      let substitution = diagonal + (character == candidate ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
    }
  }
  return row[other.count]
}
