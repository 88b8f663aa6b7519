import KernelInterface

/// The linear model of a guided filter, one vector of pixels at a time.
enum GuidedSolution {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<GuidedSolutionArguments>) {
    let count = arguments.pointee.count
    var index = 0
    while index &+ NativeVector.lanes <= count {
      solve(NativeVector.self, arguments, index)
      index &+= NativeVector.lanes
    }
    while index < count {
      solve(Float.self, arguments, index)
      index &+= 1
    }
  }

  /// By the factors L D L^T of the 3 x 3 matrix: with cofactors, the determinant of a gray picture's
  /// matrix would drown in rounding.
  @inline(__always)
  static func solve<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<GuidedSolutionArguments>, _ index: Int
  ) {
    let stride = arguments.pointee.momentStride
    let start = arguments.pointee.means + index
    let (r, g, b) = (
      Vector.load(start), Vector.load(start + stride), mean(vector, start, stride, 2)
    )
    let p = mean(vector, start, stride, 3)
    let pr = mean(vector, start, stride, 4) - r * p
    let pg = mean(vector, start, stride, 5) - g * p
    let pb = mean(vector, start, stride, 6) - b * p
    let regularization = Vector.broadcast(arguments.pointee.regularization)
    let rr = mean(vector, start, stride, 7) - r * r + regularization
    let rg = mean(vector, start, stride, 8) - r * g
    let rb = mean(vector, start, stride, 9) - r * b
    let gg = mean(vector, start, stride, 10) - g * g + regularization
    let gb = mean(vector, start, stride, 11) - g * b
    let bb = mean(vector, start, stride, 12) - b * b + regularization

    let one = Vector.broadcast(1)
    let inverse0 = one / rr
    let (lower10, lower20) = (rg * inverse0, rb * inverse0)
    let inverse1 = one / (gg - lower10 * rg)
    let remainder = gb - lower10 * rb
    let lower21 = remainder * inverse1
    let inverse2 = one / (bb - lower20 * rb - lower21 * remainder)
    let y1 = pg - lower10 * pr
    let y2 = pb - lower20 * pr - lower21 * y1
    let blue = y2 * inverse2
    let green = y1 * inverse1 - lower21 * blue
    let red = pr * inverse0 - lower10 * green - lower20 * blue

    let output = arguments.pointee.coefficients + index
    let outputStride = arguments.pointee.coefficientStride
    red.store(output)
    green.store(output + outputStride)
    blue.store(output + 2 &* outputStride)
    (p - red * r - green * g - blue * b).store(output + 3 &* outputStride)
  }

  @inline(__always)
  static func mean<Vector: FloatVector>(
    _ vector: Vector.Type, _ start: UnsafePointer<Float>, _ stride: Int, _ moment: Int
  ) -> Vector {
    .load(start + moment &* stride)
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
      output[index] = constant[index]
        .multiplyAdd(red[index], Float(pixel & 255))
        .multiplyAdd(green[index], Float(pixel &>> 8 & 255))
        .multiplyAdd(blue[index], Float(pixel &>> 16 & 255))
    }
  }
}
