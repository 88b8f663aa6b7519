import KernelInterface
import TestSupport

extension ConfidenceMomentsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    GuidedFilterCheck(lanes: kernel.lanes).confidenceMoments(kernel.run) {
      Reference.confidenceMoments($0.pointee)
    }
  }
}

extension RowSumsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    GuidedFilterCheck(lanes: kernel.lanes).rowSums(kernel.run) { Reference.rowSums($0.pointee) }
  }
}

extension BoxRowsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    GuidedFilterCheck(lanes: kernel.lanes).boxRows(kernel.run) { Reference.boxRows($0.pointee) }
  }
}

extension GuidedSolutionArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    GuidedFilterCheck(lanes: kernel.lanes).guidedSolution(kernel.run) {
      Reference.guidedSolution($0.pointee)
    }
  }
}

extension GuidedRowArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    GuidedFilterCheck(lanes: kernel.lanes).guidedRow(kernel.run) { Reference.guidedRow($0.pointee) }
  }
}

/// The kernels of the guided filter against the reference.
struct GuidedFilterCheck {
  let lanes: Int

  private let input = GuardedValues<Float>(count: 1 << 16)
  private let other = GuardedValues<Float>(count: 1 << 14)
  private let output = GuardedValues<Float>(count: 1 << 14)
  private let sums = GuardedValues<Float>(count: 1 << 14)

  init(lanes: Int) { self.lanes = lanes }

  private var counts: [Int] {
    Set([0, 1, lanes - 1, lanes, lanes + 1, 3 * lanes + 5, 4 * lanes, 8 * lanes + 3, 77]).sorted()
  }

  func confidenceMoments(
    _ kernel: KernelFunction<ConfidenceMomentsArguments>,
    _ reference: KernelFunction<ConfidenceMomentsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 41)
    return counts.flatMap { count in
      [false, true].compactMap { atEnd in
        let (guideStride, momentStride) = (count + 2, count + 1)
        let guide = GuardedElements(
          CheckValues.numbers(11 * guideStride + count, &generator), in: input, atEnd: atEnd)
        // 0, 255 and the middle are among them.
        let mask = GuardedElements(
          (0..<count).map { index -> UInt8 in [0, 255, 127, 128, UInt8(index % 256)][index % 5] },
          in: other, atEnd: atEnd)
        let total = (ConfidenceMomentsArguments.momentCount - 1) * momentStride + count
        func run(_ body: KernelFunction<ConfidenceMomentsArguments>) -> [Float] {
          let moments = GuardedElements(
            [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
          var arguments = ConfidenceMomentsArguments(
            guide: guide.base, guideStride: guideStride, mask: mask.base, leastWeight: 0.02,
            moments: moments.base, momentStride: momentStride, count: count)
          body(&arguments)
          return moments.elements
        }
        // A weight is a difference of numbers of up to 2; products of numbers up to 2 and 255 are summed.
        return run(kernel).difference(from: run(reference)) { index in
          let (moment, column) = (index / momentStride, index % momentStride)
          guard column < count else { return 0 }
          let largest = (0..<12).map { abs(guide.base[$0 * guideStride + column]) }.max() ?? 0
          let size = Double(max(1, largest * largest)) * (4..<8 ~= moment ? 255 : 1)
          return ErrorBound.unit * 4 * size * 12
        }.map { "\(count) cells: \($0)" }
      }
    }
  }

  func rowSums(
    _ kernel: KernelFunction<RowSumsArguments>, _ reference: KernelFunction<RowSumsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 59)
    var failures: [String] = []
    for count in counts {
      for (rowCount, planeCount) in [(1, 1), (2, 3), (9, 4), (11, 2)] {
        for atEnd in [false, true] {
          // Planes in rows, as rings have them.
          let (planeStride, rowStride) = (count + 1, planeCount * (count + 1) + 2)
          let inputCount = (rowCount - 1) * rowStride + (planeCount - 1) * planeStride + count
          let samples = CheckValues.numbers(inputCount, &generator)
          let total = (planeCount - 1) * (count + 3) + count
          func run(_ body: KernelFunction<RowSumsArguments>, _ samples: [Float]) -> [Float] {
            let source = GuardedElements(samples, in: input, atEnd: atEnd)
            let result = GuardedElements(
              [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
            var arguments = RowSumsArguments(
              input: source.base, rowStride: rowStride, planeStride: planeStride,
              rowCount: rowCount, planeCount: planeCount, output: result.base,
              outputStride: count + 3, count: count)
            body(&arguments)
            return result.elements
          }
          let magnitudes = run(reference, samples.map(abs))
          let bound = ErrorBound(
            productCount: rowCount, activation: ElementActivation(.identity), hasResidual: false)
          if let failure = run(kernel, samples).difference(
            from: run(reference, samples),
            bound: { bound(magnitude: Double(abs(magnitudes[$0])), residual: 0) })
          {
            failures.append("\(rowCount) rows of \(count) in \(planeCount) planes: \(failure)")
          }
        }
      }
    }
    return failures
  }

  private func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  func boxRows(
    _ kernel: KernelFunction<BoxRowsArguments>, _ reference: KernelFunction<BoxRowsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 43)
    var failures: [String] = []
    for count in counts {
      for radius in [0, 1, 2, 3, 7, 8, 11, 15, 16, 31, 80] {
        for atEnd in [false, true] {
          let rowCount = count % 2 == 0 ? 3 : 1
          let inputStride = count + 2 * radius + 3
          let outputStride = count + 2
          let samples = CheckValues.numbers(
            (rowCount - 1) * inputStride + count + 2 * radius, &generator)
          let scales = CheckValues.numbers(count, &generator)
          let scaleTable = GuardedElements(scales, in: other, atEnd: atEnd)
          let total = (rowCount - 1) * outputStride + count
          func run(_ body: KernelFunction<BoxRowsArguments>, _ samples: [Float]) -> [Float] {
            let source = GuardedElements(samples, in: input, atEnd: atEnd)
            let result = GuardedElements(
              [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
            var arguments = BoxRowsArguments(
              input: source.base + radius, inputRowStride: inputStride, output: result.base,
              outputRowStride: outputStride, scales: scaleTable.base, scale: 0.25, radius: radius,
              rowCount: rowCount, count: count)
            body(&arguments)
            return result.elements
          }
          let magnitudes = run(reference, samples.map(abs))
          // Additions of the window, and two products.
          let bound = ErrorBound(
            productCount: 2 * radius + 3, activation: ElementActivation(.identity),
            hasResidual: false)
          if let failure = run(kernel, samples).difference(
            from: run(reference, samples),
            bound: { bound(magnitude: Double(abs(magnitudes[$0])), residual: 0) })
          {
            failures.append("\(rowCount) rows of \(count), radius \(radius): \(failure)")
          }
        }
      }
    }
    return failures
  }

  func guidedSolution(
    _ kernel: KernelFunction<GuidedSolutionArguments>,
    _ reference: KernelFunction<GuidedSolutionArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 47)
    var failures: [String] = []
    for count in counts {
      for regularization in [1, 26, 650] as [Float] {
        for isGray in [false, true] {
          let atEnd = Bool.random(using: &generator)
          let stride = count + 3
          let sums = moments(count, stride, isGray: isGray, &generator)
          let source = GuardedElements(sums, in: input, atEnd: atEnd)
          let total = 3 * (count + 1) + count
          func run(_ body: KernelFunction<GuidedSolutionArguments>) -> [Float] {
            let result = GuardedElements(
              [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
            var arguments = GuidedSolutionArguments(
              sums: source.base, momentStride: stride, center: 128,
              regularization: regularization, coefficients: result.base,
              coefficientStride: count + 1, count: count)
            body(&arguments)
            return result.elements
          }
          let expected = run(reference)
          let failure = run(kernel).difference(from: expected) { index in
            bound(expected, index, stride: count + 1, regularization: Double(regularization))
          }
          if let failure {
            failures.append("\(count) columns, \(regularization), grey \(isGray): \(failure)")
          }
        }
      }
    }
    return failures
  }

  /// A covariance is a difference of numbers of at most 255^2, each rounded: off by d = 4 u 255^2. The
  /// smallest eigenvalue is the regularisation e, so that a is off by sqrt(3) d (1 + 3 |a|) / e, and by
  /// 30 roundings of the factors, u |a| 3 * 128^2 / e each. b adds up three a's times 255.
  private func bound(
    _ expected: [Float], _ index: Int, stride: Int, regularization: Double
  ) -> Double {
    let column = index % stride
    let size = (0..<3).reduce(0.0) { $0 + Double(abs(expected[$1 * stride + column])) }
    let unit = ErrorBound.unit
    let covariance = 4 * unit * 255 * 255
    let a =
      (1.74 * covariance * (1 + 3 * size) + 30 * unit * size * 3 * 128 * 128) / regularization
      + 4 * unit * size
    return index / stride < 3 ? a : 3 * 255 * a + 8 * unit * 255 * (1 + 3 * size)
  }

  /// Sums of the weighted moments of nine random pixels a column: a real covariance matrix. A gray guide has
  /// one of rank 1.
  private func moments(
    _ count: Int, _ stride: Int, isGray: Bool, _ generator: inout SeededGenerator
  ) -> [Float] {
    var sums = [Float](repeating: .nan, count: 13 * stride + count)
    for column in 0..<count {
      var totals = [Double](repeating: 0, count: 14)
      for _ in 0..<9 {
        let signals = bytes(4, &generator).map(Double.init)
        let guide = isGray ? [0, 0, 0] : [0, 1, 2]
        let (r, g, b) = (
          signals[guide[0]] - 128, signals[guide[1]] - 128, signals[guide[2]] - 128
        )
        let p = signals[3]
        let w = Double.random(in: 0.02...1, using: &generator)
        for (moment, product) in [
          1, r, g, b, p, r * p, g * p, b * p, r * r, r * g, r * b, g * g, g * b, b * b,
        ].enumerated() {
          totals[moment] += w * product
        }
      }
      for moment in 0..<14 { sums[moment * stride + column] = Float(totals[moment]) }
    }
    return sums
  }

  func guidedRow(
    _ kernel: KernelFunction<GuidedRowArguments>, _ reference: KernelFunction<GuidedRowArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 53)
    return counts.flatMap { count in
      [false, true].compactMap { atEnd in
        let pixels = (0..<count).map { _ in UInt32.random(in: 0...UInt32.max, using: &generator) }
        let source = GuardedElements(pixels, in: other, atEnd: atEnd)
        let coefficients = CheckValues.numbers(3 * (count + 2) + count, &generator)
        let below = CheckValues.numbers(3 * (count + 2) + count, &generator)
        let share = Float.random(in: 0...1, using: &generator)
        func run(_ body: KernelFunction<GuidedRowArguments>) -> [Float] {
          let table = GuardedElements(coefficients, in: input, atEnd: atEnd)
          let lower = GuardedElements(below, in: sums, atEnd: atEnd)
          let result = GuardedElements(
            [Float](repeating: Canvas.canary, count: count), in: output, atEnd: atEnd)
          var arguments = GuidedRowArguments(
            pixels: source.base, upper: table.base, lower: lower.base,
            coefficientStride: count + 2, share: share, output: result.base, count: count)
          body(&arguments)
          return result.elements
        }
        let bound = ErrorBound(
          productCount: 9, activation: ElementActivation(.identity), hasResidual: false)
        return run(kernel).difference(
          from: run(reference),
          bound: { index in
            var (sum, magnitude) = (0.0, 0.0)
            for number in 0..<4 {
              let channel = number < 3 ? pixels[index] >> UInt32(8 * number) & 255 : 1
              let position = number * (count + 2) + index
              let (upper, lower) = (Double(coefficients[position]), Double(below[position]))
              sum += (upper + Double(share) * (lower - upper)) * Double(channel)
              magnitude += (2 * abs(upper) + abs(lower)) * Double(channel)
            }
            // A sum half way between two levels may be rounded either way.
            let distance = abs(sum - sum.rounded(.down) - 0.5)
            return distance <= bound(magnitude: magnitude, residual: 0) ? 1 : 0
          }
        ).map { "\(count) pixels: \($0)" }
      }
    }
  }
}
