extension Shape {
  /// The shape of an output whose sizes come from a file.
  ///
  /// - Throws: `OperatorError.attribute` where it is no shape.
  static func output(_ dimensions: [Int]) throws(OperatorError) -> Shape {
    do {
      return try Shape(validating: dimensions)
    } catch {
      throw .attribute(
        name: "output shape", expected: "with an element count that fits \(Int.bitWidth - 1) bits",
        found: "\(dimensions)")
    }
  }
}
