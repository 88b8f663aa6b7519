import KernelInterface
import TestSupport

extension BlurSourceArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    BlurCheck.source(kernel.run) { Reference.blurSource($0.pointee) }
  }
}

extension BlurSharesArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    BlurCheck.shares(kernel.run) { Reference.blurShares($0.pointee) }
  }
}

extension BlurRoundArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    BlurCheck.round(kernel.run) { Reference.blurRound($0.pointee) }
  }
}

extension BlurBlendArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    BlurCheck.blend(kernel.run) { Reference.blurBlend($0.pointee) }
  }
}

extension BlurShrinkArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    BlurCheck.shrink(kernel.run) { Reference.blurShrink($0.pointee) }
  }
}

/// The masked blur's kernels against the references.
enum BlurCheck {
  static let widths = [1, 2, 5, 31, 32, 33, 64, 97, 230]

  static func source(
    _ kernel: KernelFunction<BlurSourceArguments>, _ reference: KernelFunction<BlurSourceArguments>
  ) -> [String] {
    var generator = SeededGenerator(state: 23)
    var failures: [String] = []
    for width in widths {
      for (step, atEnd) in [(1, false), (1, true), (2, false), (2, true)] {
        // With a step of 2 a byte of mask lies before the first.
        let before = step - 1
        let count = (width - 1) * step + 1
        let block = Int.random(in: 0...2, using: &generator)
        let mask = GuardedValues(
          (0..<(count + before)).map { x -> UInt8 in
            [0, 255, UInt8.random(in: 0...255, using: &generator)][(block + x / 100) % 3]
          }, atEnd: atEnd)
        let pixels = GuardedValues(
          (0..<count).map { _ in UInt32.random(in: 0...UInt32.max, using: &generator) },
          atEnd: atEnd)
        let groupCount = (width + BlurGroup.width - 1) / BlurGroup.width
        let planeStride = groupCount * BlurGroup.width + 2 * BlurGroup.margin
        func run(_ body: KernelFunction<BlurSourceArguments>) -> [[UInt16]] {
          let planes = (0..<3).map { index in
            GuardedValues<UInt16>(count: (index < 2 ? 3 : 1) * planeStride, atEnd: atEnd)
          }
          let kinds = GuardedValues<UInt8>(count: groupCount, atEnd: atEnd)
          let margin = BlurGroup.margin
          var arguments = BlurSourceArguments(
            pixels: pixels.base, mask: mask.base + before, pixelStep: step,
            colors: planes[0].base + margin, kept: planes[1].base + margin,
            keep: planes[2].base + margin, kinds: kinds.base, planeStride: planeStride,
            width: width, groupCount: groupCount)
          withExtendedLifetime((pixels, mask, planes, kinds)) { body(&arguments) }
          let colors = (0..<2).flatMap { index in
            (0..<3).map { plane in
              (0..<width).map { planes[index].values[margin + plane * planeStride + $0] }
            }
          }
          let keep = (-4..<(groupCount * BlurGroup.width + 4)).map {
            planes[2].values[margin + $0]
          }
          return colors + [keep, kinds.values.map { UInt16($0) }]
        }
        if run(kernel) != run(reference) { failures.append("width \(width), step \(step)") }
      }
    }
    return failures
  }

  static func shares(
    _ kernel: KernelFunction<BlurSharesArguments>, _ reference: KernelFunction<BlurSharesArguments>
  ) -> [String] {
    var failures: [String] = []
    for (index, width) in widths.enumerated() {
      for isEverythingMixed in [false, true] {
        func run(_ body: KernelFunction<BlurSharesArguments>) -> BlurRings {
          var generator = SeededGenerator(state: UInt64(29 + index))
          let rings = BlurRings(
            width: width, rowCount: 1, weights: BlurRings.demoWeights, atEnd: index % 2 == 0,
            &generator)
          if isEverythingMixed { rings.rowKinds.values.update(repeating: BlurGroup.mixed) }
          var arguments = rings.shares(0)
          withExtendedLifetime(rings) { body(&arguments) }
          return rings
        }
        let (found, expected) = (run(kernel), run(reference))
        // Each product of a sum of halves loses up to 1, twice that of a whole; a share of 1/65535 is
        // not quite 1/65536.
        let missing = zip(found.missingVertically.values, expected.missingVertically.values)
        let missingAlong = zip(
          found.missingHorizontally.values, expected.missingHorizontally.values)
        let isClose = (Array(missing) + Array(missingAlong)).allSatisfy {
          abs(Int($0) - Int($1)) <= 12
        }
        if !isClose { failures.append("width \(width): missing") }
        if !found.kinds.values.elementsEqual(expected.kinds.values) {
          failures.append("width \(width): kinds")
        }
        if !found.pixels.values.elementsEqual(expected.pixels.values) {
          failures.append("width \(width): pixels")
        }
      }
    }
    return failures
  }

  static func round(
    _ kernel: KernelFunction<BlurRoundArguments>, _ reference: KernelFunction<BlurRoundArguments>
  ) -> [String] {
    var failures: [String] = []
    var (differing, total) = (0, 0)
    let otherWeights: [UInt16] = [30000, 11000, 4768, 1500, 500]
    for (index, width) in widths.enumerated() {
      for rowCount in [1, 3, 4] {
        for weights in [BlurRings.demoWeights, otherWeights] {
          for isLast in [false, true] {
            func run(_ body: KernelFunction<BlurRoundArguments>) -> [Int] {
              roundBytes(
                body, width: width, rowCount: rowCount, weights: weights, isLast: isLast,
                seed: UInt64(31 + index))
            }
            let (found, expected) = (run(kernel), run(reference))
            let differences = zip(found, expected).map { abs($0 - $1) }
            differing += differences.count { $0 > 0 }
            total += differences.count
            if differences.contains(where: { $0 > 1 }) || found.count != expected.count {
              failures.append("width \(width), \(rowCount) rows, last \(isLast)")
            }
          }
        }
      }
    }
    // A sum is off by 3 of the 128 that a byte has, and each of two passes rounds.
    if differing > total / 20 { failures.append("\(differing) of \(total) bytes differ") }
    return failures
  }

  /// Returns what a round writes, as bytes.
  private static func roundBytes(
    _ body: KernelFunction<BlurRoundArguments>, width: Int, rowCount: Int, weights: [UInt16],
    isLast: Bool,
    seed: UInt64
  ) -> [Int] {
    var generator = SeededGenerator(state: seed)
    let atEnd = Bool.random(using: &generator)
    let rings = BlurRings(
      width: width, rowCount: rowCount, weights: weights, atEnd: atEnd, &generator)
    for row in 0..<rowCount {
      withExtendedLifetime(rings) {
        Reference.blurShares(rings.shares(row))
      }
    }
    let (stride, margin) = (rings.planeStride, BlurGroup.margin)
    let outputs = (0..<2).map { _ in
      GuardedValues<UInt16>(count: 3 * BlurRings.ringHeight * stride, atEnd: atEnd)
    }
    let columns = (0..<2).map { _ in GuardedValues<UInt16>(count: stride, atEnd: atEnd) }
    var arguments = BlurRoundArguments(
      slots: rings.slots.base, kept: rings.row(rings.kept, 0), colors: rings.row(rings.colors, 0),
      keep: rings.row(rings.keep, 0), missingVertically: rings.row(rings.missingVertically, 0),
      missingHorizontally: rings.row(rings.missingHorizontally, 0), kinds: rings.kinds.base,
      kindStride: rings.groupCount, outputColors: outputs[0].base + margin,
      outputKept: outputs[1].base + margin, pixels: isLast ? rings.pixels.base : nil,
      pixelStride: rings.groupCount * BlurGroup.width, columnColors: columns[0].base + margin,
      columnKept: columns[1].base + margin, weights: rings.weights.base, planeStride: stride,
      width: width, groupCount: rings.groupCount, rowCount: rowCount)
    withExtendedLifetime((rings, outputs, columns)) { body(&arguments) }
    var bytes: [Int] = []
    // The scratch rows keep the vertical pass of the last row's last plane.
    let lastKinds = rings.slots.values[rowCount + 3] * rings.groupCount
    for x in 0..<width {
      switch rings.kinds.values[lastKinds + x / BlurGroup.width] {
      case BlurGroup.mixed: bytes.append(Int(columns[0].values[margin + x] >> 7))
      case BlurGroup.background: bytes.append(Int(columns[1].values[margin + x] >> 7))
      default: break
      }
    }
    for row in 0..<rowCount {
      let slot = rings.slots.values[row + 4]
      for x in 0..<width {
        let kind = rings.kinds.values[slot * rings.groupCount + x / BlurGroup.width]
        if isLast {
          let pixel = rings.pixels.values[row * rings.groupCount * BlurGroup.width + x]
          bytes += (0..<4).map { Int(pixel >> UInt32(8 * $0) & 0xff) }
        }
        for plane in 0..<3 {
          let place = margin + (3 * slot + plane) * stride + x
          // Kept colors of 0 must stay 0.
          bytes.append(kind == BlurGroup.person ? 2 * Int(outputs[1].values[place]) : 0)
          bytes.append(Int(outputs[1].values[place] >> 7))
          bytes.append(kind == BlurGroup.mixed ? Int(outputs[0].values[place] >> 7) : 0)
        }
      }
    }
    return bytes
  }
}
