import KernelInterface
import TestSupport

extension Reference {
  /// Colors in one box of one level; see `ForegroundBoxArguments`. Computes the whole level.
  public static func foregroundBox(_ arguments: ForegroundBoxArguments) {
    let width = arguments.levelWidth
    let height = arguments.levelHeight
    var alpha: [Double] = []
    var colors: [[Double]] = []
    var foreground: [[Double]] = []
    var background: [[Double]] = []
    for y in 0..<height {
      for x in 0..<width {
        let source = arguments.step * (y * arguments.frameStride + x)
        let coarse = y / 2 * arguments.coarseStride + x / 2
        alpha.append(
          Double(arguments.alpha[arguments.step * (y * arguments.alphaStride + x)]) / 255)
        colors.append(channels(arguments.frame[source]))
        foreground.append(channels(arguments.coarseForeground[coarse]))
        background.append(channels(arguments.coarseBackground[coarse]))
      }
    }
    for halfSweep in 0..<2 * arguments.iterationCount {
      for y in 0..<height {
        for x in 0..<width where (x + y) % 2 == halfSweep % 2 {
          let index = y * width + x
          let neighbors = [
            y * width + max(0, x - 1), y * width + min(width - 1, x + 1),
            max(0, y - 1) * width + x, min(height - 1, y + 1) * width + x,
          ]
          let a = alpha[index]
          let weights = neighbors.map { 1e-5 + abs(a - alpha[$0]) }
          let sum = weights.reduce(0, +)
          for channel in 0..<3 {
            var f = 0.0
            var b = 0.0
            for (weight, neighbor) in zip(weights, neighbors) {
              f += weight / sum * foreground[neighbor][channel]
              b += weight / sum * background[neighbor][channel]
            }
            let residual =
              (colors[index][channel] - a * f - (1 - a) * b)
              / (sum + a * a + (1 - a) * (1 - a))
            foreground[index][channel] = max(0, min(255, f + a * residual))
            background[index][channel] = max(0, min(255, b + (1 - a) * residual))
          }
        }
      }
    }
    for y in arguments.top..<arguments.bottom {
      for x in arguments.left..<arguments.right {
        let output = y * arguments.stride + x
        let index = y * width + x
        if let behind = arguments.background {
          arguments.foreground[output] = word(foreground[index])
          behind[output] = word(background[index])
        } else {
          let pixel = arguments.frame[y * arguments.frameStride + x]
          let byte = arguments.alpha[y * arguments.alphaStride + x]
          arguments.foreground[output] =
            byte == 0 || byte == 255 ? pixel : word(foreground[index]) | pixel & 0xFF00_0000
        }
      }
    }
  }

  private static func channels(_ word: UInt32) -> [Double] {
    [Double(word & 255), Double(word >> 8 & 255), Double(word >> 16 & 255)]
  }

  private static func word(_ channels: [Double]) -> UInt32 {
    let bytes = channels.map { UInt32($0.rounded(.toNearestOrEven)) }
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16
  }
}

extension ForegroundBoxArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    ForegroundBoxCheck(
      lanes: kernel.lanes, kernel: kernel.run, reference: { Reference.foregroundBox($0.pointee) }
    ).failures()
  }
}

/// One foreground-box kernel against the reference.
struct ForegroundBoxCheck {
  let lanes: Int
  let kernel: KernelFunction<ForegroundBoxArguments>
  let reference: KernelFunction<ForegroundBoxArguments>

  private let frame = GuardedValues<Float>(count: 40_000)
  private let alpha = GuardedValues<Float>(count: 10_000)
  private let coarseForeground = GuardedValues<Float>(count: 2_000)
  private let coarseBackground = GuardedValues<Float>(count: 2_000)
  private let scratch = GuardedValues<Float>(count: ForegroundBoxArguments.scratchFloatCount)

  init(
    lanes: Int, kernel: @escaping KernelFunction<ForegroundBoxArguments>,
    reference: @escaping KernelFunction<ForegroundBoxArguments>
  ) {
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 23)
    let widths = Set([1, 2, 3, lanes - 1, lanes, lanes + 1, 2 * lanes, 2 * lanes + 1, 32, 71])
    for width in widths.sorted() {
      for height in [1, 2, 7, 32, 45] {
        for step in [1, 2, 4] where width * height * step * step <= 36_000 {
          for isFinest in [false, true] where !isFinest || step == 1 {
            guard let failure = check(width, height, step, isFinest, &generator) else { continue }
            failures.append("\(width)x\(height), step \(step), finest \(isFinest): \(failure)")
          }
        }
      }
    }
    return failures
  }

  /// A box as large as it may be, at a random place.
  private func span(_ size: Int, _ generator: inout SeededGenerator) -> Range<Int> {
    let first = Int.random(in: 0..<size, using: &generator)
    let most = min(size - first, ForegroundBoxArguments.largestBox)
    return first..<first + Int.random(in: 1...most, using: &generator)
  }

  private func check(
    _ width: Int, _ height: Int, _ step: Int, _ isFinest: Bool, _ generator: inout SeededGenerator
  ) -> String? {
    let fits = max(width, height) <= ForegroundBoxArguments.largestBox
    let columns = fits ? 0..<width : span(width, &generator)
    let rows = fits ? 0..<height : span(height, &generator)
    let frameStride = (width - 1) * step + 1
    let pixelCount = (height - 1) * step * frameStride + frameStride
    let coarseStride = (width + 1) / 2
    let coarseCount = coarseStride * ((height + 1) / 2)
    func words(_ buffer: GuardedValues<Float>, _ count: Int) -> UnsafePointer<UInt32> {
      let words = UnsafeMutableRawPointer(buffer.part(count, atEnd: true).baseAddress!)
        .assumingMemoryBound(to: UInt32.self)
      for index in 0..<count { words[index] = UInt32.random(in: 0...(.max), using: &generator) }
      return UnsafePointer(words)
    }
    let framePixels = words(frame, pixelCount)
    let foregroundPixels = words(coarseForeground, coarseCount)
    let backgroundPixels = words(coarseBackground, coarseCount)
    // The last byte of the last word is the last one of alpha.
    let alphaWordCount = (pixelCount + 3) / 4
    let bytes =
      UnsafeMutableRawPointer(alpha.part(alphaWordCount, atEnd: true).baseAddress!)
      .assumingMemoryBound(to: UInt8.self) + (4 * alphaWordCount - pixelCount)
    for index in 0..<pixelCount {
      bytes[index] = [0, 255, UInt8.random(in: 0...255, using: &generator)].randomElement(
        using: &generator)!
    }
    let iterationCount = fits ? 10 : ForegroundBoxArguments.largestIterationCount
    let outputCount = width * height
    let canary: UInt32 = 0xA5A5_A5A5

    func run(_ body: KernelFunction<ForegroundBoxArguments>) -> (
      foreground: [UInt32], background: [UInt32]
    ) {
      let floats = scratch.part(ForegroundBoxArguments.scratchFloatCount, atEnd: false)
      floats.update(repeating: 0)
      var foreground = [UInt32](repeating: canary, count: outputCount)
      var background = foreground
      foreground.withUnsafeMutableBufferPointer { foreground in
        background.withUnsafeMutableBufferPointer { background in
          var arguments = ForegroundBoxArguments(
            frame: framePixels, frameStride: frameStride, alpha: bytes, alphaStride: frameStride,
            step: step, levelWidth: width, levelHeight: height, left: columns.lowerBound,
            top: rows.lowerBound, right: columns.upperBound, bottom: rows.upperBound,
            iterationCount: iterationCount, coarseForeground: foregroundPixels,
            coarseBackground: backgroundPixels, coarseStride: coarseStride,
            foreground: foreground.baseAddress!,
            background: isFinest ? nil : background.baseAddress!, stride: width,
            scratch: floats.baseAddress!)
          body(&arguments)
        }
      }
      return (foreground, background)
    }

    let expected = run(reference)
    let found = run(kernel)
    var roundedOtherwise = 0
    for (name, found, expected) in [
      ("foreground", found.foreground, expected.foreground),
      ("background", found.background, expected.background),
    ] {
      for index in 0..<outputCount {
        let isInside =
          columns.contains(index % width) && rows.contains(index / width)
          && !(isFinest && name == "background")
        if !isInside && (found[index] != canary || expected[index] != canary) {
          return "\(name) \(index): expected no write"
        }
        if found[index] >> 24 != expected[index] >> 24 { return "\(name) \(index): high byte" }
        for shift in [0, 8, 16] as [UInt32] {
          let difference =
            Int(found[index] >> shift & 255) - Int(expected[index] >> shift & 255)
          if abs(difference) > 1 {
            return "\(name) \(index), bit \(shift): differs by \(difference)"
          }
          roundedOtherwise += abs(difference)
        }
      }
    }
    // Floats are off by some 1e-3 of a byte: only values that near to a half round otherwise.
    let most = 2 + outputCount * 6 / 100
    return roundedOtherwise <= most ? nil : "\(roundedOtherwise) bytes differ, expected \(most)"
  }
}
