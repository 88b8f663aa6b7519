import ArgumentParser

/// The value of `--coverage`.
struct CoverageLimits: Equatable {
  /// Where the person begins to show, and where only the person shows.
  let range: ClosedRange<Float>

  /// Reads `LO,HI`.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    // The comparison is false for what is not a number.
    guard numbers.count == 2, let low = numbers[0], let high = numbers[1], low <= high else {
      throw ValidationError("expected LO,HI with 0 <= LO <= HI <= 1")
    }
    range = low...high
  }
}
