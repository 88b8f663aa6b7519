import KernelInterface

/// Sums of pixels along columns: plain loops.
enum PixelSums {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PixelSumsArguments>) {
    let pixels = arguments.pointee.pixels
    let redBlue = arguments.pointee.sums
    let green = redBlue + arguments.pointee.sumStride
    let count = arguments.pointee.count
    if arguments.pointee.isFirst {
      for index in 0..<count {
        redBlue[index] = pixels[index] & 0x00ff_00ff
        green[index] = pixels[index] &>> 8 & 255
      }
    } else {
      for index in 0..<count {
        let pixel = pixels[index]
        redBlue[index] = redBlue[index] &+ (pixel & 0x00ff_00ff)
        green[index] = green[index] &+ (pixel &>> 8 & 255)
      }
    }
  }
}

/// Means of blocks of pixels. The factors of usual frames are known to the compiler.
enum PixelMeans {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PixelMeansArguments>) {
    let factor = arguments.pointee.factor
    let whole = arguments.pointee.count / factor
    switch factor {
    case 1: blocks(arguments, whole, 1)
    case 2: blocks(arguments, whole, 2)
    case 4: blocks(arguments, whole, 4)
    default: blocks(arguments, whole, factor)
    }
    let rest = arguments.pointee.count &- whole &* factor
    if rest > 0 { block(arguments, whole, first: whole &* factor, rest, scale(arguments, rest)) }
  }

  @inline(__always)
  private static func scale(_ arguments: UnsafePointer<PixelMeansArguments>, _ columns: Int)
    -> Float
  {
    1 / Float(columns &* arguments.pointee.rowCount)
  }

  @inline(__always)
  private static func blocks(
    _ arguments: UnsafePointer<PixelMeansArguments>, _ count: Int, _ factor: Int
  ) {
    let scale = scale(arguments, factor)
    for index in 0..<count { block(arguments, index, first: index &* factor, factor, scale) }
  }

  @inline(__always)
  private static func block(
    _ arguments: UnsafePointer<PixelMeansArguments>, _ index: Int, first: Int, _ columns: Int,
    _ scale: Float
  ) {
    let redBlue = arguments.pointee.sums + first
    let green = redBlue + arguments.pointee.sumStride
    var (reds, greens, blues) = (UInt32(0), UInt32(0), UInt32(0))
    for column in 0..<columns {
      reds &+= redBlue[column] & 0xffff
      greens &+= green[column]
      blues &+= redBlue[column] &>> 16
    }
    let stride = arguments.pointee.meanStride
    let means = arguments.pointee.means + index
    let center = arguments.pointee.center
    means[0] = Float(reds) * scale - center
    means[stride] = Float(greens) * scale - center
    means[2 &* stride] = Float(blues) * scale - center
  }
}
