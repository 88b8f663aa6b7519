import KernelInterface
import TestSupport

/// The rings of a masked blur for a few rows of a picture of blocks: all background, all person, noise.
/// Rows lie in the rings in a random order.
final class BlurRings {
  static let ringHeight = 16
  static let demoWeights: [UInt16] = [14878, 12753, 7971, 3542, 1063]

  let width: Int
  let groupCount: Int
  let rowCount: Int
  let planeStride: Int
  let slots: GuardedValues<Int>
  let weights: GuardedValues<UInt16>
  let keep: GuardedValues<UInt16>
  let colors: GuardedValues<UInt16>
  let kept: GuardedValues<UInt16>
  let rowKinds: GuardedValues<UInt8>
  let kinds: GuardedValues<UInt8>
  let missingVertically: GuardedValues<UInt16>
  let missingHorizontally: GuardedValues<UInt16>
  let pixels: GuardedValues<UInt32>

  /// - Parameter rowCount: rows that have 4 neighbors on both sides, 1...8.
  init(
    width: Int, rowCount: Int, weights: [UInt16], atEnd: Bool, _ generator: inout SeededGenerator
  ) {
    self.width = width
    self.rowCount = rowCount
    groupCount = (width + BlurGroup.width - 1) / BlurGroup.width
    planeStride = groupCount * BlurGroup.width + 2 * BlurGroup.margin
    let order = Array(0..<Self.ringHeight).shuffled(using: &generator)
    slots = GuardedValues(Array(order.prefix(rowCount + 8)), atEnd: atEnd)
    self.weights = GuardedValues(
      weights.flatMap { Array(repeating: $0, count: BlurGroup.width) }, atEnd: atEnd)
    let shareCount = Self.ringHeight * planeStride
    keep = GuardedValues(count: shareCount, atEnd: atEnd)
    missingVertically = GuardedValues(count: shareCount, atEnd: atEnd)
    missingHorizontally = GuardedValues(count: shareCount, atEnd: atEnd)
    colors = GuardedValues(count: 3 * shareCount, atEnd: atEnd)
    kept = GuardedValues(count: 3 * shareCount, atEnd: atEnd)
    rowKinds = GuardedValues(count: Self.ringHeight * groupCount, atEnd: atEnd)
    kinds = GuardedValues(count: Self.ringHeight * groupCount, atEnd: atEnd)
    pixels = GuardedValues(count: rowCount * groupCount * BlurGroup.width, atEnd: atEnd)
    let blocks = (0...(width / 48)).map { _ in Int.random(in: 0...2, using: &generator) }
    for slot in order.prefix(rowCount + 8) {
      let mask = (0..<width).map { x -> UInt8 in
        [0, 255, UInt8.random(in: 0...255, using: &generator)][blocks[x / 48]]
      }
      let frame = (0..<width).map { _ in UInt32.random(in: 0...UInt32.max, using: &generator) }
      frame.withUnsafeBufferPointer { frame in
        mask.withUnsafeBufferPointer { mask in
          Reference.blurSource(
            BlurSourceArguments(
              pixels: frame.baseAddress!, mask: mask.baseAddress!, pixelStep: 1,
              colors: row(colors, 3 * slot), kept: row(kept, 3 * slot), keep: row(keep, slot),
              kinds: rowKinds.base + slot * groupCount, planeStride: planeStride, width: width,
              groupCount: groupCount))
        }
      }
    }
  }

  /// Buffers that a row's shares are computed from, and where they go.
  func shares(_ row: Int) -> BlurSharesArguments {
    BlurSharesArguments(
      slots: slots.base + row, keep: self.row(keep, 0), rowKinds: rowKinds.base,
      colors: self.row(colors, 0), missingVertically: self.row(missingVertically, 0),
      missingHorizontally: self.row(missingHorizontally, 0), kinds: kinds.base,
      kindStride: groupCount,
      pixels: pixels.base + row * groupCount * BlurGroup.width, weights: weights.base,
      planeStride: planeStride, groupCount: groupCount)
  }

  /// The first value of a ring's row behind its margin.
  func row(_ ring: GuardedValues<UInt16>, _ row: Int) -> UnsafeMutablePointer<UInt16> {
    ring.base + BlurGroup.margin + row * planeStride
  }
}
