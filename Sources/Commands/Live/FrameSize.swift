import ArgumentParser

/// The value of `--size`.
struct FrameSize: Equatable {
  let width, height: Int

  /// Reads `WIDTHxHEIGHT`.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (2...16384).contains(width), (2...16384).contains(height)
    else {
      throw ValidationError("expected WIDTHxHEIGHT, as 1280x720, sides from 2 to 16384 pixels")
    }
    self.width = width
    self.height = height
  }
}

/// The value of `--stats`.
enum StatisticsForm: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
