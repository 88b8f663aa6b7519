import Glibc
import KernelInterface
import TestSupport

extension Reference {
  /// Softmax of rows; see `SoftmaxArguments`.
  public static func softmax(_ arguments: SoftmaxArguments) {
    for row in 0..<arguments.rowCount {
      let input = (0..<arguments.columnCount).map {
        Double(arguments.input[row * arguments.inputStride + $0])
      }
      let largest = input.max() ?? 0
      let powers = input.map { exp(Double(arguments.beta) * ($0 - largest)) }
      let sum = powers.reduce(0, +)
      for (column, power) in powers.enumerated() {
        arguments.output[row * arguments.outputStride + column] = Float(power / sum)
      }
    }
  }
}

extension SoftmaxArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    var generator = SeededGenerator(state: 23)
    let input = GuardedValues<Float>(count: 1 << 14)
    let lanes = kernel.lanes
    var failures: [String] = []
    for columnCount in Set([0, 1, 2, 3, lanes - 1, lanes, lanes + 1, 3 * lanes + 5]).sorted() {
      for rowCount in Set([0, 1, 3, lanes, 2 * lanes + 3, 131]).sorted() {
        for (beta, scale, gap) in [
          (Float(1), Float(1), 1), (0.5, 30, 1), (2, 60, 1), (0, 1, 1), (1, 1, 0), (0.5, 30, 0),
        ] {
          let stride = columnCount + gap * Int.random(in: 0...2, using: &generator)
          let isEmpty = rowCount == 0 || columnCount == 0
          let values = CheckValues.numbers(
            isEmpty ? 0 : (rowCount - 1) * stride + columnCount, &generator
          ).map { $0 * scale }
          let pointer = input.copy(values, atEnd: Bool.random(using: &generator))
          func run(_ body: (UnsafePointer<Self>) -> Void) -> Canvas {
            let canvas = Canvas(count: rowCount * (columnCount + gap))
            canvas.write { output in
              var arguments = SoftmaxArguments(
                input: pointer, inputStride: stride, output: output,
                outputStride: columnCount + gap, rowCount: rowCount, columnCount: columnCount,
                beta: beta)
              body(&arguments)
            }
            return canvas
          }
          let expected = run { Reference.softmax($0.pointee) }
          // A difference of inputs up to 240 is rounded before its exponential is taken, which scales the
          // error; values below e^-87 count as that.
          let unit = ErrorBound.unit * Double(columnCount + 16 + Int(4 * scale * beta))
          let difference = run(kernel.run).difference(from: expected) {
            unit * abs(Double(expected.elements[$0])) + 2e-38
          }
          if let difference {
            failures.append("\(rowCount) rows of \(columnCount), beta \(beta): \(difference)")
          }
        }
      }
    }
    return failures
  }
}
