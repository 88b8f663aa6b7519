import ArgumentParser
import Compositing

extension Region {
  /// Reads `x,y,width,height`: all in pixels, or all in per cent of the frame's sides, with `%`; 0 is
  /// either.
  ///
  /// - Throws: `ValidationError`.
  @Sendable static func parse(_ text: String) throws -> Region {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let unit: Unit = parts.contains { $0.hasSuffix("%") } ? .percent : .pixels
    let numbers = parts.compactMap { number($0, unit) }
    guard parts.count == 4, numbers.count == 4 else {
      throw ValidationError(
        "expected x,y,width,height, all in whole pixels up to \(Compositor.largestSide) or all in "
          + "per cent from 0% to 100%")
    }
    return Region(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3], unit: unit)
  }

  private static func number(_ text: Substring, _ unit: Unit) -> Double? {
    if unit == .percent && text != "0" {
      guard text.hasSuffix("%"), let percent = Double(text.dropLast()) else { return nil }
      return (0...100).contains(percent) ? percent : nil
    }
    guard let pixels = Int(text) else { return nil }
    return (0...Compositor.largestSide).contains(pixels) ? Double(pixels) : nil
  }
}
