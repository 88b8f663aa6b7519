import Glibc
import KernelInterface
import TestSupport

extension Reference {
  /// One output row of a joint bilateral filter; see `JointBilateralArguments`. Color distances come
  /// from the colors, not from the plane of norms.
  public static func jointBilateral(_ arguments: JointBilateralArguments) {
    let a = arguments
    for x in 0..<a.count {
      var weights = Double(JointBilateralArguments.centerWeight)
      var sum = Double(a.centerMask[x]) * weights
      for row in 0..<a.tapRowCount {
        for column in 0..<a.tapColumnCount {
          let tap = row * a.tapColumnCount + column
          let guide = a.guideRows[row] + (x + a.columnOffsets[column])
          var distance = 0.0
          for plane in 0..<3 {
            let difference =
              Double(guide[plane * a.planeStride])
              - Double(a.guideCenter[x + plane * a.planeStride])
            distance += difference * difference
          }
          let exponent =
            (Double(a.spatial[tap]) - Double(JointBilateralArguments.exponentBias)
              + distance * Double(a.colorFactor)) / Double(JointBilateralArguments.exponentScale)
          guard exponent >= -126 else { continue }
          let weight = exp2(exponent)
          weights += weight
          sum += weight * Double(a.maskRows[tap][x])
        }
      }
      a.output[x] = Float((sum / weights).rounded(.toNearestOrEven))
    }
  }
}

extension JointBilateralArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    JointBilateralCheck(
      isProduct: kernel.isOf(.jointBilateral(isProduct: true)), lanes: kernel.lanes,
      kernel: kernel.run, reference: { Reference.jointBilateral($0.pointee) }
    ).failures()
  }
}

/// One joint bilateral kernel against the reference.
///
/// Weights are powers of two to 0.07 % each (see the kernel), so a mean of values in 0...255 is off by
/// less than 0.5, and its rounding by at most 1.
struct JointBilateralCheck {
  let isProduct: Bool
  let lanes: Int
  let kernel: KernelFunction<JointBilateralArguments>
  let reference: KernelFunction<JointBilateralArguments>

  private let guide = GuardedValues<Float>(count: 16384)
  private let masks = GuardedValues<Float>(count: 16384)

  init(
    isProduct: Bool, lanes: Int, kernel: @escaping KernelFunction<JointBilateralArguments>,
    reference: @escaping KernelFunction<JointBilateralArguments>
  ) {
    self.isProduct = isProduct
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 23)
    for count in [0, 1, lanes - 1, lanes, lanes + 1, 3 * lanes + 5] {
      for taps in [(1, 1), (2, 2), (5, 5), (7, 7), (1, 6), (7, 1)] {
        for sigma in isProduct ? [1, 0.3, 0.1] : [1, 0.1, 0.03, 0] as [Double] {
          let factor = Float(-0.5 / (4 * sigma * sigma + 1e-6) * 1.4427 * 32768 / 65025)
          if let failure = check(count, taps, factor, &generator) {
            failures.append("\(count) pixels, \(taps) taps, sigma \(sigma): \(failure)")
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ count: Int, _ taps: (rows: Int, columns: Int), _ factor: Float,
    _ generator: inout SeededGenerator
  ) -> String? {
    // The vectors' overhang may be read, and nothing behind it.
    let reach = 4
    let length = count + 2 * reach + JointBilateralArguments.overhang
    let planes = JointBilateralArguments.planeCount
    let colors = (0..<(taps.rows * planes * length)).map { _ in
      Float(UInt8.random(in: 0...255, using: &generator))
    }
    let rows = guide.copy(colors, atEnd: true)
    for row in 0..<taps.rows {
      for x in 0..<length {
        let start = rows + row * planes * length + x
        let norm = (0..<3).reduce(Float(0)) { $0 + start[$1 * length] * start[$1 * length] }
        start[3 * length] = norm * factor
      }
    }
    let masks = masks.copy(
      (0..<(taps.columns * length)).map { _ in Float(UInt8.random(in: 0...255, using: &generator))
      },
      atEnd: true)
    let offsets = (0..<taps.columns).map { _ in Int.random(in: -reach...reach, using: &generator) }
    let guidePointers = (0..<taps.rows).map { UnsafePointer(rows + $0 * planes * length + reach) }
    let maskPointers = (0..<(taps.rows * taps.columns)).map { tap in
      UnsafePointer(masks + tap % taps.columns * length + reach + offsets[tap % taps.columns])
    }
    let spatial = (0..<(taps.rows * taps.columns)).map { _ in
      JointBilateralArguments.exponentBias - Float.random(in: 0..<4 * 32768, using: &generator)
    }

    func run(_ body: KernelFunction<JointBilateralArguments>, overhang: Int) -> [Float] {
      var output = [Float](repeating: -1, count: count + overhang)
      output.withUnsafeMutableBufferPointer { output in
        var arguments = JointBilateralArguments(
          guideRows: guidePointers, guideCenter: guidePointers[taps.rows / 2],
          planeStride: length, columnOffsets: offsets, maskRows: maskPointers, spatial: spatial,
          colorFactor: factor, centerMask: masks + reach, tapRowCount: taps.rows,
          tapColumnCount: taps.columns, output: output.baseAddress!, count: count)
        body(&arguments)
      }
      return Array(output.prefix(count))
    }
    let expected = run(reference, overhang: 1)
    let found = run(kernel, overhang: JointBilateralArguments.overhang + 1)
    for (x, (found, expected)) in zip(found, expected).enumerated()
    where !(abs(found - expected) <= 1 && found == found.rounded()) {
      // Where the largest weight is about as small as the center's, it is no longer a normal number.
      var largest = -Float.infinity
      for tap in 0..<(taps.rows * taps.columns) {
        let guide = guidePointers[tap / taps.columns] + (x + offsets[tap % taps.columns])
        let center = guidePointers[taps.rows / 2] + x
        var exponent = spatial[tap] - JointBilateralArguments.exponentBias
        for plane in 0..<3 {
          let difference = guide[plane * length] - center[plane * length]
          exponent += difference * difference * factor
        }
        largest = max(largest, exponent / JointBilateralArguments.exponentScale)
      }
      if largest > -128 && largest < -115 { continue }
      return "pixel \(x): expected \(expected) +- 1, found \(found)"
    }
    return nil
  }
}
