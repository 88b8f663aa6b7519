import KernelInterface
import TestSupport

extension LensLightArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    LensBlurCheck.light(kernel.run) { Reference.lensLight($0.pointee) }
  }
}

extension LensSumsArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    LensBlurCheck.sums(kernel.run) { Reference.lensSums($0.pointee) }
  }
}

extension LensDiscArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    LensBlurCheck.disc(kernel.run)
  }
}

/// The kernels of the lens blur against the references.
enum LensBlurCheck {
  static func light(
    _ kernel: KernelFunction<LensLightArguments>, _ reference: KernelFunction<LensLightArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 31)
    var failures: [String] = []
    for width in [1, 2, 3, 4, 5, 31, 63, 64, 65, 127, 128, 130, 194, 256] {
      for step in [2, 4] {
        for rowCount in 1...4 {
          let (atEnd, adds) = (rowCount % 2 == 0, width % 3 == 0)
          let kinds = (0...(width / 50)).map { _ in Int.random(in: 0...3, using: &generator) }
          let masks = (0..<rowCount).map { _ in
            GuardedValues(
              (0..<width).map { x -> UInt8 in
                let noise = UInt8.random(in: 0...255, using: &generator)
                return [0, 255, 254, noise][kinds[x / 50]]
              }, atEnd: atEnd)
          }
          let rows = (0..<rowCount).map { _ in
            GuardedValues(
              (0..<width).map { x -> UInt32 in
                let pixel = UInt32.random(in: 0...UInt32.max, using: &generator)
                return x % 3 == 0 ? pixel | 0xe0e0e0 : pixel
              }, atEnd: atEnd)
          }
          let before = (0..<(4 * ((width + step - 1) / step))).map { _ in
            Float.random(in: 0...1000, using: &generator)
          }
          func run(_ body: KernelFunction<LensLightArguments>) -> [Float] {
            let cells = GuardedValues(before, atEnd: atEnd)
            var arguments = LensLightArguments(
              rows: InlineArray { UnsafePointer(rows[min($0, rowCount - 1)].base) },
              masks: InlineArray { UnsafePointer(masks[min($0, rowCount - 1)].base) },
              rowCount: rowCount, width: width, step: step, adds: adds, cells: cells.base)
            body(&arguments)
            return Array(cells.values)
          }
          let expected = run(reference)
          // All terms are positive: each passes through at most 10 roundings of its own and 17 of sums.
          let failure = withExtendedLifetime((rows, masks)) {
            run(kernel).difference(from: expected) { Double(expected[$0]) * 27 * ErrorBound.unit }
          }
          if let failure {
            failures.append("\(rowCount) rows of \(width), step \(step): \(failure)")
          }
        }
      }
    }
    return failures
  }

  static func sums(
    _ kernel: KernelFunction<LensSumsArguments>, _ reference: KernelFunction<LensSumsArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 37)
    var failures: [String] = []
    for cellCount in [1, 2, 3, 8, 77, 3000] {
      for group in [1, 2, 8, 64, 5000] {
        for repeatCount in [0, 1, 5] {
          let atEnd = repeatCount % 2 == 1
          // Whole numbers and a power of two: sums in floats are exact, halves are ties. They add up to more than
          // 32 bits.
          let scale: Float = group <= 2 ? 0.25 : 0x1p-12
          let cells = GuardedValues(
            (0..<(4 * cellCount)).map { _ in Float(Int.random(in: 0...(1 << 23), using: &generator))
            },
            atEnd: atEnd)
          if group > 2 {
            for index in cells.values.indices { cells.values[index] /= 0x1p12 }
            for index in cells.values.indices { cells.values[index].round(.down) }
          }
          let count = 4 * ((cellCount + group - 1) / group + repeatCount)
          func run(_ body: KernelFunction<LensSumsArguments>) -> [UInt32] {
            let sums = GuardedValues<UInt32>(count: count, atEnd: atEnd)
            var arguments = LensSumsArguments(
              cells: cells.base, cellCount: cellCount, group: group, scale: scale,
              sums: sums.base, repeatCount: repeatCount)
            body(&arguments)
            return Array(sums.values)
          }
          if withExtendedLifetime(cells, { run(kernel) != run(reference) }) {
            failures.append("\(cellCount) cells, groups of \(group), \(repeatCount) repeated")
          }
        }
      }
    }
    return failures
  }

  static func disc(_ kernel: KernelFunction<LensDiscArguments>) -> [String] {
    var generator = SeededGenerator(state: 41)
    var failures: [String] = []
    let bytes = GuardedValues(
      [0] + (1..<8192).map { _ in UInt8.random(in: 0...255, using: &generator) }, atEnd: true)
    for count in [1, 2, 7, 8, 9, 16, 31, 32, 33, 64, 77, 130] {
      for (rowCount, chordCount) in [(1, 1), (3, 5), (2, 60), (4, 0)] {
        let (atEnd, cells) = (count % 2 == 0, count + 6)
        // Sums that rise along a row, so that totals are positive, beyond 32 bits. Some runs hold nothing.
        var sums: [UInt32] = []
        let hidden = Int.random(in: 0...count, using: &generator)
        for _ in 0..<(rowCount + 4) {
          var total = SIMD4<UInt32>(repeating: UInt32.max - 5000)
          for cell in 0..<cells {
            let isBlack =
              Int.random(in: 0..<3, using: &generator) == 0
              || (hidden..<(hidden + 70)).contains(cell)
            for channel in 0..<4 {
              total[channel] &+=
                isBlack
                ? 0 : UInt32.random(in: 0...(channel < 3 ? 90_000 : 70_000), using: &generator)
            }
            sums += (0..<4).map { total[$0] }
          }
        }
        // Up to two rows above and below, three cells to each side.
        let chords = (0..<chordCount).flatMap { _ -> [Int] in
          let row = Int.random(in: -2...2, using: &generator) * 4 * cells
          let end = Int.random(in: -2...2, using: &generator)
          return [row + 4 * end, row + 4 * Int.random(in: -3..<end, using: &generator)]
        }
        let (table, places) = (
          GuardedValues(sums, atEnd: atEnd), GuardedValues(chords, atEnd: atEnd)
        )
        let pixels = GuardedValues<UInt32>(
          count: (rowCount - 1) * (count + 3) + count, atEnd: atEnd)
        var arguments = LensDiscArguments(
          sums: table.base + 4 * (2 * cells + 3), sumStride: 4 * cells, chords: places.base,
          chordCount: chordCount, doubledCount: chordCount / [1, 2, 3, 100][count % 4],
          bytes: bytes.base, pixels: pixels.base, pixelStride: count + 3, rowCount: rowCount,
          count: count)
        withExtendedLifetime((bytes, table, places)) {
          kernel(&arguments)
          for row in 0..<rowCount {
            for cell in 0..<count {
              let pixel = pixels.values[row * (count + 3) + cell]
              let indices = (0..<3).map {
                Reference.lensIndex(arguments, row: row, cell: cell, channel: $0)
              }
              let isRight = indices.enumerated().allSatisfy { channel, index in
                // Five roundings of a number up to 8191.
                [index - 0.003, index + 0.003].contains {
                  bytes.values[min(max(Int($0.rounded()), 0), 8191)]
                    == UInt8(pixel >> UInt32(8 * channel) & 255)
                }
              }
              if !isRight || pixel >> 24 != 255 {
                failures.append(
                  "\(chordCount) chords, cell \(cell) of \(count), row \(row): indices \(indices), found "
                    + "\(String(pixel, radix: 16))")
              }
            }
          }
        }
      }
    }
    return failures
  }
}
