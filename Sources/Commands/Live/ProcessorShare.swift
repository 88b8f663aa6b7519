import ArgumentParser

/// The value of `--cpu-budget`: a share of one core.
struct ProcessorShare: Equatable, CustomStringConvertible {
  /// Hundredths of one core.
  let percent: Double

  /// Reads a number of percent, `15%` or `15`.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let percent = Double(number), percent >= 1, percent <= 1000 else {
      throw ValidationError("expected 1% to 1000% of one core, as 15%")
    }
    self.percent = percent
  }

  /// The share of one core.
  var share: Double { percent / 100 }

  var description: String {
    percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
  }
}
