/// Choice of the classes that count as the person, as somebody typed it: indices, or names of the file's labels.
public struct PersonClasses: Hashable, Sendable {
  /// Words, none empty: numbers from 0 on, or labels.
  public let words: [String]

  /// The classes that some words name.
  public init(_ words: [String]) { self.words = words }

  /// The indices of the words.
  ///
  /// - Parameter count: how many classes there are; nil where any index may come.
  /// - Throws: `SegmentationError.unknownClass`.
  func indices(labels: [String], count: Int?) throws(SegmentationError) -> [Int] {
    var indices: [Int] = []
    for word in words {
      if let index = Int(word), index >= 0 {
        guard index < count ?? .max else {
          throw .unknownClass(word, expected: "a class below \(count ?? 0)")
        }
        indices.append(index)
      } else if let index = labels.firstIndex(where: { isSameLabel($0, word) }),
        index < count ?? .max
      {
        indices.append(index)
      } else {
        let names = labels.prefix(24).joined(separator: ", ") + (labels.count > 24 ? ", ..." : "")
        throw .unknownClass(
          word,
          expected: labels.isEmpty
            ? "a number, as the model's file names no classes" : "a number or one of \(names)")
      }
    }
    return indices.isEmpty ? [0] : indices
  }
}

/// Names that labels have for people, of all of whom the mask is.
private let personLabels = ["person", "people", "human", "selfie", "portrait"]

/// The class that stands for the person among labels; nil where none says so.
func personClass(in labels: [String]) -> Int? {
  for name in personLabels {
    if let index = labels.firstIndex(where: { isSameLabel($0, name) }) { return index }
  }
  return nil
}

/// Tells whether two names are the same but for the case of ASCII letters.
private func isSameLabel(_ one: String, _ other: String) -> Bool {
  func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
  return one.utf8.count == other.utf8.count
    && zip(one.utf8, other.utf8).allSatisfy { folded($0) == folded($1) }
}
