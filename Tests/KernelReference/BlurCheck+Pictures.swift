import KernelInterface
import TestSupport

extension BlurCheck {
  static func blend(
    _ kernel: KernelFunction<BlurBlendArguments>, _ reference: KernelFunction<BlurBlendArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 37)
    var failures: [String] = []
    let coverages: [(lower: Float, upper: Float, lastClear: Int, firstOpaque: Int)] = [
      (0.5, 0.75, 127, 192), (0, 1, 0, 255), (0.6, 0.6, 153, 154), (1, 1, 255, 256),
    ]
    for width in [1, 2, 31, 32, 33, 63, 64, 65, 127, 300] {
      for (index, coverage) in (coverages + coverages).enumerated() {
        for (isBlended, atEnd) in [(false, false), (false, true), (true, false), (true, true)] {
          let smallCount = max(1, width / 2) + 1 + BlurGroup.margin
          func pixels(_ count: Int) -> GuardedValues<UInt32> {
            GuardedValues(
              (0..<count).map { _ in
                UInt32.random(in: 0...UInt32.max, using: &generator) | 0xff00_0000
              }, atEnd: atEnd)
          }
          let rows = [pixels(smallCount), pixels(smallCount)]
          let frame = pixels(width)
          let mask = GuardedValues(
            (0..<width).map { x -> UInt8 in
              [0, 255, UInt8.random(in: 0...255, using: &generator), 160][x / 64 % 4]
            }, atEnd: atEnd)
          func run(_ body: KernelFunction<BlurBlendArguments>) -> [UInt32] {
            let output = GuardedValues<UInt32>(count: width, atEnd: atEnd)
            let mixStride = width / 2 + 2 * BlurGroup.margin
            let mixes = GuardedValues<UInt32>(count: 2 * mixStride, atEnd: atEnd)
            var arguments = BlurBlendArguments(
              near: rows[0].base + 1, far: rows[1].base + 1,
              frame: isBlended ? UnsafePointer(frame.base) : nil,
              mask: isBlended ? UnsafePointer(mask.base) : nil, output: output.base,
              mixes: mixes.base, mixStride: mixStride, width: width, lower: coverage.lower,
              upper: coverage.upper, isLinear: index >= coverages.count,
              lastClear: coverage.lastClear,
              firstOpaque: coverage.firstOpaque)
            withExtendedLifetime((rows, frame, mask, mixes)) { body(&arguments) }
            return Array(output.values)
          }
          // An enlargement alone is exact; a blend's share is a Float.
          let isRight = areClose(run(kernel), run(reference), within: isBlended ? 1 : 0)
          if !isRight { failures.append("width \(width), \(coverage), blended \(isBlended)") }
        }
      }
    }
    return failures
  }

  static func shrink(
    _ kernel: KernelFunction<BlurShrinkArguments>, _ reference: KernelFunction<BlurShrinkArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 41)
    var failures: [String] = []
    for width in [0, 1, 2, 15, 16, 17, 33, 100] {
      for atEnd in [false, true] {
        let rows = (0..<2).map { _ in
          GuardedValues(
            (0..<(2 * width)).map { _ in UInt32.random(in: 0...UInt32.max, using: &generator) },
            atEnd: atEnd)
        }
        let masks = (0..<2).map { _ in
          GuardedValues(
            (0..<(2 * width)).map { x -> UInt8 in
              [0, 255, UInt8.random(in: 0...255, using: &generator)][x / 20 % 3]
            }, atEnd: atEnd)
        }
        func run(_ body: KernelFunction<BlurShrinkArguments>) -> (pixels: [UInt32], mask: [UInt8]) {
          let output = GuardedValues<UInt32>(count: width, atEnd: atEnd)
          let outputMask = GuardedValues<UInt8>(count: width, atEnd: atEnd)
          var arguments = BlurShrinkArguments(
            top: rows[0].base, bottom: rows[1].base, topMask: masks[0].base,
            bottomMask: masks[1].base, output: output.base, outputMask: outputMask.base,
            width: width)
          withExtendedLifetime((rows, masks)) { body(&arguments) }
          return (Array(output.values), Array(outputMask.values))
        }
        let (found, expected) = (run(kernel), run(reference))
        // Halves of a Float may go either way.
        if !areClose(found.pixels, expected.pixels, within: 1) || found.mask != expected.mask {
          failures.append("width \(width)")
        }
      }
    }
    return failures
  }

  /// Tells whether no byte differs by more than `limit`, and few differ at all.
  private static func areClose(_ found: [UInt32], _ expected: [UInt32], within limit: Int) -> Bool {
    var (differing, total) = (0, 0)
    for (found, expected) in zip(found, expected) {
      for shift in [0, 8, 16, 24] as [UInt32] {
        let difference = abs(Int(found >> shift & 0xff) - Int(expected >> shift & 0xff))
        if difference > limit { return false }
        differing += difference > 0 ? 1 : 0
        total += 1
      }
    }
    return found.count == expected.count && differing <= 1 + total / 100
  }
}
