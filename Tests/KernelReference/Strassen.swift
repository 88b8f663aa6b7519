import KernelInterface
import TestSupport

extension Reference {
  /// The sums before Strassen's products; see `StrassenOperandArguments`.
  public static func strassenOperands(_ arguments: StrassenOperandArguments) {
    for row in 0..<arguments.rowCount {
      var sizes = (upper: 0.0, lower: 0.0)
      for column in 0..<arguments.columnCount {
        let place = row * arguments.rowStride + column
        let (a11, a12) = (Double(arguments.a11[place]), Double(arguments.a12[place]))
        let (a21, a22) = (Double(arguments.a21[place]), Double(arguments.a22[place]))
        let sums = [a21 + a22, a21 + a22 - a11, a11 - a21, a12 - (a21 + a22 - a11)]
        sizes.upper += a11 * a11 + a12 * a12
        sizes.lower += a21 * a21 + a22 * a22
        for (index, sum) in sums.enumerated() {
          arguments.sums[
            index * arguments.sumStride + row * arguments.columnCount + column] = Float(sum)
        }
      }
      arguments.sizes[2 * row] = Float(sizes.upper)
      arguments.sizes[2 * row + 1] = Float(sizes.lower)
    }
  }

  /// The sums behind Strassen's products; see `StrassenResultArguments`.
  public static func strassenResults(_ arguments: StrassenResultArguments) {
    for row in 0..<arguments.rowCount {
      for column in 0..<arguments.columnCount {
        let place = row * arguments.columnCount + column
        let (u2, p5) = (Double(arguments.u2[place]), Double(arguments.p5[place]))
        let u3 = u2 + Double(arguments.p7[place])
        arguments.u2[place] = Float(u3)
        arguments.p5[place] = Float(u2 + p5)
        let limits = ElementActivation(.clamp, lower: arguments.lower, upper: arguments.upper)
        arguments.output[row * arguments.outputRowStride + column] =
          Float(activate(u3 + p5, limits))
      }
    }
  }
}

extension StrassenOperandArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    StrassenCheck(lanes: kernel.lanes).operands(kernel.run) {
      Reference.strassenOperands($0.pointee)
    }
  }
}

extension StrassenResultArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    StrassenCheck(lanes: kernel.lanes).results(kernel.run) {
      Reference.strassenResults($0.pointee)
    }
  }
}

/// The sums around Strassen's products against the reference.
struct StrassenCheck {
  let lanes: Int

  private let inputs = (0..<4).map { _ in GuardedValues<Float>(count: 4096) }

  private var sizes: [(rows: Int, columns: Int)] {
    [0, 1, 3].flatMap { rows in
      Set([0, 1, lanes - 1, lanes, lanes + 1, 3 * lanes + 5]).sorted().map { (rows, $0) }
    }
  }

  func operands(
    _ kernel: KernelFunction<StrassenOperandArguments>,
    _ reference: KernelFunction<StrassenOperandArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 41)
    return cases { rows, columns, isSpecial in
      let rowStride = columns + Int.random(in: 0...7, using: &generator)
      let sumStride = rows * columns + Int.random(in: 0...5, using: &generator)
      let count = rows * columns == 0 ? 0 : (rows - 1) * rowStride + columns
      let values = (0..<4).map { _ in numbers(count, isSpecial, &generator) }
      let atEnd = Bool.random(using: &generator)
      let quarters = zip(inputs, values).map { UnsafePointer($0.copy($1, atEnd: atEnd)) }
      func run(_ body: KernelFunction<StrassenOperandArguments>) -> (sums: Canvas, sizes: Canvas) {
        let (sums, sizes) = (Canvas(count: 4 * sumStride), Canvas(count: 2 * rows))
        sums.write { sums in
          sizes.write { sizes in
            var arguments = StrassenOperandArguments(
              a11: quarters[0], a12: quarters[1], a21: quarters[2], a22: quarters[3],
              rowStride: rowStride, sums: sums, sumStride: sumStride, sizes: sizes,
              rowCount: rows, columnCount: columns)
            body(&arguments)
          }
        }
        return (sums, sizes)
      }
      let (expected, found) = (run(reference), run(kernel))
      guard expected.sums.writtenCount == 4 * rows * columns,
        expected.sizes.writtenCount == 2 * rows
      else { return "the reference's writes" }
      let largest = values.joined().filter(\.isFinite).map { Double($0.magnitude) }.max() ?? 0
      // Three sums of at most four terms, and the reference's rounding.
      return found.sums.difference(from: expected.sums) { _ in 4 * ErrorBound.unit * 4 * largest }
        ?? found.sizes.difference(from: expected.sizes) { _ in
          let terms = Double(2 * columns)
          return (terms + 1) * ErrorBound.unit * terms * largest * largest
        }
    }
  }

  func results(
    _ kernel: KernelFunction<StrassenResultArguments>,
    _ reference: KernelFunction<StrassenResultArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 43)
    return cases { rows, columns, isSpecial in
      let outputStride = columns + Int.random(in: 0...7, using: &generator)
      let limits: (Float, Float) =
        Bool.random(using: &generator) ? (0, 6) : (-.infinity, .infinity)
      let values = (0..<3).map { _ in numbers(rows * columns, isSpecial, &generator) }
      let atEnd = Bool.random(using: &generator)
      func run(_ body: KernelFunction<StrassenResultArguments>) -> [Canvas] {
        let products = zip(inputs, values).map { $0.copy($1, atEnd: atEnd) }
        let canvas = Canvas(count: rows * outputStride)
        canvas.write { output in
          var arguments = StrassenResultArguments(
            u2: products[0], p5: products[1], p7: products[2], output: output,
            outputRowStride: outputStride, rowCount: rows, columnCount: columns,
            lower: limits.0, upper: limits.1)
          body(&arguments)
        }
        return [canvas]
          + products.map { product in
            let copy = Canvas(count: rows * columns)
            copy.write { $0.update(from: product, count: rows * columns) }
            return copy
          }
      }
      let expected = run(reference)
      guard expected[0].writtenCount == rows * columns else { return "the reference's writes" }
      let largest = values.joined().filter(\.isFinite).map { Double($0.magnitude) }.max() ?? 0
      return zip(run(kernel), expected).lazy.compactMap { found, expected in
        found.difference(from: expected) { _ in 3 * ErrorBound.unit * 3 * largest }
      }.first
    }
  }

  private func numbers(
    _ count: Int, _ isSpecial: Bool, _ generator: inout SeededGenerator
  ) -> [Float] {
    isSpecial ? CheckValues.special(count, &generator) : CheckValues.numbers(count, &generator)
  }

  private func cases(_ check: (Int, Int, Bool) -> String?) -> [String] {
    sizes.flatMap { rows, columns in
      [false, true].flatMap { isSpecial in
        (0..<4).compactMap { _ in
          check(rows, columns, isSpecial).map { "\(rows) x \(columns): \($0)" }
        }
      }
    }
  }
}
