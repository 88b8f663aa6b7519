import KernelInterface
import TestSupport

/// The kernels of separable filters against the reference.
struct RowResamplingCheck {
  let lanes: Int

  private let input = GuardedFloats(capacity: 1 << 15)
  private let table = GuardedFloats(capacity: 1 << 13)
  private let starts = GuardedFloats(capacity: 1 << 10)
  private let output = GuardedFloats(capacity: 1 << 15)

  init(lanes: Int) { self.lanes = lanes }

  private var counts: [Int] {
    Set([0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes, 3 * lanes + 5, 33, 1023, 1025]).sorted()
  }

  func blendRows(_ kernel: BlendRowsKernel, _ reference: BlendRowsKernel) -> [String] {
    var generator = SeededGenerator(state: 23)
    var failures: [String] = []
    for count in counts {
      for rowCount in [1, 2, 3, 4, 5, 8, 13] {
        for atEnd in [false, true] {
          let stride = count + rowCount % 3
          let bytes = (0..<((rowCount - 1) * stride + count)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
          }
          let rows = GuardedElements(bytes, in: input, atEnd: atEnd)
          let signed = CheckValues.numbers(rowCount, &generator)
          func run(_ body: BlendRowsKernel, _ weights: [Float]) -> [Float] {
            let weights = GuardedElements(weights, in: table, atEnd: atEnd)
            let result = GuardedElements(
              [Float](repeating: Canvas.canary, count: count), in: output, atEnd: atEnd)
            var arguments = BlendRowsArguments(
              rows: rows.base, rowStride: stride, weights: weights.base, rowCount: rowCount,
              output: result.base, count: count)
            body(&arguments)
            return result.elements
          }
          let magnitudes = run(reference, signed.map(abs))
          let bound = ErrorBound(
            productCount: rowCount, activation: ElementActivation(.identity), hasResidual: false)
          if let failure = run(kernel, signed).difference(
            from: run(reference, signed),
            bound: { bound(magnitude: Double(magnitudes[$0]), residual: 0) })
          {
            failures.append("\(rowCount) rows of \(count): \(failure)")
          }
        }
      }
    }
    return failures
  }

  /// `width`: floats a block of outputs; `sampleWidth`: floats a sample.
  func resample(
    _ kernel: ResampleRowsKernel, _ reference: ResampleRowsKernel, width: Int, sampleWidth: Int
  ) -> [String] {
    var generator = SeededGenerator(state: 29)
    var failures: [String] = []
    for blockCount in [0, 1, 2, 5] {
      for depth in [1, 2, 3, 9] {
        for atEnd in [false, true] {
          let sampleCount = depth + 4
          let inputStride = sampleCount * sampleWidth + 3
          let outputStride = blockCount * width + 5
          let rowCount = ResampleRowsArguments.rowCount
          let samples = CheckValues.numbers(
            (rowCount - 1) * inputStride + sampleCount * sampleWidth, &generator)
          // The first and the last place that a block can read, among others.
          let places = (0..<blockCount).map { Int32($0 % 2 == 0 ? 4 : $0 / 2) }
          let weights = CheckValues.numbers(
            blockCount * depth * (width / sampleWidth), &generator)
          let outputCount =
            blockCount == 0 ? 0 : (rowCount - 1) * outputStride + blockCount * width
          func run(_ body: ResampleRowsKernel, isMagnitude: Bool = false) -> [Float] {
            func values(_ values: [Float]) -> [Float] { isMagnitude ? values.map(abs) : values }
            let source = GuardedElements(values(samples), in: input, atEnd: atEnd)
            let weights = GuardedElements(values(weights), in: table, atEnd: atEnd)
            let places = GuardedElements(places, in: starts, atEnd: atEnd)
            let result = GuardedElements(
              [Float](repeating: Canvas.canary, count: outputCount), in: output, atEnd: atEnd)
            var arguments = ResampleRowsArguments(
              input: source.base, inputRowStride: inputStride, starts: places.base,
              weights: weights.base, depth: depth, output: result.base,
              outputRowStride: outputStride, blockCount: blockCount)
            body(&arguments)
            return result.elements
          }
          let magnitudes = run(reference, isMagnitude: true)
          let bound = ErrorBound(
            productCount: depth, activation: ElementActivation(.identity), hasResidual: false)
          if let failure = run(kernel).difference(
            from: run(reference), bound: { bound(magnitude: Double(magnitudes[$0]), residual: 0) })
          {
            failures.append("\(blockCount) blocks of depth \(depth): \(failure)")
          }
        }
      }
    }
    return failures
  }

  func roundToBytes(_ kernel: RoundToBytesKernel, _ reference: RoundToBytesKernel) -> [String] {
    var generator = SeededGenerator(state: 31)
    let special: [Float] = [
      0, -0.0, 255, 0.5, 254.5, 0.49999997, 0.4999, 0.499, 127.5, 300, -300, .infinity, -.infinity,
      254.99998, .leastNonzeroMagnitude, 1e30, -1e30,
    ]
    return counts.flatMap { count in
      [false, true].compactMap { atEnd in
        let values = (0..<count).map { index in
          index % 2 == 0
            ? special[index / 2 % special.count] : Float.random(in: -20..<280, using: &generator)
        }
        let source = GuardedElements(values, in: input, atEnd: atEnd)
        func run(_ body: RoundToBytesKernel) -> [UInt8] {
          let result = GuardedElements(
            [UInt8](repeating: 0xa5, count: count), in: output, atEnd: atEnd)
          var arguments = RoundToBytesArguments(
            input: source.base, output: result.base, count: count)
          body(&arguments)
          return result.elements
        }
        return run(kernel).difference(from: run(reference)).map { "\(count) floats: \($0)" }
      }
    }
  }
}
