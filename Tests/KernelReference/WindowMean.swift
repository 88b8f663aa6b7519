import KernelInterface
import TestSupport

extension Reference {
  /// The scaled sum of a window, channel by channel; see `WindowMeanArguments`.
  public static func windowMean(_ arguments: WindowMeanArguments) {
    for channel in 0..<arguments.channelCount {
      var sum = 0.0
      for y in 0..<arguments.rowCount {
        for x in 0..<arguments.columnCount {
          sum += Double(
            arguments.input[y * arguments.inputRowStride + x * arguments.inputPixelStride + channel]
          )
        }
      }
      arguments.output[channel] =
        Float(activate(Double(arguments.scale) * sum, arguments.activation))
    }
  }
}

extension WindowMeanArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    WindowMeanCheck(
      lanes: kernel.lanes, kernel: kernel.run, reference: { Reference.windowMean($0.pointee) }
    ).failures()
  }
}

/// One window mean against the reference.
struct WindowMeanCheck {
  let lanes: Int
  let kernel: KernelFunction<WindowMeanArguments>
  let reference: KernelFunction<WindowMeanArguments>

  private let input = GuardedValues<Float>(count: 1 << 17)

  init(
    lanes: Int, kernel: @escaping KernelFunction<WindowMeanArguments>,
    reference: @escaping KernelFunction<WindowMeanArguments>
  ) {
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 17)
    let pictures = [(0, 0), (2, 2), (3, 3), (2, 7), (300, 1), (17, 16), (5, 60)]
    let windows: [(rows: Int, columns: Int)] = (1...300).map { (1, $0) } + pictures
    let channelCounts = Set([0, 1, lanes - 1, lanes, lanes + 1, 3 * lanes + 5]).sorted()
    for (index, window) in windows.enumerated() {
      for channelCount in channelCounts {
        for isSpecial in [false, true] where !isSpecial || window.columns < 10 {
          // Long rows differ in their length alone: they take turns with the activations.
          let activations =
            window.rows == 1 && window.columns > 9
            ? [CheckValues.activations[index % CheckValues.activations.count]]
            : CheckValues.activations
          for activation in activations {
            let failure = check(
              window.rows, window.columns, channelCount, activation, isSpecial, &generator)
            guard let failure else { continue }
            failures.append("\(window), \(channelCount) channels, \(activation): \(failure)")
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ rowCount: Int, _ columnCount: Int, _ channelCount: Int, _ activation: ElementActivation,
    _ isSpecial: Bool, _ generator: inout SeededGenerator
  ) -> String? {
    let atEnd = Bool.random(using: &generator)
    let pixelStride = channelCount + (Bool.random(using: &generator) ? 0 : 3)
    let rowStride = columnCount * pixelStride + (Bool.random(using: &generator) ? 0 : 7)
    let isEmpty = rowCount * columnCount * channelCount == 0
    let count =
      isEmpty ? 0 : (rowCount - 1) * rowStride + (columnCount - 1) * pixelStride + channelCount
    let values =
      isSpecial ? CheckValues.special(count, &generator) : CheckValues.numbers(count, &generator)
    let pointer = input.copy(values, atEnd: atEnd)
    let scale = Float.random(in: 0.1..<3, using: &generator) / Float(max(1, rowCount * columnCount))

    func run(_ body: KernelFunction<WindowMeanArguments>, _ activation: ElementActivation) -> Canvas
    {
      let canvas = Canvas(count: channelCount)
      canvas.write { output in
        var arguments = WindowMeanArguments(
          input: pointer, inputRowStride: rowStride, inputPixelStride: pixelStride,
          rowCount: rowCount, columnCount: columnCount, output: output,
          channelCount: channelCount, scale: scale, activation: activation)
        body(&arguments)
      }
      return canvas
    }

    let found = run(kernel, activation)
    let expected = run(reference, activation)
    guard expected.writtenCount == channelCount else { return "the reference's writes" }
    for (index, value) in values.enumerated() { pointer[index] = abs(value) }
    let magnitudes = run(reference, ElementActivation(.identity))
    // Additions of the window, three to join the running sums, and the scale.
    let bound = ErrorBound(
      productCount: rowCount * columnCount + 3, activation: activation, hasResidual: false)
    return found.difference(from: expected) {
      bound(magnitude: Double(magnitudes.elements[$0]), residual: 0)
    }
  }
}
