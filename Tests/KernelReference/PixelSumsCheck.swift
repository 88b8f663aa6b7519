import KernelInterface
import TestSupport

extension PixelSumsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PixelSumsCheck().sums(kernel.run) { Reference.pixelSums($0.pointee) }
  }
}

extension PixelMeansArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PixelSumsCheck().means(kernel.run) { Reference.pixelMeans($0.pointee) }
  }
}

/// The kernels that make a coarse picture, against the reference.
struct PixelSumsCheck {
  private let input = GuardedValues<Float>(count: 1 << 16)
  private let output = GuardedValues<Float>(count: 1 << 14)

  private func words(_ count: Int, _ limit: UInt32, _ generator: inout SeededGenerator) -> [UInt32]
  {
    (0..<count).map { _ in UInt32.random(in: 0...limit, using: &generator) }
  }

  func sums(
    _ kernel: KernelFunction<PixelSumsArguments>, _ reference: KernelFunction<PixelSumsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 37)
    return (Array(0...70) + [255, 513]).flatMap { count in
      [false, true].compactMap { atEnd in
        let rows = (0..<3).map { _ in words(count, .max, &generator) }
        func run(_ body: KernelFunction<PixelSumsArguments>) -> [UInt32] {
          let sums = GuardedElements(
            [UInt32](repeating: 0xa5a5_a5a5, count: 2 * count + 3), in: output, atEnd: atEnd)
          for (index, row) in rows.enumerated() {
            let pixels = GuardedElements(row, in: input, atEnd: atEnd)
            var arguments = PixelSumsArguments(
              pixels: pixels.base, sums: sums.base, sumStride: count + 3, isFirst: index == 0,
              count: count)
            body(&arguments)
          }
          return sums.elements
        }
        return run(kernel) == run(reference) ? nil : "\(count) pixels: sums differ"
      }
    }
  }

  func means(
    _ kernel: KernelFunction<PixelMeansArguments>, _ reference: KernelFunction<PixelMeansArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 61)
    return [1, 2, 3, 4, 5, 13, 256].flatMap { factor in
      [0, 1, 3, 4, 5, 63, 64, 65, 260].compactMap { count in
        let atEnd = Bool.random(using: &generator)
        let rowCount = min(factor, 7)
        // Halves that rows of that number can sum up to.
        let largest = UInt32(255 * rowCount)
        let sums = (0..<(2 * count + 1)).map { _ in
          UInt32.random(in: 0...largest, using: &generator)
            | UInt32.random(in: 0...largest, using: &generator) << 16
        }
        let greens = words(count, largest, &generator)
        let source = GuardedElements(
          Array(sums.prefix(count + 1)) + greens, in: input, atEnd: atEnd)
        let blockCount = (count + factor - 1) / factor
        func run(_ body: KernelFunction<PixelMeansArguments>) -> [Float] {
          let means = GuardedElements(
            [Float](repeating: Canvas.canary, count: 3 * blockCount + 2), in: output, atEnd: atEnd)
          var arguments = PixelMeansArguments(
            sums: source.base, sumStride: count + 1, count: count, factor: factor,
            rowCount: rowCount, center: 128, means: means.base, meanStride: blockCount + 1)
          body(&arguments)
          return means.elements
        }
        return run(kernel).difference(from: run(reference)) { _ in ErrorBound.unit * 4 * 383 }
          .map { "\(count) pixels by \(factor): \($0)" }
      }
    }
  }
}
