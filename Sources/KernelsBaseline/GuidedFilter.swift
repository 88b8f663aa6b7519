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
    let guide = arguments.pointee.guide + index
    let r = Vector.load(guide)
    let g = Vector.load(guide + guideStride)
    let b = Vector.load(guide + 2 &* guideStride)
    let doubt = p * .broadcast(2.0 / 255) - .broadcast(1)
    let w = doubt.maximum(.broadcast(0) - doubt) + .broadcast(arguments.pointee.leastWeight)
    let (wr, wg, wb) = (w * r, w * g, w * b)
    let stride = arguments.pointee.momentStride
    let moments = arguments.pointee.moments + index
    w.store(moments)
    wr.store(moments + stride)
    wg.store(moments + 2 &* stride)
    wb.store(moments + 3 &* stride)
    (w * p).store(moments + 4 &* stride)
    (wr * p).store(moments + 5 &* stride)
    (wg * p).store(moments + 6 &* stride)
    (wb * p).store(moments + 7 &* stride)
    (wr * r).store(moments + 8 &* stride)
    (wr * g).store(moments + 9 &* stride)
    (wr * b).store(moments + 10 &* stride)
    (wg * g).store(moments + 11 &* stride)
    (wg * b).store(moments + 12 &* stride)
    (wb * b).store(moments + 13 &* stride)
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

/// The linear model applied to a row of pixels: a plain loop.
enum GuidedRow {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<GuidedRowArguments>) {
    let stride = arguments.pointee.coefficientStride
    let red = arguments.pointee.coefficients
    let green = red + stride
    let blue = green + stride
    let constant = blue + stride
    let pixels = arguments.pointee.pixels
    let output = arguments.pointee.output
    for index in 0..<arguments.pointee.count {
      let pixel = pixels[index]
      let value = constant[index]
        .multiplyAdd(red[index], Float(pixel & 255))
        .multiplyAdd(green[index], Float(pixel &>> 8 & 255))
        .multiplyAdd(blue[index], Float(pixel &>> 16 & 255))
      // From 2^23 on floats are whole numbers.
      output[index] = (value.maximum(0).minimum(255) + 0x1p23) - 0x1p23
    }
  }
}
