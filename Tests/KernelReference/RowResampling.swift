import KernelInterface
import TestSupport

extension Reference {
  /// The weighted sum of rows of bytes; see `BlendRowsArguments`.
  public static func blendRows(_ arguments: BlendRowsArguments) {
    for index in 0..<arguments.count {
      var sum = 0.0
      for row in 0..<arguments.rowCount {
        sum +=
          Double(arguments.weights[row])
          * Double(arguments.rows[row * arguments.rowStride + index])
      }
      arguments.output[index] = Float(sum)
    }
  }

  /// Four rows times a matrix of blocks; see `ResampleRowsArguments`.
  public static func resampleRows(_ arguments: ResampleRowsArguments, lanes: Int) {
    for row in 0..<ResampleRowsArguments.rowCount {
      for block in 0..<arguments.blockCount {
        for lane in 0..<lanes {
          var sum = 0.0
          for tap in 0..<arguments.depth {
            let weight = arguments.weights[(block * arguments.depth + tap) * lanes + lane]
            let sample = Int(arguments.starts[block]) + tap
            sum += Double(weight) * Double(arguments.input[row * arguments.inputRowStride + sample])
          }
          arguments.output[row * arguments.outputRowStride + block * lanes + lane] = Float(sum)
        }
      }
    }
  }

  /// Four rows of pixels times a matrix; see `ResampleRowsArguments`.
  public static func resamplePixels(_ arguments: ResampleRowsArguments) {
    for row in 0..<ResampleRowsArguments.rowCount {
      for pixel in 0..<arguments.blockCount {
        for channel in 0..<4 {
          var sum = 0.0
          for tap in 0..<arguments.depth {
            let weight = arguments.weights[pixel * arguments.depth + tap]
            let sample = 4 * (Int(arguments.starts[pixel]) + tap) + channel
            sum += Double(weight) * Double(arguments.input[row * arguments.inputRowStride + sample])
          }
          arguments.output[row * arguments.outputRowStride + 4 * pixel + channel] = Float(sum)
        }
      }
    }
  }

  /// Floats to bytes; see `RoundToBytesArguments`.
  public static func roundToBytes(_ arguments: RoundToBytesArguments) {
    for index in 0..<arguments.count {
      let limited = min(max(Double(arguments.input[index]), 0), 255)
      let rounded = (limited * 4096).rounded(.toNearestOrEven) / 4096
      arguments.output[index] = UInt8((rounded + 0.5).rounded(.down))
    }
  }
}

extension BlendRowsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    RowResamplingCheck(lanes: kernel.lanes).blendRows(kernel.run) {
      Reference.blendRows($0.pointee)
    }
  }
}

extension RoundToBytesArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    RowResamplingCheck(lanes: kernel.lanes).roundToBytes(kernel.run) {
      Reference.roundToBytes($0.pointee)
    }
  }
}

extension ResampleRowsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    let lanes = kernel.lanes
    let check = RowResamplingCheck(lanes: lanes)
    return kernel.isOf(.resamplePixels)
      ? check.resample(
        kernel.run, { Reference.resamplePixels($0.pointee) }, width: 4, sampleWidth: 4)
      : check.resample(
        kernel.run, { Reference.resampleRows($0.pointee, lanes: lanes) }, width: lanes,
        sampleWidth: 1)
  }
}

/// The kernels of separable filters against the reference.
struct RowResamplingCheck {
  let lanes: Int

  private let input = GuardedValues<Float>(count: 1 << 15)
  private let table = GuardedValues<Float>(count: 1 << 13)
  private let starts = GuardedValues<Float>(count: 1 << 10)
  private let output = GuardedValues<Float>(count: 1 << 15)

  init(lanes: Int) { self.lanes = lanes }

  private var counts: [Int] {
    Set([0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes, 3 * lanes + 5, 33, 1023, 1025]).sorted()
  }

  func blendRows(
    _ kernel: KernelFunction<BlendRowsArguments>, _ reference: KernelFunction<BlendRowsArguments>
  ) -> [String] {
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
          func run(_ body: KernelFunction<BlendRowsArguments>, _ weights: [Float]) -> [Float] {
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
    _ kernel: KernelFunction<ResampleRowsArguments>,
    _ reference: KernelFunction<ResampleRowsArguments>, width: Int, sampleWidth: Int
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
          func run(_ body: KernelFunction<ResampleRowsArguments>, isMagnitude: Bool = false)
            -> [Float]
          {
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

  func roundToBytes(
    _ kernel: KernelFunction<RoundToBytesArguments>,
    _ reference: KernelFunction<RoundToBytesArguments>
  ) -> [String] {
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
        func run(_ body: KernelFunction<RoundToBytesArguments>) -> [UInt8] {
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
