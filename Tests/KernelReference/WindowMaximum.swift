import KernelInterface
import TestSupport

extension Reference {
  /// Largest elements of windows; see `WindowMaximumArguments`.
  public static func windowMaximum(_ arguments: WindowMaximumArguments) {
    for pixel in 0..<arguments.pixelCount {
      for channel in 0..<arguments.channelCount {
        var largest = -Float.greatestFiniteMagnitude
        for y in 0..<arguments.rowCount {
          for x in 0..<arguments.columnCount {
            let value = arguments.input[
              pixel * arguments.columnStep + y * arguments.inputRowStride
                + x * arguments.inputPixelStride + channel]
            if value > largest { largest = value }
          }
        }
        arguments.output[pixel * arguments.outputPixelStride + channel] = Float(
          clamp(Double(largest), arguments.lower, arguments.upper))
      }
    }
  }
}

extension WindowMaximumArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    var generator = SeededGenerator(state: 19)
    let input = GuardedValues<Float>(count: 1 << 16)
    let lanes = kernel.lanes
    var failures: [String] = []
    for (rowCount, columnCount) in [(0, 0), (1, 1), (2, 2), (3, 2), (1, 7)] {
      for channelCount in Set([0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3]).sorted() {
        for pixelCount in [0, 1, 5] {
          for (step, isSpecial, limits) in [
            (1, false, (-Float.infinity, Float.infinity)), (2, true, (-Float.infinity, .infinity)),
            (3, true, (0, 6)),
          ] {
            let pixelStride = channelCount + Int.random(in: 0...2, using: &generator)
            let rowStride = (columnCount + step * 5) * pixelStride + 3
            let isEmpty = rowCount * columnCount * channelCount * pixelCount == 0
            let count =
              isEmpty
              ? 0
              : (pixelCount - 1) * step * pixelStride + (rowCount - 1) * rowStride
                + (columnCount - 1) * pixelStride + channelCount
            let values =
              isSpecial
              ? CheckValues.special(count, &generator) : CheckValues.numbers(count, &generator)
            let pointer = input.copy(values, atEnd: Bool.random(using: &generator))
            func run(_ body: (UnsafePointer<Self>) -> Void) -> Canvas {
              let canvas = Canvas(count: pixelCount * (channelCount + 1))
              canvas.write { output in
                var arguments = WindowMaximumArguments(
                  input: pointer, inputRowStride: rowStride, inputPixelStride: pixelStride,
                  columnStep: step * pixelStride, rowCount: rowCount, columnCount: columnCount,
                  output: output, outputPixelStride: channelCount + 1, pixelCount: pixelCount,
                  channelCount: channelCount, lower: limits.0, upper: limits.1)
                body(&arguments)
              }
              return canvas
            }
            let expected = run { Reference.windowMaximum($0.pointee) }
            if let difference = run(kernel.run).difference(from: expected, bound: { _ in 0 }) {
              failures.append(
                "\(rowCount)x\(columnCount), \(channelCount) channels, \(pixelCount) pixels: "
                  + difference)
            }
          }
        }
      }
    }
    return failures
  }
}
