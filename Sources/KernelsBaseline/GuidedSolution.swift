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
    let start = arguments.pointee.sums + index
    let one = Vector.broadcast(1)
    let scale = one / Vector.load(start)
    let (r, g, b) = (
      mean(start, stride, 1, scale), mean(start, stride, 2, scale), mean(start, stride, 3, scale)
    )
    let p = mean(start, stride, 4, scale)
    let pr = mean(start, stride, 5, scale) - r * p
    let pg = mean(start, stride, 6, scale) - g * p
    let pb = mean(start, stride, 7, scale) - b * p
    let regularization = Vector.broadcast(arguments.pointee.regularization)
    let rr = mean(start, stride, 8, scale) - r * r + regularization
    let rg = mean(start, stride, 9, scale) - r * g
    let rb = mean(start, stride, 10, scale) - r * b
    let gg = mean(start, stride, 11, scale) - g * g + regularization
    let gb = mean(start, stride, 12, scale) - g * b
    let bb = mean(start, stride, 13, scale) - b * b + regularization

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
    let center = Vector.broadcast(arguments.pointee.center)
    (p - red * (r + center) - green * (g + center) - blue * (b + center))
      .store(output + 3 &* outputStride)
  }

  @inline(__always)
  private static func mean<Vector: FloatVector>(
    _ start: UnsafePointer<Float>, _ stride: Int, _ moment: Int, _ scale: Vector
  ) -> Vector {
    .load(start + moment &* stride) * scale
  }
}
