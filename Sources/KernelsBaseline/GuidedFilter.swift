import KernelInterface

/// Weighted moments of a row of cells: first the mask as floats, in the place of one of the moments, then all moments.
enum ConfidenceMoments {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ConfidenceMomentsArguments>) {
    let count = arguments.pointee.count
    let mask = arguments.pointee.mask
    let values = arguments.pointee.moments + 4 &* arguments.pointee.momentStride
    for index in 0..<count { values[index] = Float(mask[index]) }
    var index = 0
    while index &+ NativeVector.lanes <= count {
      step(NativeVector.self, arguments, index, .load(values + index))
      index &+= NativeVector.lanes
    }
    while index < count {
      step(Float.self, arguments, index, values[index])
      index &+= 1
    }
  }

  @inline(__always)
  private static func step<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<ConfidenceMomentsArguments>, _ index: Int,
    _ p: Vector
  ) {
    let guideStride = arguments.pointee.guideStride
    var guide = arguments.pointee.guide + index
    var (r, g, b) = (Vector.broadcast(0), Vector.broadcast(0), Vector.broadcast(0))
    var (rr, rg, rb) = (r, r, r)
    var (gg, gb, bb) = (r, r, r)
    for _ in 0..<4 {
      let red = Vector.load(guide)
      let green = Vector.load(guide + guideStride)
      let blue = Vector.load(guide + 2 &* guideStride)
      (r, g, b) = (r + red, g + green, b + blue)
      (rr, rg, rb) = (
        rr.multiplyAdd(red, red), rg.multiplyAdd(red, green), rb.multiplyAdd(red, blue)
      )
      (gg, gb, bb) = (
        gg.multiplyAdd(green, green), gb.multiplyAdd(green, blue), bb.multiplyAdd(blue, blue)
      )
      guide += 3 &* guideStride
    }
    let doubt = p * .broadcast(2.0 / 255) - .broadcast(1)
    let w = doubt.maximum(.broadcast(0) - doubt) + .broadcast(arguments.pointee.leastWeight)
    let wp = w * p
    let stride = arguments.pointee.momentStride
    let moments = arguments.pointee.moments + index
    (w * .broadcast(4)).store(moments)
    (w * r).store(moments + stride)
    (w * g).store(moments + 2 &* stride)
    (w * b).store(moments + 3 &* stride)
    (wp * .broadcast(4)).store(moments + 4 &* stride)
    (wp * r).store(moments + 5 &* stride)
    (wp * g).store(moments + 6 &* stride)
    (wp * b).store(moments + 7 &* stride)
    (w * rr).store(moments + 8 &* stride)
    (w * rg).store(moments + 9 &* stride)
    (w * rb).store(moments + 10 &* stride)
    (w * gg).store(moments + 11 &* stride)
    (w * gb).store(moments + 12 &* stride)
    (w * bb).store(moments + 13 &* stride)
  }
}

/// Sums of rows: four vectors of a plane at a time, whose sums do not wait for each other.
enum RowSums {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<RowSumsArguments>) {
    let count = arguments.pointee.count
    let lanes = NativeVector.lanes
    for plane in 0..<arguments.pointee.planeCount {
      let input = arguments.pointee.input + plane &* arguments.pointee.planeStride
      let output = arguments.pointee.output + plane &* arguments.pointee.outputStride
      var index = 0
      while index &+ 4 &* lanes <= count {
        four(arguments, input + index, output + index)
        index &+= 4 &* lanes
      }
      while index &+ lanes <= count {
        one(NativeVector.self, arguments, input + index, output + index)
        index &+= lanes
      }
      while index < count {
        one(Float.self, arguments, input + index, output + index)
        index &+= 1
      }
    }
  }

  @inline(__always)
  private static func four(
    _ arguments: UnsafePointer<RowSumsArguments>, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>
  ) {
    let lanes = NativeVector.lanes
    var sums = InlineArray<4, NativeVector>(repeating: .broadcast(0))
    for part in 0..<4 { sums[part] = .load(input + part &* lanes) }
    var row = input
    for _ in 1..<arguments.pointee.rowCount {
      row += arguments.pointee.rowStride
      for part in 0..<4 { sums[part] = sums[part] + .load(row + part &* lanes) }
    }
    for part in 0..<4 { sums[part].store(output + part &* lanes) }
  }

  @inline(__always)
  private static func one<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<RowSumsArguments>,
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>
  ) {
    var sum = Vector.load(input)
    var row = input
    for _ in 1..<arguments.pointee.rowCount {
      row += arguments.pointee.rowStride
      sum = sum + .load(row)
    }
    sum.store(output)
  }
}

/// Linear models applied to a row of pixels, one vector of pixels at a time.
enum GuidedRow {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<GuidedRowArguments>) {
    forEachVector(arguments.pointee.count) { x in
      step(NativeVector.self, arguments, x)
    } single: { x in
      step(Float.self, arguments, x)
    }
  }

  @inline(__always)
  private static func step<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<GuidedRowArguments>, _ x: Int
  ) {
    let pixel = Vector.loadWords(arguments.pointee.pixels + x)
    let (r, g, b) = (pixel.channel(0), pixel.channel(8), pixel.channel(16))
    let stride = arguments.pointee.coefficientStride
    let above = value(arguments.pointee.upper + x, stride, r, g, b)
    let below = value(arguments.pointee.lower + x, stride, r, g, b)
    let value = above.multiplyAdd(below - above, .broadcast(arguments.pointee.share))
    let limited = value.maximum(.broadcast(0)).minimum(.broadcast(255))
    ((limited + .integerBias) - .integerBias).store(arguments.pointee.output + x)
  }

  @inline(__always)
  private static func value<Vector: FloatVector>(
    _ coefficients: UnsafePointer<Float>, _ stride: Int, _ r: Vector, _ g: Vector, _ b: Vector
  ) -> Vector {
    Vector.load(coefficients + 3 &* stride)
      .multiplyAdd(.load(coefficients), r)
      .multiplyAdd(.load(coefficients + stride), g)
      .multiplyAdd(.load(coefficients + 2 &* stride), b)
  }
}
