import Foundation

/// Nearness of a picture to the one that it should be.
package struct Fidelity: Sendable, CustomStringConvertible {
  /// The largest absolute difference, in 1/255.
  package private(set) var largest = 0
  /// The mean of absolute differences over all pixels and channels, in 1/255.
  package let mean: Double
  /// Peak signal-to-noise ratio in dB over all pixels and channels; infinity for equal pictures.
  package let peakSignalToNoise: Double
  /// Where the largest difference is (the first one), and between what; nil for equal pictures.
  package private(set) var worst: Worst?

  /// A pixel's channel and its two values.
  package struct Worst: Sendable, Equatable {
    package let x: Int
    package let y: Int
    package let channel: String
    package let found: Int
    package let expected: Int

    package init(x: Int, y: Int, channel: String, found: Int, expected: Int) {
      self.x = x
      self.y = y
      self.channel = channel
      self.found = found
      self.expected = expected
    }
  }

  /// Pixels by their largest difference of a channel: `pixelCounts[d]` pixels differ by `d`.
  private var pixelCounts = [Int](repeating: 0, count: 256)

  /// Compares values of a picture of `width` pixels a row, `channels` names them, fastest.
  private init(_ found: [Int], _ expected: [Int], width: Int, channels: [String]) {
    precondition(found.count == expected.count && found.count.isMultiple(of: channels.count))
    var sum = 0
    var squareSum = 0
    for pixel in 0..<found.count / channels.count {
      var pixelLargest = 0
      for (offset, channel) in channels.enumerated() {
        let at = pixel * channels.count + offset
        let difference = abs(found[at] - expected[at])
        sum += difference
        squareSum += difference * difference
        pixelLargest = max(pixelLargest, difference)
        if difference > largest {
          largest = difference
          worst = Worst(
            x: pixel % width, y: pixel / width, channel: channel, found: found[at],
            expected: expected[at])
        }
      }
      pixelCounts[pixelLargest] += 1
    }
    mean = Double(sum) / Double(found.count)
    peakSignalToNoise = 10 * log10(255 * 255 * Double(found.count) / Double(squareSum))
  }

  /// Compares red, green and blue.
  ///
  /// - Precondition: the sizes are the same.
  package init(_ found: DemoFrame, to expected: DemoFrame) {
    precondition(found.width == expected.width && found.height == expected.height)
    self.init(
      found.values(of: 0..<3), expected.values(of: 0..<3), width: found.width,
      channels: ["red", "green", "blue"])
  }

  /// Compares alpha, and red, green and blue times alpha: what an eye can see of them.
  ///
  /// - Precondition: the sizes are the same.
  package init(premultiplied found: DemoFrame, to expected: DemoFrame) {
    precondition(found.width == expected.width && found.height == expected.height)
    self.init(
      found.premultipliedValues, expected.premultipliedValues, width: found.width,
      channels: ["red times alpha", "green times alpha", "blue times alpha", "alpha"])
  }

  /// Compares masks.
  ///
  /// - Precondition: the sizes are the same.
  package init(_ found: DemoMask, to expected: DemoMask) {
    precondition(found.width == expected.width && found.height == expected.height)
    self.init(
      found.bytes.map(Int.init), expected.bytes.map(Int.init), width: found.width,
      channels: ["coverage"])
  }

  /// The share of pixels that differ by no more than this in any channel, 0...1.
  package func share(within difference: Int) -> Double {
    let near = pixelCounts[...min(difference, 255)].reduce(0, +)
    return Double(near) / Double(pixelCounts.reduce(0, +))
  }

  /// A line of a table: the name, then largest and mean difference, shares of pixels, dB.
  package func row(_ name: String) -> String {
    let largest = "\(largest)"
    let figures = String(
      format: "  %8.4f  %9.4f %%  %9.4f %%  %7.2f dB", mean, 100 * share(within: 0),
      100 * share(within: 1), peakSignalToNoise)
    return name + String(repeating: " ", count: max(1, 96 - name.count - largest.count)) + largest
      + figures
  }

  package var description: String {
    guard let worst else { return "equal" }
    let shares = [0, 1, 2].map { String(format: "%.4f %% within %d", 100 * share(within: $0), $0) }
    return String(format: "mean %.4f, %.2f dB, ", mean, peakSignalToNoise)
      + shares.joined(separator: ", ")
      + ", largest \(largest) at (\(worst.x), \(worst.y)) \(worst.channel):"
      + " found \(worst.found), expected \(worst.expected)"
  }
}

extension DemoFrame {
  /// Some channels of each pixel.
  fileprivate func values(of channels: Range<Int>) -> [Int] {
    var values: [Int] = []
    for pixel in 0..<width * height {
      for channel in channels { values.append(Int(bytes[4 * pixel + channel])) }
    }
    return values
  }

  /// Red, green and blue times alpha, rounded, and alpha.
  fileprivate var premultipliedValues: [Int] {
    var values: [Int] = []
    for pixel in 0..<width * height {
      let alpha = Int(bytes[4 * pixel + 3])
      for channel in 0..<3 { values.append((Int(bytes[4 * pixel + channel]) * alpha + 127) / 255) }
      values.append(alpha)
    }
    return values
  }
}
