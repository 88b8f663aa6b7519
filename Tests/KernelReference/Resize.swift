import KernelInterface
import TestSupport

extension Reference {
  /// One output row of a bilinear resize; see `ResizeArguments`.
  public static func resize(_ arguments: ResizeArguments) {
    for pixel in 0..<arguments.pixelCount {
      let left = Int(arguments.columnOffsets[2 * pixel])
      let right = Int(arguments.columnOffsets[2 * pixel + 1])
      let columnFraction = Double(arguments.columnFractions[pixel])
      for channel in 0..<arguments.channelCount {
        func across(_ row: UnsafePointer<Float>) -> Double {
          let from = Double(row[left + channel])
          return from + columnFraction * (Double(row[right + channel]) - from)
        }
        let top = across(arguments.top)
        arguments.output[pixel * arguments.outputPixelStride + channel] =
          Float(top + Double(arguments.rowFraction) * (across(arguments.bottom) - top))
      }
    }
  }
}

extension ResizeArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    ResizeCheck(
      lanes: kernel.lanes, kernel: kernel.run, reference: { Reference.resize($0.pointee) }
    ).failures()
  }
}

/// One resize kernel against the reference.
struct ResizeCheck {
  let lanes: Int
  let kernel: KernelFunction<ResizeArguments>
  let reference: KernelFunction<ResizeArguments>

  private let top = GuardedValues<Float>(count: 8192)
  private let bottom = GuardedValues<Float>(count: 8192)

  init(
    lanes: Int, kernel: @escaping KernelFunction<ResizeArguments>,
    reference: @escaping KernelFunction<ResizeArguments>
  ) {
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 19)
    let channelCounts = Set([0, 1, 2, 3, lanes - 1, lanes, lanes + 1, 3 * lanes + 5]).sorted()
    for pixelCount in [0, 1, 2, 7, 16] {
      for sourceCount in [1, 2, 9] {
        for channelCount in channelCounts {
          for rowFraction in [0, 1, 0.5, 0.3] as [Float] {
            for isSpecial in [false, true] {
              let failure = check(
                pixelCount, sourceCount, channelCount, rowFraction, isSpecial, &generator)
              guard let failure else { continue }
              failures.append(
                "\(pixelCount) pixels of \(sourceCount), \(channelCount) channels, fraction "
                  + "\(rowFraction): \(failure)")
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ pixelCount: Int, _ sourceCount: Int, _ channelCount: Int, _ rowFraction: Float,
    _ isSpecial: Bool, _ generator: inout SeededGenerator
  ) -> String? {
    let atEnd = Bool.random(using: &generator)
    let pixelStride = channelCount + (Bool.random(using: &generator) ? 0 : 3)
    let outputStride = channelCount + (Bool.random(using: &generator) ? 0 : 5)
    let count = channelCount == 0 ? 0 : (sourceCount - 1) * pixelStride + channelCount
    let rows = [top, bottom].map { buffer in
      buffer.copy(
        isSpecial
          ? CheckValues.special(count, &generator) : CheckValues.numbers(count, &generator),
        atEnd: atEnd)
    }
    // Any two source pixels, the last included; fractions 0 and 1 among others.
    let offsets = (0..<(2 * pixelCount)).map { index in
      let source =
        index == 1 ? sourceCount - 1 : Int.random(in: 0..<sourceCount, using: &generator)
      return Int32(source * pixelStride)
    }
    let fractions = (0..<pixelCount).map { index -> Float in
      index % 3 == 0 ? 0 : index % 3 == 1 ? 1 : Float.random(in: 0..<1, using: &generator)
    }

    func run(_ body: KernelFunction<ResizeArguments>) -> Canvas {
      let canvas = Canvas(
        count: pixelCount == 0 ? 0 : (pixelCount - 1) * outputStride + channelCount)
      canvas.write { output in
        (offsets + [0]).withUnsafeBufferPointer { offsets in
          (fractions + [0]).withUnsafeBufferPointer { fractions in
            var arguments = ResizeArguments(
              top: rows[0], bottom: rows[1], rowFraction: rowFraction,
              columnOffsets: offsets.baseAddress!, columnFractions: fractions.baseAddress!,
              output: output, outputPixelStride: outputStride, pixelCount: pixelCount,
              channelCount: channelCount)
            body(&arguments)
          }
        }
      }
      return canvas
    }

    let expected = run(reference)
    guard expected.writtenCount == pixelCount * channelCount else {
      return "the reference's writes"
    }
    // Each of the two interpolations a + f (b - a) rounds three times numbers of at most 2 m, 2 m and
    // m, the first one's error passes through the second undiminished, and the result is rounded.
    let largest = isSpecial ? 10.0 : 2.0
    return run(kernel).difference(from: expected) { _ in 1.001 * 11 * largest * ErrorBound.unit }
  }
}
