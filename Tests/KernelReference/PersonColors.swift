import KernelInterface
import TestSupport

extension Reference {
  /// Sums of colors in front and behind; see `PersonMomentsArguments`.
  public static func personMoments(_ arguments: PersonMomentsArguments) {
    for index in 0..<arguments.count {
      func model(_ number: Int) -> Double {
        Double(arguments.models[number * arguments.modelStride + index])
      }
      var sums = [Double](repeating: 0, count: PersonMomentsArguments.momentCount)
      for sample in 0..<4 {
        let colors = (0..<3).map { channel in
          Double(arguments.guide[(3 * sample + channel) * arguments.guideStride + index])
            + Double(arguments.center)
        }
        let value = (0..<3).reduce(model(3)) { $0 + model($1) * colors[$1] }
        let q = min(max(value / 255, 0), 1)
        for (first, share) in [(0, q), (4, 1 - q)] {
          let weight = share * share * share * share + Double(arguments.leastWeight)
          for (offset, factor) in ([1] + colors).enumerated() {
            sums[first + offset] += weight * factor
          }
        }
      }
      for (moment, sum) in sums.enumerated() {
        arguments.moments[moment * arguments.momentStride + index] = Float(sum)
      }
    }
  }

  /// The person's own colors; see `PersonRowArguments`.
  public static func personRow(_ arguments: PersonRowArguments) {
    for x in 0..<arguments.count {
      let a = min(
        max(
          (Double(arguments.mask[x]) - Double(arguments.lowerLimit)) * Double(arguments.slope), 0),
        1)
      var output = arguments.pixels[x] & 0xff00_0000
      for channel in 0..<3 {
        func mean(_ plane: Int) -> Double {
          let index = plane * arguments.meanStride + x
          let upper = Double(arguments.upper[index])
          return upper + Double(arguments.share) * (Double(arguments.lower[index]) - upper)
        }
        let (front, behind) = (mean(channel), mean(channel + 3))
        let pixel = Double(arguments.pixels[x] >> UInt32(8 * channel) & 255)
        let color =
          front + (pixel - a * front - (1 - a) * behind) * a / (a * a + (1 - a) * (1 - a))
        output |= UInt32(min(max(color, 0), 255).rounded()) << UInt32(8 * channel)
      }
      arguments.output[x] = output
    }
  }
}

extension PersonMomentsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PersonColorCheck(lanes: kernel.lanes).moments(kernel.run) {
      Reference.personMoments($0.pointee)
    }
  }
}

extension PersonRowArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PersonColorCheck(lanes: kernel.lanes).row(kernel.run) { Reference.personRow($0.pointee) }
  }
}

/// The kernels of the person's own colors against the reference.
struct PersonColorCheck {
  let lanes: Int

  private let inputs = (0..<4).map { _ in GuardedValues<Float>(count: 1 << 13) }
  private let output = GuardedValues<Float>(count: 1 << 13)

  init(lanes: Int) { self.lanes = lanes }

  private var counts: [Int] { [0, 1, lanes - 1, lanes, lanes + 1, 3 * lanes + 5, 77] }

  private func numbers(
    _ count: Int, _ range: ClosedRange<Float>, _ generator: inout SeededGenerator
  ) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &generator) }
  }

  func moments(
    _ kernel: KernelFunction<PersonMomentsArguments>,
    _ reference: KernelFunction<PersonMomentsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 67)
    return counts.flatMap { count in
      [false, true].compactMap { atEnd in
        let guide = GuardedElements(
          numbers(11 * (count + 1) + count, -128...127, &generator), in: inputs[0], atEnd: atEnd)
        // Values on both sides of 0 and 255, and between.
        let models = GuardedElements(
          numbers(3 * (count + 2) + count, -1...2, &generator), in: inputs[1], atEnd: atEnd)
        let total = 7 * (count + 3) + count
        func run(_ body: KernelFunction<PersonMomentsArguments>) -> [Float] {
          let moments = GuardedElements(
            [Float](repeating: Canvas.canary, count: total), in: output, atEnd: atEnd)
          var arguments = PersonMomentsArguments(
            guide: guide.base, guideStride: count + 1, center: 128, models: models.base,
            modelStride: count + 2, leastWeight: 1e-4, moments: moments.base,
            momentStride: count + 3, count: count)
          body(&arguments)
          return moments.elements
        }
        // q is off by some roundings of 3 * 255 * 2 / 255, its fourth power by four times that.
        return run(kernel).difference(from: run(reference)) { _ in
          4 * 255 * 4 * 8 * 6 * ErrorBound.unit
        }
        .map { "\(count) cells: \($0)" }
      }
    }
  }

  func row(
    _ kernel: KernelFunction<PersonRowArguments>, _ reference: KernelFunction<PersonRowArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 71)
    var failures: [String] = []
    for count in counts {
      for (lower, slope) in [(0, 1 / 255), (127.5, 1 / 63.75), (100.5, 0x1p20)] as [(Float, Float)]
      {
        for atEnd in [false, true] {
          let pixels = GuardedElements(
            (0..<count).map { _ in UInt32.random(in: 0...(.max), using: &generator) },
            in: inputs[0], atEnd: atEnd)
          let mask = GuardedElements(
            (0..<count).map { x -> Float in [0, 255, Float(x * 7 % 256)][x % 3] },
            in: inputs[1], atEnd: atEnd)
          let means = GuardedElements(
            numbers(5 * (count + 1) + count, 0...255, &generator), in: inputs[2], atEnd: atEnd)
          let below = GuardedElements(
            numbers(5 * (count + 1) + count, 0...255, &generator), in: inputs[3], atEnd: atEnd)
          func run(_ body: KernelFunction<PersonRowArguments>) -> [UInt32] {
            let result = GuardedElements(
              [UInt32](repeating: 0xdead_beef, count: count), in: output, atEnd: atEnd)
            var arguments = PersonRowArguments(
              pixels: pixels.base, mask: mask.base, lowerLimit: lower, slope: slope,
              upper: means.base, lower: below.base, meanStride: count + 1, share: 0.3,
              output: result.base, count: count)
            body(&arguments)
            return result.elements
          }
          for (x, (found, expected)) in zip(run(kernel), run(reference)).enumerated() {
            // A result half way between two bytes may round either way.
            let isNear = (0..<4).allSatisfy { channel in
              let shift = UInt32(8 * channel)
              return abs(Int(found >> shift & 255) - Int(expected >> shift & 255))
                <= (channel == 3 ? 0 : 1)
            }
            if !isNear { failures.append("\(count) pixels, pixel \(x): \(expected), \(found)") }
          }
        }
      }
    }
    return failures
  }
}
