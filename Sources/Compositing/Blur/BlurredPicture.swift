import KernelInterface
import Threads

/// A blurred picture at half of a frame's size or less, and the way from there to the frame: bilinear enlargements
/// by 2, the last of which the frame is blended over.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and memory of their own.
final class BlurredPicture: @unchecked Sendable {
  /// Half of the frame's size, a quarter ...; blurs write the last. RGBA, alpha 255. Rows have a pixel more at
  /// both ends, which repeats the end.
  let levels: [Plane<UInt32>]
  private let mixes: [Plane<UInt32>]
  private let kernel: KernelFunction<BlurBlendArguments>

  /// Allocates all that runs use.
  ///
  /// - Parameters:
  ///   - sizes: those of the levels, at least one; halves of the frame's sides, rounded either way.
  ///   - frameWidth: pixels a row of the frame.
  ///   - kernel: of a level that the machine has.
  ///   - threadCount: the most threads that will run it.
  init(
    sizes: [(width: Int, height: Int)], frameWidth: Int,
    kernel: @escaping KernelFunction<BlurBlendArguments>, threadCount: Int
  ) {
    levels = sizes.map { Plane(width: $0.width, height: $0.height) }
    mixes = (0..<threadCount).map { _ in
      Plane(width: frameWidth / 2 + 2 * BlurGroup.margin, height: 2, margin: 0)
    }
    self.kernel = kernel
  }

  /// The picture that a blur writes.
  var smallest: Rows<UInt32> { levels[levels.count - 1].rows }

  /// Repeats the ends of a row of the picture that a blur wrote.
  func finishRow(_ y: Int) { Self.repeatEnds(smallest, y) }

  private static func repeatEnds(_ rows: Rows<UInt32>, _ y: Int) {
    let row = rows.row(y)
    row[-1] = row[0]
    row[rows.width] = row[rows.width - 1]
  }

  /// Doubles the picture's size until it is half of the frame's.
  func enlarge(on context: ThreadContext) {
    for level in stride(from: levels.count - 1, to: 0, by: -1) {
      let (small, large) = (levels[level].rows, levels[level - 1].rows)
      for y in context.share(of: large.height) {
        var arguments = enlargement(
          of: y, 0..<large.width, from: small, into: large.row(y), on: context)
        kernel(&arguments)
        Self.repeatEnds(large, y)
      }
      context.synchronize()
    }
  }

  /// See `MadeBackground`.
  func background(
    _ y: Int, _ pixels: Range<Int>, to output: UnsafeMutablePointer<UInt32>,
    on context: ThreadContext
  ) {
    var arguments = enlargement(of: y, pixels, from: levels[0].rows, into: output, on: context)
    kernel(&arguments)
  }

  /// Blends a part of a row of the frame over the picture, once it is half of the frame's size: where
  /// the rule's share of the frame is 1, only the frame is seen, where it is 0, only the background.
  ///
  /// out = background * (1 - a) + frame * a, rounded to the nearest byte. Alpha becomes 255, as in the
  /// demo: a blurred background is nowhere transparent.
  ///
  /// - Parameters:
  ///   - y: the row.
  ///   - pixels: those to write; an even number before them.
  ///   - frame: the frame's pixels: RGBA, red in the low byte.
  ///   - mask: how much the person covers each, 0...255.
  ///   - output: where the pixels go; may be the frame's.
  ///   - rule: what mask values mean.
  ///   - context: the calling thread.
  func blend(
    _ y: Int, _ pixels: Range<Int>, frame: UnsafePointer<UInt32>, mask: UnsafePointer<UInt8>,
    to output: UnsafeMutablePointer<UInt32>, rule: BlurBlendRule, on context: ThreadContext
  ) {
    var arguments = enlargement(of: y, pixels, from: levels[0].rows, into: output, on: context)
    arguments.frame = frame
    arguments.mask = mask
    arguments.lower = rule.coverage.lowerBound
    arguments.upper = rule.coverage.upperBound
    arguments.isLinear = rule.isLinear
    arguments.lastClear = rule.lastClear
    arguments.firstOpaque = rule.firstOpaque
    kernel(&arguments)
  }

  private func enlargement(
    of y: Int, _ pixels: Range<Int>, from small: Rows<UInt32>,
    into output: UnsafeMutablePointer<UInt32>, on context: ThreadContext
  ) -> BlurBlendArguments {
    let near = min(y / 2, small.height - 1)
    let far = min(max(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0), small.height - 1)
    let mixes = mixes[context.index].rows
    return BlurBlendArguments(
      near: small.row(near) + pixels.lowerBound / 2, far: small.row(far) + pixels.lowerBound / 2,
      frame: nil, mask: nil, output: output, mixes: mixes.base, mixStride: mixes.stride,
      width: pixels.count, lower: 0, upper: 1, isLinear: false, lastClear: -1, firstOpaque: 256)
  }
}

/// A background that is a blurred picture.
protocol BlurredBackground: MadeBackground {
  var picture: BlurredPicture { get }
}

extension BlurredBackground {
  func background(
    _ y: Int, _ pixels: Range<Int>, to output: UnsafeMutablePointer<UInt32>,
    on context: ThreadContext
  ) {
    picture.background(y, pixels, to: output, on: context)
  }

  func blend(
    _ y: Int, _ pixels: Range<Int>, frame: UnsafePointer<UInt32>, mask: UnsafePointer<UInt8>,
    to output: UnsafeMutablePointer<UInt32>, rule: BlurBlendRule, on context: ThreadContext
  ) {
    picture.blend(y, pixels, frame: frame, mask: mask, to: output, rule: rule, on: context)
  }
}
