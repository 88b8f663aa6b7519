import KernelInterface
import TestSupport

extension Reference {
  /// Samples of pixels as a model's input; see `PixelSamplingArguments`.
  public static func pixelSampling(_ arguments: PixelSamplingArguments) {
    for pixel in 0..<arguments.pixelCount {
      for channel in 0..<3 {
        func level(_ row: UnsafePointer<UInt8>, _ column: Int) -> Double {
          Double(row[4 * Int(arguments.columns[column]) + channel])
        }
        var value: Double
        if let bottom = arguments.bottom {
          let fraction = Double(arguments.columnFractions[pixel])
          func across(_ row: UnsafePointer<UInt8>) -> Double {
            let left = level(row, 2 * pixel)
            return left + (level(row, 2 * pixel + 1) - left) * fraction
          }
          let upper = across(arguments.top)
          value = upper + (across(bottom) - upper) * Double(arguments.rowFraction)
        } else {
          value = level(arguments.top, pixel)
        }
        value = value * Double(arguments.scale) + Double(arguments.offset)
        arguments.output[3 * pixel + channel] = Float(value)
      }
    }
  }
}

extension PixelSamplingArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PixelSamplingCheck(kernel: kernel.run, reference: { Reference.pixelSampling($0.pointee) })
      .failures()
  }
}

/// One sampling kernel against the reference.
final class PixelSamplingCheck {
  private let kernel: KernelFunction<PixelSamplingArguments>
  private let reference: KernelFunction<PixelSamplingArguments>
  private let rows = (0..<2).map { _ in GuardedBytes(capacity: 2048) }

  init(
    kernel: @escaping KernelFunction<PixelSamplingArguments>,
    reference: @escaping KernelFunction<PixelSamplingArguments>
  ) {
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 37)
    var failures: [String] = []
    for count in [0, 1, 2, 31, 32, 33, 64, 77] {
      for sourceCount in [1, 2, 40, 400] {
        for rowFraction in [nil, 0, 1, 0.5, 0.3] as [Float?] {
          for atEnd in [false, true] {
            if let failure = check(count, sourceCount, rowFraction, atEnd, &generator) {
              failures.append(
                "\(count) samples of \(sourceCount), fraction \(rowFraction ?? -1): \(failure)")
            }
          }
        }
      }
    }
    return failures
  }

  /// Nearest samples where there is no fraction.
  private func check(
    _ count: Int, _ sourceCount: Int, _ rowFraction: Float?, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let pixels = rows.map { $0.copy(YUVCases.noise(sourceCount * 4, &generator), atEnd: atEnd) }
    let columns = (0..<(2 * count)).map { index in
      index == 1
        ? Int32(sourceCount - 1)
        : Int32.random(in: 0..<Int32(sourceCount), using: &generator)
    }
    let fractions = (0..<count).map { index -> Float in
      index % 3 == 0 ? 0 : index % 3 == 1 ? 1 : Float.random(in: 0..<1, using: &generator)
    }
    let (scale, offset): (Float, Float) = (2.0 / 255, -1)
    func run(_ body: KernelFunction<PixelSamplingArguments>) -> Canvas {
      let canvas = Canvas(count: count * 3)
      canvas.write { output in
        var arguments = PixelSamplingArguments(
          top: pixels[0], bottom: rowFraction == nil ? nil : UnsafePointer(pixels[1]),
          rowFraction: rowFraction ?? 0, columns: columns, columnFractions: fractions,
          scale: scale, offset: offset, output: output, pixelCount: count)
        body(&arguments)
      }
      return canvas
    }
    let expected = run(reference)
    guard expected.writtenCount == count * 3 else { return "the reference's writes" }
    let found = run(kernel)
    guard rows.allSatisfy(\.isIntact) else { return "expected no write to the pixels" }
    // Each of two interpolations rounds three times numbers of at most 255, the first one's error
    // passes through the second; the scale brings that to 2, and product, sum and reference round
    // once each.
    return found.difference(from: expected) { _ in 1.001 * (6 * 2 + 2 + 1 + 1) * ErrorBound.unit }
  }
}
