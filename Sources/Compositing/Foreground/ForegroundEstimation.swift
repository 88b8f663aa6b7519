import KernelInterface
import Kernels

/// Estimates the color that the person alone has in pixels which show both the person and what is
/// behind: without it the old background shines through hair and hands on a new one.
///
/// Solves, for colors F and B of the person and of what is behind, I = alpha F + (1 - alpha) B and
/// smoothness where alpha changes, on a pyramid of levels from 1x1 to the frame; a level is every
/// second pixel of the finer one. Levels up to 32x32 get 10 iterations, larger ones 2.
///
/// Differs from the source in the order of an iteration: all pixels of even x + y, then all others
/// ("red-black", where the source goes row by row in place), so that any thread can compute any
/// part. Between levels F and B are bytes. Only boxes around soft pixels, and at coarser levels
/// what these start from, are computed: the soft pixels get the same bits as if all were.
///
/// Source: Germer, Uelwer, Conrad, Harmeling 2020, Fast Multi-Level Foreground Estimation.
///
/// `@unchecked Sendable`: one run at a time; its threads write disjoint cells between barriers.
final class ForegroundEstimation: @unchecked Sendable {
  /// Pixels a row.
  let width: Int
  /// Rows.
  let height: Int

  private let kernel: KernelFunction<ForegroundBoxArguments>
  private let threadCount: Int
  /// The finest first, down to 1x1.
  private let levels: [ForegroundEstimationLevel]
  /// F and B that the coarsest level starts from.
  private let seeds = Plane<UInt32>(width: 2, height: 1, margin: 0)
  /// One row a thread.
  private let scratch: Plane<Float>

  /// Allocates all that runs need: about 3 bytes a pixel, and 160 KB a thread.
  ///
  /// - Parameters:
  ///   - width: pixels a row, at least 1
  ///   - height: rows, at least 1
  ///   - threadCount: the most threads of a run
  init(width: Int, height: Int, instructionSet: InstructionSet, threadCount: Int) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(threadCount > 0, "expected at least 1 thread, found \(threadCount)")
    self.width = width
    self.height = height
    self.threadCount = threadCount
    kernel = KernelList(instructionSet)[.foregroundBox].run
    var levels: [ForegroundEstimationLevel] = []
    var step = 1
    repeat {
      levels.append(
        ForegroundEstimationLevel(step: step, frameWidth: width, frameHeight: height))
      step *= 2
    } while max(levels.last!.width, levels.last!.height) > 1
    self.levels = levels
    scratch = Plane(
      width: ForegroundBoxArguments.scratchFloatCount, height: threadCount, margin: 0)
  }

  /// Writes the person's color, with the frame's alpha channel, to the pixels of `foreground` where
  /// `alpha` is neither 0 nor 255, and the frame's pixel to all others. Called by all threads of a
  /// fork; allocates nothing; the result does not depend on their number.
  ///
  /// - Parameters:
  ///   - frame: RGBA8, not changed
  ///   - alpha: the person's share of each pixel's color, 0...255; may be softer than the factor
  ///     that blends, as a mask whose edge is narrower than the picture's hides old background
  ///   - foreground: other memory than `frame`
  func run(
    frame: Rows<UInt32>, alpha: Rows<UInt8>, foreground: Rows<UInt32>, on context: ThreadContext
  ) {
    precondition(context.count <= threadCount, "expected at most \(threadCount) threads")
    precondition(frame.width == width && frame.height == height, "expected the prepared size")
    precondition(alpha.width == width && alpha.height == height, "expected the prepared size")
    precondition(
      foreground.width == width && foreground.height == height, "expected the prepared size")
    precondition(foreground.base != frame.base, "expected a frame that is not written to")

    let rows = context.share(of: height, grain: ForegroundEstimationLevel.cellSize)
    let size = ForegroundEstimationLevel.cellSize
    levels[0].findSoftPixels(
      of: alpha, inCellRows: rows.lowerBound / size..<(rows.upperBound + size - 1) / size)
    for y in rows { foreground.row(y).update(from: frame.row(y), count: width) }
    context.synchronize()

    if context.index == 0 {
      for index in levels.indices.dropFirst() { levels[index].cover(levels[index - 1]) }
      setSeeds(frame, alpha)
      for index in levels.indices.reversed() where levels[index].isOneCell {
        solve(level: index, frame, alpha, foreground, part: 0, of: 1, thread: 0)
      }
    }
    for index in levels.indices.reversed() where !levels[index].isOneCell {
      context.synchronize()
      solve(
        level: index, frame, alpha, foreground, part: context.index, of: context.count,
        thread: context.index)
    }
  }

  /// Computes every `partCount`th box of a level.
  private func solve(
    level index: Int, _ frame: Rows<UInt32>, _ alpha: Rows<UInt8>, _ result: Rows<UInt32>,
    part: Int, of partCount: Int, thread: Int
  ) {
    let level = levels[index]
    let isCoarsest = index == levels.count - 1
    let foreground = level.foreground?.rows ?? result
    let seed = seeds.rows.base
    var arguments = ForegroundBoxArguments(
      frame: frame.base, frameStride: frame.stride, alpha: alpha.base, alphaStride: alpha.stride,
      step: level.step, levelWidth: level.width, levelHeight: level.height, left: 0, top: 0,
      right: 0, bottom: 0, iterationCount: level.iterationCount,
      coarseForeground: isCoarsest ? seed : levels[index + 1].foreground!.rows.base,
      coarseBackground: isCoarsest ? seed + 1 : levels[index + 1].background!.rows.base,
      coarseStride: isCoarsest ? 1 : levels[index + 1].foreground!.rows.stride,
      foreground: foreground.base, background: level.background?.rows.base,
      stride: foreground.stride, scratch: scratch.rows.row(thread))
    var count = 0
    for box in level.boxes where !box.isEmpty {
      if count % partCount == part {
        arguments.left = Int(box.left)
        arguments.top = Int(box.top)
        arguments.right = Int(box.right)
        arguments.bottom = Int(box.bottom)
        kernel(&arguments)
      }
      count += 1
    }
  }

  /// The mean colors of the person and of what is behind, from at most 64x64 pixels, each weighted
  /// by its share of the pixel; the mean of all where a share is nothing.
  private func setSeeds(_ frame: Rows<UInt32>, _ alpha: Rows<UInt8>) {
    let level = levels.first { max($0.width, $0.height) <= 64 }!
    var foreground = Sums()
    var background = Sums()
    var all = Sums()
    for y in 0..<level.height {
      for x in 0..<level.width {
        let pixel = frame.row(y * level.step)[x * level.step]
        let share = Int(alpha.row(y * level.step)[x * level.step])
        foreground.add(pixel, share)
        background.add(pixel, 255 - share)
        all.add(pixel, 1)
      }
    }
    seeds.rows.base[0] = foreground.weight > 0 ? foreground.mean : all.mean
    seeds.rows.base[1] = background.weight > 0 ? background.mean : all.mean
  }

  /// A weighted sum of colors.
  private struct Sums {
    var red = 0
    var green = 0
    var blue = 0
    var weight = 0

    mutating func add(_ pixel: UInt32, _ share: Int) {
      red += share * Int(pixel & 255)
      green += share * Int(pixel >> 8 & 255)
      blue += share * Int(pixel >> 16 & 255)
      weight += share
    }

    var mean: UInt32 {
      UInt32(red / weight) | UInt32(green / weight) << 8 | UInt32(blue / weight) << 16
    }
  }
}
