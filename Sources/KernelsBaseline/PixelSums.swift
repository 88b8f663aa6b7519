import KernelInterface

/// Sums of pixels along columns: plain loops over as many rows at once as there are.
enum PixelSums {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PixelSumsArguments>) {
    let rowCount = arguments.pointee.rowCount
    var row = 0
    while row < rowCount {
      let isFirst = row == 0 && arguments.pointee.isFirst
      let left = rowCount &- row
      if left >= 4 {
        isFirst ? add(arguments, row, 4, true) : add(arguments, row, 4, false)
        row &+= 4
      } else if left >= 2 {
        isFirst ? add(arguments, row, 2, true) : add(arguments, row, 2, false)
        row &+= 2
      } else {
        isFirst ? add(arguments, row, 1, true) : add(arguments, row, 1, false)
        row &+= 1
      }
    }
  }

  /// Adds 1, 2 or 4 rows.
  @inline(__always)
  private static func add(
    _ arguments: UnsafePointer<PixelSumsArguments>, _ first: Int, _ rowCount: Int, _ isFirst: Bool
  ) {
    let redBlue = arguments.pointee.sums
    let green = redBlue + arguments.pointee.sumStride
    let a = arguments.pointee.rows[first]
    let b = arguments.pointee.rows[first &+ (rowCount > 1 ? 1 : 0)]
    let c = arguments.pointee.rows[first &+ (rowCount > 2 ? 2 : 0)]
    let d = arguments.pointee.rows[first &+ (rowCount > 2 ? 3 : 0)]
    let count = arguments.pointee.count
    for index in 0..<count {
      var outer = a[index] & 0x00ff_00ff
      var inner = a[index] &>> 8 & 255
      if rowCount > 1 {
        outer = outer &+ (b[index] & 0x00ff_00ff)
        inner = inner &+ (b[index] &>> 8 & 255)
      }
      if rowCount > 2 {
        outer = outer &+ (c[index] & 0x00ff_00ff) &+ (d[index] & 0x00ff_00ff)
        inner = inner &+ (c[index] &>> 8 & 255) &+ (d[index] &>> 8 & 255)
      }
      redBlue[index] = isFirst ? outer : redBlue[index] &+ outer
      green[index] = isFirst ? inner : green[index] &+ inner
    }
  }
}

/// Means of blocks of pixels: whole sums of blocks, then pairs of them apart. The factors of usual frames are known to
/// the compiler.
enum PixelMeans {
  /// Pixels whose sum fits a half of a word.
  private static var mostJoined: Int { 257 }

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PixelMeansArguments>) {
    let factor = arguments.pointee.factor
    let whole = arguments.pointee.count / factor
    let rest = arguments.pointee.count &- whole &* factor
    if factor &* arguments.pointee.rowCount <= mostJoined {
      switch factor {
      case 1: joined(arguments, whole, 1)
      case 2: joined(arguments, whole, 2)
      case 3: joined(arguments, whole, 3)
      case 4: joined(arguments, whole, 4)
      case 6: joined(arguments, whole, 6)
      default: joined(arguments, whole, factor)
      }
    } else {
      for block in 0..<whole { sum(arguments, block, factor) }
    }
    if rest > 0 { sum(arguments, whole, rest) }
    let count = whole &+ (rest > 0 ? 1 : 0)
    guard count > 0 else { return }
    // A last block without another comes twice.
    let blocks = arguments.pointee.blocks
    let blockStride = arguments.pointee.blockStride
    for channel in 0..<3 {
      (blocks + channel &* blockStride)[count] = (blocks + channel &* blockStride)[count &- 1]
    }
    divide(arguments, (count &+ 1) / 2, scale(arguments, factor))
    if rest > 0 { divideLast(arguments, count, scale(arguments, rest)) }
  }

  @inline(__always)
  private static func scale(_ arguments: UnsafePointer<PixelMeansArguments>, _ columns: Int)
    -> Float
  {
    1 / Float(columns &* arguments.pointee.rowCount)
  }

  /// Sums of whole blocks whose red and blue stay apart in one word.
  @inline(__always)
  private static func joined(
    _ arguments: UnsafePointer<PixelMeansArguments>, _ count: Int, _ factor: Int
  ) {
    let redBlue = arguments.pointee.sums
    let green = redBlue + arguments.pointee.sumStride
    let reds = arguments.pointee.blocks
    let greens = reds + arguments.pointee.blockStride
    let blues = greens + arguments.pointee.blockStride
    for block in 0..<count {
      var outer = redBlue[factor &* block]
      var inner = green[factor &* block]
      for column in 1..<factor {
        outer = outer &+ redBlue[factor &* block &+ column]
        inner = inner &+ green[factor &* block &+ column]
      }
      reds[block] = outer & 0xffff
      greens[block] = inner
      blues[block] = outer &>> 16
    }
  }

  /// The sums of a block of any width.
  @inline(__always)
  private static func sum(
    _ arguments: UnsafePointer<PixelMeansArguments>, _ block: Int, _ columns: Int
  ) {
    let redBlue = arguments.pointee.sums + block &* arguments.pointee.factor
    let green = redBlue + arguments.pointee.sumStride
    var (reds, greens, blues) = (UInt32(0), UInt32(0), UInt32(0))
    for column in 0..<columns {
      reds &+= redBlue[column] & 0xffff
      greens &+= green[column]
      blues &+= redBlue[column] &>> 16
    }
    let blocks = arguments.pointee.blocks + block
    blocks[0] = reds
    blocks[arguments.pointee.blockStride] = greens
    blocks[2 &* arguments.pointee.blockStride] = blues
  }

  @inline(__always)
  private static func divide(
    _ arguments: UnsafePointer<PixelMeansArguments>, _ pairCount: Int, _ scale: Float
  ) {
    let center = arguments.pointee.center
    let meanStride = arguments.pointee.meanStride
    for channel in 0..<3 {
      let blocks = arguments.pointee.blocks + channel &* arguments.pointee.blockStride
      let even = arguments.pointee.means + channel &* meanStride
      let odd = even + 3 &* meanStride
      for pair in 0..<pairCount {
        even[pair] = Float(Int32(bitPattern: blocks[2 &* pair])) * scale - center
        odd[pair] = Float(Int32(bitPattern: blocks[2 &* pair &+ 1])) * scale - center
      }
    }
  }

  /// The last block once more, which has fewer pixels, and its repetition.
  @inline(__always)
  private static func divideLast(
    _ arguments: UnsafePointer<PixelMeansArguments>, _ count: Int, _ scale: Float
  ) {
    let meanStride = arguments.pointee.meanStride
    for channel in 0..<3 {
      let block = arguments.pointee.blocks[channel &* arguments.pointee.blockStride &+ count &- 1]
      let mean = Float(Int32(bitPattern: block)) * scale - arguments.pointee.center
      let even = arguments.pointee.means + channel &* meanStride + (count &- 1) / 2
      if count & 1 == 1 { even[0] = mean }
      even[3 &* meanStride] = mean
    }
  }
}
