import KernelInterface

/// The joint bilateral filter; see `JointBilateralArguments`. Runs are short: `Rest` takes what is left of
/// them with fewer lanes, where the level's vectors are so wide that many would be idle.
enum JointBilateral<Distance: GuideDistance, Rest: GuideDistance> {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<JointBilateralArguments>) {
    let count = arguments.pointee.count
    var x = 0
    while count &- x > Rest.Vector.lanes {
      JointBilateralWindow<Distance>.filter(arguments, x)
      x &+= Distance.Vector.lanes
    }
    if x < count { JointBilateralWindow<Rest>.filter(arguments, x) }
  }
}

/// One vector of filtered pixels.
enum JointBilateralWindow<Distance: GuideDistance> {
  typealias Vector = Distance.Vector

  @inline(__always)
  static func filter(_ arguments: UnsafePointer<JointBilateralArguments>, _ x: Int) {
    let rowCount = arguments.pointee.tapRowCount
    let columnCount = arguments.pointee.tapColumnCount
    let guideRows = arguments.pointee.guideRows
    let maskRows = arguments.pointee.maskRows
    let columnOffsets = arguments.pointee.columnOffsets
    let spatial = arguments.pointee.spatial
    let distance = Distance(arguments, x)
    var weights = Vector.broadcast(JointBilateralArguments.centerWeight)
    var sum = Vector.load(arguments.pointee.centerMask + x) * weights
    var tap = 0
    for row in 0..<rowCount {
      let guideRow = guideRows[row] + x
      for column in 0..<columnCount {
        let exponent = distance.exponent(
          guideRow + columnOffsets[column], .broadcast(spatial[tap]))
        let weight = powerOfTwo(exponent)
        weights = weights + weight
        sum = sum.multiplyAdd(weight, .load(maskRows[tap] + x))
        tap &+= 1
      }
    }
    (sum / weights + .integerBias - .integerBias).store(arguments.pointee.output + x)
  }

  /// 2^e of an exponent in the form of `JointBilateralArguments.exponentBias`, to 0.07 %.
  ///
  /// Shifted to its place the sum reads as 2^n * (1 + f) (Schraudolph 1999); the cubic in 1 + f turns that
  /// factor into 2^f. A quadratic, 0.2 %, flips a few bytes in a thousand of the widest filters.
  @inline(__always)
  private static func powerOfTwo(_ biasedExponent: Vector) -> Vector {
    let linear = biasedExponent.shiftedLeft(8)
    let mantissa = linear.bitAnd(.broadcastWord(0x7f_ffff)).bitOr(.broadcastWord(0x3f80_0000))
    var factor = Vector.broadcast(0.7074876).multiplyAdd(mantissa, .broadcast(-0.1064478))
    factor = Vector.broadcast(-1.3773283).multiplyAdd(mantissa, factor)
    return linear * Vector.broadcast(1.7756262).multiplyAdd(mantissa, factor)
  }
}

/// Way of a kernel from colors to the exponent of a weight, for one vector of filtered pixels.
protocol GuideDistance {
  associatedtype Vector: PixelVector

  /// Takes in the pixels at x.
  init(_ arguments: UnsafePointer<JointBilateralArguments>, _ x: Int)

  /// spatial + d * colorFactor, less a number of the filtered pixel's own, for the guide's pixels at
  /// `guide`; never below 2^23.
  func exponent(_ guide: UnsafePointer<Float>, _ spatial: Vector) -> Vector
}

/// d = (r - r')^2 + (g - g')^2 + (b - b')^2; right for every factor.
struct DifferenceDistance<Vector: PixelVector>: GuideDistance {
  let red, green, blue, factor: Vector
  let planeStride: Int

  @inline(__always)
  init(_ arguments: UnsafePointer<JointBilateralArguments>, _ x: Int) {
    planeStride = arguments.pointee.planeStride
    let center = arguments.pointee.guideCenter + x
    red = .load(center)
    green = .load(center + planeStride)
    blue = .load(center + 2 &* planeStride)
    factor = .broadcast(arguments.pointee.colorFactor)
  }

  @inline(__always)
  func exponent(_ guide: UnsafePointer<Float>, _ spatial: Vector) -> Vector {
    let red = Vector.load(guide) - self.red
    let green = Vector.load(guide + planeStride) - self.green
    let blue = Vector.load(guide + 2 &* planeStride) - self.blue
    let distance = (red * red).multiplyAdd(green, green).multiplyAdd(blue, blue)
    return spatial.multiplyAdd(distance, factor).maximum(.integerBias)
  }
}

/// d * factor = norm + norm' - 2 * factor * (r * r' + g * g' + b * b'), where the norm of the filtered pixel
/// is left out: a factor of all its weights. Three operations less than the differences take.
///
/// Only for exponents that stay in range on the way, see `JointBilateralArguments.allowsProducts`.
struct ProductDistance<Vector: PixelVector>: GuideDistance {
  let red, green, blue: Vector
  let planeStride: Int

  @inline(__always)
  init(_ arguments: UnsafePointer<JointBilateralArguments>, _ x: Int) {
    planeStride = arguments.pointee.planeStride
    let center = arguments.pointee.guideCenter + x
    let factor = Vector.broadcast(-2 * arguments.pointee.colorFactor)
    red = .load(center) * factor
    green = .load(center + planeStride) * factor
    blue = .load(center + 2 &* planeStride) * factor
  }

  @inline(__always)
  func exponent(_ guide: UnsafePointer<Float>, _ spatial: Vector) -> Vector {
    (spatial + .load(guide + 3 &* planeStride))
      .multiplyAdd(.load(guide), red)
      .multiplyAdd(.load(guide + planeStride), green)
      .multiplyAdd(.load(guide + 2 &* planeStride), blue)
  }
}
