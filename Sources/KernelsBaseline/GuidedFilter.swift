import KernelInterface

/// Pixels to planes, smaller by a factor of 1, 2 or 4.
///
/// Two pixels are one 64-bit word whose 16-bit lanes add up red with blue, and green: the vectorizer
/// then needs no shuffle but the last narrowing.
enum SplitPixels<let factor: Int> {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<SplitPixelsArguments>) {
    let width = arguments.pointee.width
    let stride = arguments.pointee.planeStride
    let red = arguments.pointee.planes
    let green = red + stride
    let blue = green + stride
    let whole = width / factor
    if factor == 1 {
      let row = arguments.pointee.rows[0]
      for index in 0..<whole {
        red[index] = UInt8(truncatingIfNeeded: row[index])
        green[index] = UInt8(truncatingIfNeeded: row[index] &>> 8)
        blue[index] = UInt8(truncatingIfNeeded: row[index] &>> 16)
      }
    } else {
      let rows = arguments.pointee.rows
      for index in 0..<whole {
        var redBlue: UInt64 = 0
        var greens: UInt64 = 0
        for row in 0..<factor {
          for pair in 0..<(factor / 2) {
            let pixels = UnsafeRawPointer(rows[row] + (index &* factor &+ 2 &* pair))
              .loadUnaligned(as: UInt64.self)
            redBlue &+= pixels & 0x00ff_00ff_00ff_00ff
            greens &+= pixels &>> 8 & 0x00ff_00ff_00ff_00ff
          }
        }
        let shift = UInt64(factor)  // 2 bits for 4 pixels, 4 for 16
        let half = UInt64(factor * factor / 2)
        let sums = redBlue &+ redBlue &>> 32
        red[index] = UInt8(truncatingIfNeeded: (sums & 0xffff &+ half) &>> shift)
        blue[index] = UInt8(truncatingIfNeeded: (sums &>> 16 & 0xffff &+ half) &>> shift)
        green[index] = UInt8(
          truncatingIfNeeded: ((greens &+ greens &>> 32) & 0xffff &+ half) &>> shift)
      }
    }
    if whole &* factor < width { lastBlock(arguments, whole) }
  }

  /// The block at a row's end, whose missing pixels repeat the last.
  @inline(__always)
  static func lastBlock(_ arguments: UnsafePointer<SplitPixelsArguments>, _ index: Int) {
    let last = arguments.pointee.width &- 1
    let count = UInt32(factor * factor)
    for channel in 0..<3 {
      var sum: UInt32 = 0
      for row in 0..<factor {
        for column in 0..<factor {
          let x = index &* factor &+ column
          let pixel = arguments.pointee.rows[row][x < last ? x : last]
          sum &+= pixel &>> UInt32(8 &* channel) & 255
        }
      }
      arguments.pointee.planes[channel &* arguments.pointee.planeStride &+ index] = UInt8(
        truncatingIfNeeded: (sum &+ count / 2) / count)
    }
  }
}

/// Sums of moments along columns, in whole numbers: the same whatever row they began at. Plain loops,
/// whose products of bytes become multiplications of 16-bit pairs.
enum ColumnMoments {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ColumnMomentsArguments>) {
    for signal in 0..<ColumnMomentsArguments.signalCount { sum(arguments, signal, signal) }
    var moment = ColumnMomentsArguments.signalCount
    for signal in 0..<3 {
      product(arguments, moment, signal, 3)
      moment &+= 1
    }
    for first in 0..<3 {
      for second in first..<3 {
        product(arguments, moment, first, second)
        moment &+= 1
      }
    }
  }

  @inline(__always)
  static func sum(
    _ arguments: UnsafePointer<ColumnMomentsArguments>, _ moment: Int, _ signal: Int
  ) {
    let offset = signal &* arguments.pointee.signalStride
    let entering = arguments.pointee.entering + offset
    let leaving = arguments.pointee.leaving + offset
    let sums = arguments.pointee.sums + moment &* arguments.pointee.momentStride
    let count = arguments.pointee.count
    if let output = row(moment, arguments) {
      for index in 0..<count {
        let sum = sums[index] &+ Int32(entering[index]) &- Int32(leaving[index])
        sums[index] = sum
        output[index] = Float(sum)
      }
    } else {
      for index in 0..<count {
        sums[index] = sums[index] &+ Int32(entering[index]) &- Int32(leaving[index])
      }
    }
  }

  @inline(__always)
  static func product(
    _ arguments: UnsafePointer<ColumnMomentsArguments>, _ moment: Int, _ first: Int, _ second: Int
  ) {
    let stride = arguments.pointee.signalStride
    let entering = arguments.pointee.entering + first &* stride
    let enteringOther = arguments.pointee.entering + second &* stride
    let leaving = arguments.pointee.leaving + first &* stride
    let leavingOther = arguments.pointee.leaving + second &* stride
    let sums = arguments.pointee.sums + moment &* arguments.pointee.momentStride
    let count = arguments.pointee.count
    if let output = row(moment, arguments) {
      for index in 0..<count {
        let added = Int32(entering[index]) &* Int32(enteringOther[index])
        let removed = Int32(leaving[index]) &* Int32(leavingOther[index])
        let sum = sums[index] &+ added &- removed
        sums[index] = sum
        output[index] = Float(sum)
      }
    } else {
      for index in 0..<count {
        let added = Int32(entering[index]) &* Int32(enteringOther[index])
        let removed = Int32(leaving[index]) &* Int32(leavingOther[index])
        sums[index] = sums[index] &+ added &- removed
      }
    }
  }

  /// Stores a moment's sums as floats.
  @inline(__always)
  static func row(
    _ moment: Int, _ arguments: UnsafePointer<ColumnMomentsArguments>
  ) -> UnsafeMutablePointer<Float>? {
    guard let output = arguments.pointee.output else { return nil }
    return output + moment &* arguments.pointee.momentStride
  }
}
