import KernelInterface

/// A function of the finished sum; a type, so that each kernel is compiled with the function inside.
protocol ActivationFunction {
  /// About how many instructions it takes: decides whether a loop around it can unroll.
  static var instructionCount: Int { get }
  static func apply<Vector: FloatVector>(_ x: Vector, _ activation: ElementActivation) -> Vector
}

/// x
enum Identity: ActivationFunction {
  @inline(__always) static var instructionCount: Int { 0 }

  @inline(__always)
  static func apply<Vector: FloatVector>(_ x: Vector, _ activation: ElementActivation) -> Vector {
    x
  }
}

/// min(max(x, lower), upper)
enum Clamp: ActivationFunction {
  @inline(__always) static var instructionCount: Int { 4 }

  @inline(__always)
  static func apply<Vector: FloatVector>(_ x: Vector, _ activation: ElementActivation) -> Vector {
    x.maximum(.broadcast(activation.lower)).minimum(.broadcast(activation.upper))
  }
}

/// x * min(max(x / 6 + 1/2, 0), 1) (Howard and others 2019)
enum HardSwish: ActivationFunction {
  @inline(__always) static var instructionCount: Int { 6 }

  @inline(__always)
  static func apply<Vector: FloatVector>(_ x: Vector, _ activation: ElementActivation) -> Vector {
    let gate = Vector.broadcast(0.5).multiplyAdd(x, .broadcast(1.0 / 6))
    return x * gate.maximum(.broadcast(0)).minimum(.broadcast(1))
  }
}

/// 1 / (1 + exp(-x))
enum Logistic: ActivationFunction {
  @inline(__always) static var instructionCount: Int { 30 }

  @inline(__always)
  static func apply<Vector: FloatVector>(_ x: Vector, _ activation: ElementActivation) -> Vector {
    let one = Vector.broadcast(1)
    return one / (one + exponential(.broadcast(0) - x))
  }
}

/// exp(x) to about 2 units in the last place for |x| <= 87; beyond that the limit's value, which a
/// logistic cannot tell from 0 or infinity. NaN stays NaN.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2, ln 2 in two parts (Cody and Waite 1980), exp(r) by its Taylor
/// polynomial of degree 6 (error below 2e-7), times 2^n made of exponent bits. (Adding n to the bits of
/// exp(r) itself would turn some NaN into a number.)
@inline(__always)
func exponential<Vector: FloatVector>(_ x: Vector) -> Vector {
  let limited = x.maximum(.broadcast(-87)).minimum(.broadcast(87))
  let magic = Vector.broadcast(0x1.8p23)
  let shifted = magic.multiplyAdd(limited, .broadcast(1.442695040888963))
  let n = shifted - magic
  let r = limited.multiplyAdd(n, .broadcast(-0x1.62e4p-1))
    .multiplyAdd(n, .broadcast(-1.428606765330187e-06))
  var p = Vector.broadcast(1.0 / 720)
  p = Vector.broadcast(1.0 / 120).multiplyAdd(p, r)
  p = Vector.broadcast(1.0 / 24).multiplyAdd(p, r)
  p = Vector.broadcast(1.0 / 6).multiplyAdd(p, r)
  p = Vector.broadcast(0.5).multiplyAdd(p, r)
  p = Vector.broadcast(1).multiplyAdd(p, r)
  p = Vector.broadcast(1).multiplyAdd(p, r)
  return p * Vector.broadcast(1).addingBits(shifted.shiftedToExponent)
}

/// e to the power of x, minus 1, for |x| <= 40, and the limits' values beyond: to a few units in the last place,
/// near 0 too. NaN stays NaN.
///
/// As `exponential`, but the polynomial leaves out its 1: 2^n (exp(r) - 1) + (2^n - 1).
@inline(__always)
func exponentialMinusOne<Vector: FloatVector>(_ x: Vector) -> Vector {
  let limited = x.maximum(.broadcast(-40)).minimum(.broadcast(40))
  let magic = Vector.broadcast(0x1.8p23)
  let shifted = magic.multiplyAdd(limited, .broadcast(1.442695040888963))
  let n = shifted - magic
  let r = limited.multiplyAdd(n, .broadcast(-0x1.62e4p-1))
    .multiplyAdd(n, .broadcast(-1.428606765330187e-06))
  var p = Vector.broadcast(1.0 / 5040)
  p = Vector.broadcast(1.0 / 720).multiplyAdd(p, r)
  p = Vector.broadcast(1.0 / 120).multiplyAdd(p, r)
  p = Vector.broadcast(1.0 / 24).multiplyAdd(p, r)
  p = Vector.broadcast(1.0 / 6).multiplyAdd(p, r)
  p = Vector.broadcast(0.5).multiplyAdd(p, r)
  p = r.multiplyAdd(p, r * r)
  let one = Vector.broadcast(1)
  let power = one.addingBits(shifted.shiftedToExponent)
  return (power - one).multiplyAdd(power, p)
}
