import KernelInterface
import TestSupport

extension Reference {
  /// Values drawn to those of the frame before; see `SteadyRowArguments`.
  public static func steadyRow(_ arguments: SteadyRowArguments) {
    for index in 0..<arguments.count {
      let own = Double(arguments.values[index])
      let (upper, lower) = (Double(arguments.upper[index]), Double(arguments.lower[index]))
      let gain = upper + Double(arguments.share) * (lower - upper)
      let difference = Double(arguments.previous[index]) - own
      let (trust, reach) = (Double(arguments.trust), Double(arguments.reach))
      let weight = min(max((reach - abs(difference)) / (reach - trust), 0), 1)
      let drawn = (own + (1 - gain) * difference * weight).rounded(.toNearestOrEven)
      arguments.values[index] = own == 0 ? 0 : Float(drawn)
      arguments.previous[index] = UInt8(arguments.values[index])
    }
  }
}

extension SteadyRowArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    var generator = SeededGenerator(state: 83)
    let memory = (0..<4).map { _ in GuardedValues<Float>(count: 1 << 11) }
    var failures: [String] = []
    for count in [
      0, 1, kernel.lanes - 1, kernel.lanes, kernel.lanes + 1, 3 * kernel.lanes + 5, 300,
    ] {
      for atEnd in [false, true] {
        let own = (0..<count).map { [0, 255, Float($0 * 7 % 256)][$0 % 3] }
        let before = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let gains = (0..<2).map { _ in
          (0..<count).map { _ in Float.random(in: 0...1, using: &generator) }
        }
        func run(_ body: KernelFunction<Self>) -> ([Float], [UInt8]) {
          let values = GuardedElements(own, in: memory[0], atEnd: atEnd)
          let previous = GuardedElements(before, in: memory[1], atEnd: atEnd)
          let upper = GuardedElements(gains[0], in: memory[2], atEnd: atEnd)
          let lower = GuardedElements(gains[1], in: memory[3], atEnd: atEnd)
          var arguments = SteadyRowArguments(
            values: values.base, previous: previous.base, upper: upper.base, lower: lower.base,
            share: 0.7, trust: 16, reach: 48, count: count)
          body(&arguments)
          return (values.elements, previous.elements)
        }
        let (found, expected) = (run(kernel.run), run { Reference.steadyRow($0.pointee) })
        for x in 0..<count {
          // Half way between two levels either is right; nothing else may differ, and both results agree.
          let isRight =
            abs(found.0[x] - expected.0[x]) <= 1 && found.0[x] == Float(found.1[x])
            && (own[x] != 0 || found.0[x] == 0)
          if !isRight {
            failures.append("\(count) pixels, pixel \(x): \(expected.0[x]), \(found.0[x])")
          }
        }
        let different = zip(found.0, expected.0).count { $0 != $1 }
        if different > count / 50 + 1 { failures.append("\(count) pixels: \(different) differ") }
      }
    }
    return failures
  }
}
