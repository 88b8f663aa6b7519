import KernelInterface

/// The sums before Strassen's products: one pass over all that stands at the same place.
enum StrassenOperands {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<StrassenOperandArguments>) {
    let columnCount = arguments.pointee.columnCount
    for row in 0..<arguments.pointee.rowCount {
      let start = row &* arguments.pointee.rowStride
      let (a11, a12) = (arguments.pointee.a11 + start, arguments.pointee.a12 + start)
      let (a21, a22) = (arguments.pointee.a21 + start, arguments.pointee.a22 + start)
      let sums = arguments.pointee.sums + row &* columnCount
      let sumStride = arguments.pointee.sumStride
      @inline(__always)
      func step<Vector: FloatVector>(
        _ column: Int, _ upperSize: inout Vector, _ lowerSize: inout Vector
      ) {
        let (upper, upperRight) = (Vector.load(a11 + column), Vector.load(a12 + column))
        let (lower, lowerRight) = (Vector.load(a21 + column), Vector.load(a22 + column))
        let s1 = lower + lowerRight
        let s2 = s1 - upper
        s1.store(sums + column)
        s2.store(sums + (sumStride &+ column))
        (upper - lower).store(sums + (2 &* sumStride &+ column))
        (upperRight - s2).store(sums + (3 &* sumStride &+ column))
        upperSize = upperSize.multiplyAdd(upper, upper).multiplyAdd(upperRight, upperRight)
        lowerSize = lowerSize.multiplyAdd(lower, lower).multiplyAdd(lowerRight, lowerRight)
      }
      var (upperSizes, lowerSizes) = (NativeVector.broadcast(0), NativeVector.broadcast(0))
      var column = 0
      while column &+ NativeVector.lanes <= columnCount {
        step(column, &upperSizes, &lowerSizes)
        column &+= NativeVector.lanes
      }
      var (upperSize, lowerSize) = (upperSizes.laneSum, lowerSizes.laneSum)
      while column < columnCount {
        step(column, &upperSize, &lowerSize)
        column &+= 1
      }
      arguments.pointee.sizes[2 &* row] = upperSize
      arguments.pointee.sizes[2 &* row &+ 1] = lowerSize
    }
  }
}

/// The sums behind Strassen's products: one pass over all that stands at the same place.
enum StrassenResults {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<StrassenResultArguments>) {
    let columnCount = arguments.pointee.columnCount
    let (lower, upper) = (arguments.pointee.lower, arguments.pointee.upper)
    for row in 0..<arguments.pointee.rowCount {
      let start = row &* columnCount
      let (u2, p5) = (arguments.pointee.u2 + start, arguments.pointee.p5 + start)
      let p7 = arguments.pointee.p7 + start
      let output = arguments.pointee.output + row &* arguments.pointee.outputRowStride
      @inline(__always)
      func step<Vector: FloatVector>(_ vector: Vector.Type, _ column: Int) {
        let (second, fifth) = (Vector.load(u2 + column), Vector.load(p5 + column))
        let third = second + .load(p7 + column)
        third.store(u2 + column)
        (second + fifth).store(p5 + column)
        (third + fifth).maximum(.broadcast(lower)).minimum(.broadcast(upper))
          .store(output + column)
      }
      var column = 0
      while column &+ NativeVector.lanes <= columnCount {
        step(NativeVector.self, column)
        column &+= NativeVector.lanes
      }
      while column < columnCount {
        step(Float.self, column)
        column &+= 1
      }
    }
  }
}
