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
      func step<Vector: FloatVector>(_ vector: Vector.Type, _ column: Int) {
        let (upper, lower) = (Vector.load(a11 + column), Vector.load(a21 + column))
        let s1 = lower + .load(a22 + column)
        let s2 = s1 - upper
        let s4 = Vector.load(a12 + column) - s2
        s1.store(sums + column)
        s2.store(sums + (sumStride &+ column))
        (upper - lower).store(sums + (2 &* sumStride &+ column))
        s4.store(sums + (3 &* sumStride &+ column))
      }
      forEachVector(columnCount) {
        step(NativeVector.self, $0)
      } single: {
        step(Float.self, $0)
      }
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
