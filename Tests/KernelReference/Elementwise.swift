import Glibc
import KernelInterface
import TestSupport

extension Reference {
  /// A grid of elements; see `ElementwiseArguments`.
  public static func elementwise(
    _ operation: ElementwiseOperation, _ arguments: ElementwiseArguments
  ) {
    for row in 0..<arguments.rowCount {
      for column in 0..<arguments.columnCount {
        func a() -> Double {
          Double(arguments.a[row * arguments.aRowStride + column * arguments.aColumnStride])
        }
        func b() -> Double {
          Double(arguments.b[row * arguments.bRowStride + column * arguments.bColumnStride])
        }
        func c() -> Double {
          Double(arguments.c[row * arguments.cRowStride + column * arguments.cColumnStride])
        }
        let result = value(of: operation, a, b, c)
        arguments.output[row * arguments.outputRowStride + column] =
          Float(activate(result, arguments.activation))
      }
    }
  }
}

extension Reference {
  /// `ElementwiseOperation` of numbers, of which only those that it has are asked for.
  private static func value(
    of operation: ElementwiseOperation, _ a: () -> Double, _ b: () -> Double, _ c: () -> Double
  ) -> Double {
    switch operation {
    case .activate: a()
    case .add: a() + b()
    case .multiply: a() * b()
    case .multiplyAdd: a() * b() + c()
    case .subtract: a() - b()
    case .divide: a() / b()
    case .maximum: a() < b() ? b() : a()
    case .minimum: a() > b() ? b() : a()
    case .squaredDifference: (a() - b()) * (a() - b())
    case .prelu: (a() < 0 ? 0 : a()) + b() * (a() > 0 ? 0 : a())
    case .absolute: abs(a())
    case .negative: -a()
    case .square: a() * a()
    case .exponential: exp(a())
    case .hyperbolicTangent: tanh(a())
    case .elu: a() < 0 ? expm1(a()) : a()
    }
  }
}

extension ElementwiseOperation {
  /// Whether kernels round once, as the conversion of a Double does.
  fileprivate var isExact: Bool {
    switch self {
    case .multiplyAdd, .squaredDifference, .exponential, .hyperbolicTangent, .elu: false
    default: true
    }
  }

  /// Roundings of the operation, as products of a sum count: exponentials are good to some 2^-21.
  fileprivate var productCount: Int {
    switch self {
    case .squaredDifference: 4
    case .exponential, .hyperbolicTangent, .elu: 12
    default: 1
    }
  }
}

extension ElementwiseArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    guard let operation = ElementwiseOperation(rawValue: kernel.familyName) else {
      return ["expected an operation, found '\(kernel.familyName)'"]
    }
    return ElementwiseCheck(
      operation: operation, lanes: kernel.lanes, kernel: kernel.run,
      reference: { Reference.elementwise(operation, $0.pointee) }
    ).failures()
  }
}

/// One elementwise kernel against the reference.
struct ElementwiseCheck {
  let operation: ElementwiseOperation
  let lanes: Int
  let kernel: KernelFunction<ElementwiseArguments>
  let reference: KernelFunction<ElementwiseArguments>

  /// Repetition of an operand.
  private enum Repetition: CaseIterable {
    case none, padded, rows, columns, all
  }

  private let operands = (0..<3).map { _ in GuardedValues<Float>(count: 8192) }

  init(
    operation: ElementwiseOperation, lanes: Int,
    kernel: @escaping KernelFunction<ElementwiseArguments>,
    reference: @escaping KernelFunction<ElementwiseArguments>
  ) {
    self.operation = operation
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  /// Operands that the operation reads.
  private var operandCount: Int { operation.operandCount }

  private var activations: [ElementActivation] {
    CheckValues.activations.filter {
      operation.takesAnyActivation || [.identity, .clamp].contains($0.kind)
    }
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 13)
    for rowCount in [0, 1, 4] {
      for columnCount in Set([0, 1, lanes - 1, lanes, lanes + 1, 3 * lanes + 5]).sorted() {
        for activation in activations {
          for a in Repetition.allCases {
            for b in Repetition.allCases where b == .none || operandCount > 1 {
              for c in Repetition.allCases where c == .none || operandCount > 2 {
                for isSpecial in [false, true] {
                  let failure = check(
                    rowCount, columnCount, activation, [a, b, c], isSpecial, &generator)
                  guard let failure else { continue }
                  failures.append(
                    "\(rowCount) x \(columnCount), \(activation), \([a, b, c]): \(failure)")
                }
              }
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ rowCount: Int, _ columnCount: Int, _ activation: ElementActivation,
    _ repetitions: [Repetition], _ isSpecial: Bool, _ generator: inout SeededGenerator
  ) -> String? {
    let atEnd = Bool.random(using: &generator)
    let isEmpty = rowCount == 0 || columnCount == 0
    let strides = repetitions.map { repetition in
      switch repetition {
      case .none: (row: columnCount, column: 1)
      case .padded: (row: columnCount + 3, column: 1)
      case .rows: (row: 0, column: 1)
      case .columns: (row: 1, column: 0)
      case .all: (row: 0, column: 0)
      }
    }
    let values = strides.map { stride in
      let count =
        isEmpty ? 0 : (rowCount - 1) * stride.row + (columnCount - 1) * stride.column + 1
      return isSpecial
        ? CheckValues.special(count, &generator) : CheckValues.numbers(count, &generator)
    }
    let outputStride = columnCount + (Bool.random(using: &generator) ? 0 : 6)
    // What is not read must not be touched: the operands beyond the operation's are unmapped.
    let pointers = (0..<3).map { operand in
      operand < operandCount
        ? operands[operand].copy(values[operand], atEnd: atEnd)
        : operands[operand].part(0, atEnd: true).baseAddress!
    }

    func run(_ body: KernelFunction<ElementwiseArguments>, _ activation: ElementActivation)
      -> Canvas
    {
      let canvas = Canvas(
        count: isEmpty ? 0 : (rowCount - 1) * outputStride + columnCount)
      canvas.write { output in
        var arguments = ElementwiseArguments(
          a: pointers[0], aRowStride: strides[0].row, aColumnStride: strides[0].column,
          b: pointers[1], bRowStride: strides[1].row, bColumnStride: strides[1].column,
          c: pointers[2], cRowStride: strides[2].row, cColumnStride: strides[2].column,
          output: output, outputRowStride: outputStride, rowCount: rowCount,
          columnCount: columnCount, activation: activation)
        body(&arguments)
      }
      return canvas
    }

    let found = run(kernel, activation)
    let expected = run(reference, activation)
    guard expected.writtenCount == rowCount * columnCount else { return "the reference's writes" }
    // One operation and a clamp are exact: Double holds the sum or product of two Floats well enough
    // that its conversion rounds as the operation does.
    if operation.isExact && [.identity, .clamp].contains(activation.kind) {
      return found.difference(from: expected) { _ in 0 }
    }
    for operand in 0..<operandCount {
      for (index, value) in values[operand].enumerated() { pointers[operand][index] = abs(value) }
    }
    let magnitudes = run(reference, ElementActivation(.identity))
    if operation == .squaredDifference {
      // The difference is rounded, squared and rounded again.
      return found.difference(from: expected) {
        5 * ErrorBound.unit * abs(Double(expected.elements[$0]))
      }
    }
    let bound = ErrorBound(
      productCount: operation.productCount, activation: activation, hasResidual: false)
    return found.difference(from: expected) {
      bound(magnitude: Double(magnitudes.elements[$0]), residual: 0)
    }
  }
}
