import CommandSupport

/// Places at which the results of several frames would lie.
package struct SharedPlaces {
  // By bytes: strings that differ only in how accents are written are equal, but two files.
  private var frames: [[UInt8]: [String]] = [:]

  package init() {}

  /// Takes a result in.
  package mutating func add(_ place: String, of frame: String) {
    frames[pathBytes(canonicalPath(place)), default: []].append(frame)
  }

  /// Explains why a frame's result may not be written; nil where its place is its own.
  package func clash(at place: String, of frame: String) -> ClashError? {
    guard let owners = frames[pathBytes(canonicalPath(place))], owners.count > 1 else { return nil }
    return ClashError(place: place, other: owners.first { $0 != frame } ?? frame)
  }
}

/// A result that would lie where another frame's result lies.
package struct ClashError: Error, CustomStringConvertible {
  let place: String
  let other: String

  package var description: String {
    "expected a name of its own for the result, found '\(place)' for '\(other)' too"
  }
}
