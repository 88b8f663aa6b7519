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
  private let inputs = (0..<4).map { _ in GuardedValues<Float>(count: 1 << 13) }
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
      [false, true].flatMap { atEnd in
        [[1], [2], [3], [4], [4, 1], [2, 3], [4, 4, 2]].compactMap { calls -> String? in
          let rows = calls.map { rowCount in
            (0..<rowCount).map { _ in words(count, .max, &generator) }
          }
          func run(_ body: KernelFunction<PixelSumsArguments>) -> [UInt32] {
            let sums = GuardedElements(
              [UInt32](repeating: 0xa5a5_a5a5, count: 2 * count + 3), in: output, atEnd: atEnd)
            for (index, rows) in rows.enumerated() {
              let pixels = zip(rows, inputs).map {
                GuardedElements($0.0, in: $0.1, atEnd: atEnd)
              }
              // What is behind the rows is never looked at.
              let nowhere = UnsafePointer<UInt32>(bitPattern: 4)!
              var pointers = InlineArray<4, UnsafePointer<UInt32>>(repeating: nowhere)
              for (row, pixels) in pixels.enumerated() {
                pointers[row] = UnsafePointer(pixels.base)
              }
              var arguments = PixelSumsArguments(
                rows: pointers, rowCount: rows.count, sums: sums.base, sumStride: count + 3,
                isFirst: index == 0, count: count)
              body(&arguments)
            }
            return sums.elements
          }
          return run(kernel) == run(reference) ? nil : "\(count) pixels, \(calls): sums differ"
        }
      }
    }
  }

  func means(
    _ kernel: KernelFunction<PixelMeansArguments>, _ reference: KernelFunction<PixelMeansArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 61)
    return [1, 2, 3, 4, 5, 6, 13, 256].flatMap { factor in
      [0, 1, 3, 4, 5, 6, 8, 63, 64, 65, 66, 260].flatMap { count in
        [1, min(factor, 7), min(factor, 64)].compactMap { rowCount -> String? in
          let atEnd = Bool.random(using: &generator)
          // Halves that rows of that number can sum up to.
          let largest = UInt32(255 * rowCount)
          let sums = (0..<(2 * count + 1)).map { index in
            index % 3 == 0
              ? largest | largest << 16
              : UInt32.random(in: 0...largest, using: &generator)
                | UInt32.random(in: 0...largest, using: &generator) << 16
          }
          let greens = words(count, largest, &generator)
          let source = GuardedElements(
            Array(sums.prefix(count + 1)) + greens, in: inputs[0], atEnd: atEnd)
          let blockCount = (count + factor - 1) / factor
          let pairCount = (blockCount + 1) / 2
          func run(_ body: KernelFunction<PixelMeansArguments>) -> [Float] {
            let blocks = GuardedElements(
              [UInt32](repeating: 0, count: 3 * blockCount + 3), in: inputs[1], atEnd: atEnd)
            let means = GuardedElements(
              [Float](repeating: Canvas.canary, count: 6 * pairCount + 5), in: output,
              atEnd: atEnd)
            var arguments = PixelMeansArguments(
              sums: source.base, sumStride: count + 1, count: count, factor: factor,
              rowCount: rowCount, center: 128, blocks: blocks.base, blockStride: blockCount + 1,
              means: means.base, meanStride: pairCount + 1)
            body(&arguments)
            return means.elements
          }
          return run(kernel).difference(from: run(reference)) { _ in ErrorBound.unit * 4 * 383 }
            .map { "\(count) pixels by \(factor) of \(rowCount) rows: \($0)" }
        }
      }
    }
  }
}
