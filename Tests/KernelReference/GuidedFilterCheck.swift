import KernelInterface
import TestSupport

extension SplitPixelsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    let factor = [1, 2, 4].first { kernel.isOf(.splitPixels(factor: $0)) }
    guard let factor else { return ["expected a factor, found '\(kernel.familyName)'"] }
    return GuidedFilterCheck(lanes: kernel.lanes).splitPixels(
      kernel.run, { Reference.splitPixels($0.pointee, factor: factor) }, factor: factor)
  }
}

extension ColumnMomentsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    GuidedFilterCheck(lanes: kernel.lanes).columnMoments(kernel.run) {
      Reference.columnMoments($0.pointee)
    }
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

  private func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  func splitPixels(
    _ kernel: KernelFunction<SplitPixelsArguments>,
    _ reference: KernelFunction<SplitPixelsArguments>, factor: Int
  ) -> [String] {
    var generator = SeededGenerator(state: 37)
    return (Array(1...70) + [255, 513]).flatMap { width in
      [false, true].compactMap { atEnd in
        let pixels = (0..<(factor * width)).map { _ in
          UInt32.random(in: 0...UInt32.max, using: &generator)
        }
        let source = GuardedElements(pixels, in: input, atEnd: atEnd)
        let count = (width + factor - 1) / factor
        func run(_ body: KernelFunction<SplitPixelsArguments>) -> [UInt8] {
          let planes = GuardedElements(
            [UInt8](repeating: 0xa5, count: 2 * (count + 3) + count), in: output, atEnd: atEnd)
          func row(_ row: Int) -> UnsafePointer<UInt32> {
            UnsafePointer(source.base + min(row, factor - 1) * width)
          }
          var arguments = SplitPixelsArguments(
            rows: [row(0), row(1), row(2), row(3)], width: width, planes: planes.base,
            planeStride: count + 3)
          body(&arguments)
          return planes.elements
        }
        return run(kernel).difference(from: run(reference)).map { "\(width) pixels: \($0)" }
      }
    }
  }

  func columnMoments(
    _ kernel: KernelFunction<ColumnMomentsArguments>,
    _ reference: KernelFunction<ColumnMomentsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 41)
    return counts.flatMap { count in
      [false, true].compactMap { atEnd in
        let signalStride = count + 2
        let momentStride = count + 1
        let rowCount = 3 * signalStride + count
        let entering = GuardedElements(bytes(rowCount, &generator), in: input, atEnd: atEnd)
        let leaving = GuardedElements(bytes(rowCount, &generator), in: other, atEnd: atEnd)
        let total = 12 * momentStride + count
        let before = (0..<total).map { _ in Int32.random(in: 0..<1 << 22, using: &generator) }
        func run(_ body: KernelFunction<ColumnMomentsArguments>, isRead: Bool) -> ([Int32], [Float])
        {
          let sums = GuardedElements(before, in: sums, atEnd: atEnd)
          let floats = GuardedElements(
            [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
          var arguments = ColumnMomentsArguments(
            entering: entering.base, leaving: leaving.base, signalStride: signalStride,
            sums: sums.base, output: isRead ? floats.base : nil, momentStride: momentStride,
            count: count)
          body(&arguments)
          return (sums.elements, floats.elements)
        }
        for isRead in [false, true] {
          let (found, expected) = (run(kernel, isRead: isRead), run(reference, isRead: isRead))
          if found.0 != expected.0 { return "\(count) columns: sums differ" }
          if let failure = found.1.difference(from: expected.1, bound: { _ in 0 }) {
            return "\(count) columns: \(failure)"
          }
        }
        return nil
      }
    }
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
          let means = moments(count, stride, isGray: isGray, &generator)
          let source = GuardedElements(means, in: input, atEnd: atEnd)
          let total = 3 * (count + 1) + count
          func run(_ body: KernelFunction<GuidedSolutionArguments>) -> [Float] {
            let result = GuardedElements(
              [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
            var arguments = GuidedSolutionArguments(
              means: source.base, momentStride: stride, regularization: regularization,
              coefficients: result.base, coefficientStride: count + 1, count: count)
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

  /// Means of the moments of nine random pixels a column: a real covariance matrix. A gray guide has one
  /// of rank 1.
  private func moments(
    _ count: Int, _ stride: Int, isGray: Bool, _ generator: inout SeededGenerator
  ) -> [Float] {
    var means = [Float](repeating: .nan, count: 12 * stride + count)
    let products = [(0, 3), (1, 3), (2, 3), (0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    for column in 0..<count {
      var sums = [Double](repeating: 0, count: 13)
      for _ in 0..<9 {
        var signals = bytes(4, &generator).map(Double.init)
        if isGray { signals = [signals[0], signals[0], signals[0], signals[3]] }
        for moment in 0..<13 {
          sums[moment] +=
            moment < 4
            ? signals[moment] : signals[products[moment - 4].0] * signals[products[moment - 4].1]
        }
      }
      for moment in 0..<13 { means[moment * stride + column] = Float(sums[moment] / 9) }
    }
    return means
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
        func run(_ body: KernelFunction<GuidedRowArguments>, _ coefficients: [Float]) -> [Float] {
          let table = GuardedElements(coefficients, in: input, atEnd: atEnd)
          let result = GuardedElements(
            [Float](repeating: Canvas.canary, count: count), in: output, atEnd: atEnd)
          var arguments = GuidedRowArguments(
            pixels: source.base, coefficients: table.base, coefficientStride: count + 2,
            output: result.base, count: count)
          body(&arguments)
          return result.elements
        }
        let magnitudes = run(reference, coefficients.map(abs))
        let bound = ErrorBound(
          productCount: 3, activation: ElementActivation(.identity), hasResidual: false)
        return run(kernel, coefficients).difference(
          from: run(reference, coefficients),
          bound: { bound(magnitude: Double(magnitudes[$0]), residual: 0) }
        ).map { "\(count) pixels: \($0)" }
      }
    }
  }
}
