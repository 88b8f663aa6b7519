import TestSupport

@testable import Compositing

/// A frame and its mask in memory that a blur can read.
final class BackgroundBlurPicture {
  let width: Int
  let height: Int
  let frame: Plane<UInt32>
  let mask: Plane<UInt8>

  init(
    width: Int, height: Int, color: (_ x: Int, _ y: Int) -> UInt32,
    mask share: (_ x: Int, _ y: Int) -> UInt8
  ) {
    self.width = width
    self.height = height
    frame = Plane(width: width, height: height)
    mask = Plane(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        frame.rows.row(y)[x] = color(x, y)
        mask.rows.row(y)[x] = share(x, y)
      }
    }
  }

  /// Noise, and a mask of blocks that are all background, all person, or noise.
  static func noise(width: Int, height: Int, seed: UInt64) -> BackgroundBlurPicture {
    var generator = SeededGenerator(state: seed)
    let columns = width / 48 + 1
    let kinds = (0..<(columns * (height / 24 + 1))).map { _ in
      Int.random(in: 0...2, using: &generator)
    }
    return BackgroundBlurPicture(
      width: width, height: height,
      color: { _, _ in UInt32.random(in: 0...UInt32.max, using: &generator) },
      mask: { x, y in
        [0, 255, UInt8.random(in: 0...255, using: &generator)][kinds[y / 24 * columns + x / 48]]
      })
  }

  /// The picture's planes of red, green and blue, and the share that is kept, 0...1.
  var grids: (colors: [Grid], keep: Grid) {
    let colors = (0..<3).map { channel in
      Grid(width: width, height: height) { x, y in
        Double(self.frame.rows.row(y)[x] >> UInt32(8 * channel) & 0xff)
      }
    }
    let keep = Grid(width: width, height: height) { x, y in
      Double(255 - self.mask.rows.row(y)[x]) / 255
    }
    return (colors, keep)
  }
}

/// Numbers in rows; beyond the borders they repeat.
struct Grid {
  let width: Int
  let height: Int
  var values: [Double]

  init(width: Int, height: Int, _ value: (_ x: Int, _ y: Int) -> Double) {
    self.width = width
    self.height = height
    values = []
    for y in 0..<height {
      for x in 0..<width { values.append(value(x, y)) }
    }
  }

  subscript(x: Int, y: Int) -> Double {
    values[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
  }

  /// Each value rounded to a whole number.
  var rounded: Grid { Grid(width: width, height: height) { (self[$0, $1] + 0.5).rounded(.down) } }
}

/// A task of a closure.
///
/// `@unchecked Sendable`: tests write disjoint rows, or run one thread.
final class ClosureTask: ThreadPoolTask, @unchecked Sendable {
  private let body: (ThreadContext) -> Void

  init(_ body: @escaping (ThreadContext) -> Void) { self.body = body }

  func run(on context: ThreadContext) { body(context) }
}

extension MadeBackground {
  /// Blurs on all threads of a pool, and returns the background at the frame's size.
  func background(of picture: BackgroundBlurPicture, on pool: ThreadPool) -> [UInt32] {
    let output = Plane<UInt32>(width: picture.width, height: picture.height)
    pool.run(
      ClosureTask { context in
        self.run(frame: picture.frame.rows, mask: picture.mask.rows, on: context)
        for y in context.share(of: picture.height) {
          self.background(y, 0..<picture.width, to: output.rows.row(y), on: context)
        }
      })
    return output.pixels
  }

  /// Blurs and blends on all threads of a pool.
  func composite(
    _ picture: BackgroundBlurPicture, coverage: ClosedRange<Float>, on pool: ThreadPool
  ) -> [UInt32] {
    let output = Plane<UInt32>(width: picture.width, height: picture.height)
    pool.run(
      ClosureTask { context in
        self.run(frame: picture.frame.rows, mask: picture.mask.rows, on: context)
        self.blend(
          rows: context.share(of: picture.height), frame: picture.frame.rows,
          mask: picture.mask.rows, output: output.rows, rule: BlurBlendRule(coverage), on: context)
      })
    return output.pixels
  }
}

extension BackgroundBlur {
  /// A blurred copy of a picture.
  static func blurred(_ frame: Frame, strength: Double?) -> Frame {
    let source = Plane<UInt32>(width: frame.width, height: frame.height)
    let output = Plane<UInt32>(width: frame.width, height: frame.height)
    source.copy(frame)
    BackgroundBlur(width: frame.width, height: frame.height, strength: strength, threadCount: 1)
      .make(of: source.rows, to: output.rows)
    return Frame(output.rows)
  }
}

extension Plane where Element == UInt32 {
  /// All rows without their margins.
  var pixels: [UInt32] {
    (0..<rows.height).flatMap { y in (0..<rows.width).map { x in rows.row(y)[x] } }
  }
}

/// Difference of bytes of RGBA pixels from numbers: the largest difference, and how many differ by
/// a half or more.
struct ByteDifference {
  var largest = 0.0
  var count = 0
  /// Bytes that differ by more than 1.5.
  var farCount = 0
  var total = 0

  init(_ pixels: [UInt32], _ colors: [Grid]) {
    for (index, pixel) in pixels.enumerated() {
      for (channel, grid) in colors.enumerated() {
        let byte = Double(pixel >> UInt32(8 * channel) & 0xff)
        let difference = abs(byte - grid.values[index])
        largest = max(largest, difference)
        count += difference >= 0.5 ? 1 : 0
        farCount += difference > 1.5 ? 1 : 0
        total += 1
      }
    }
  }

  var share: Double { Double(count) / Double(total) }
}
