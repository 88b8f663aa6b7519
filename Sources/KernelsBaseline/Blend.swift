import KernelInterface

/// Way in which the background's light L (0...1 a channel) brightens the frame F (0...255).
protocol LightWrap {
  static func apply<Vector: PixelVector>(_ frame: Vector, _ light: Vector) -> Vector
}

/// 1 - (1 - F)(1 - L)
enum ScreenWrap: LightWrap {
  @inline(__always)
  static func apply<Vector: PixelVector>(_ frame: Vector, _ light: Vector) -> Vector {
    frame.multiplyAdd(light, .broadcast(255) - frame)
  }
}

/// F + L
enum LinearDodgeWrap: LightWrap {
  @inline(__always)
  static func apply<Vector: PixelVector>(_ frame: Vector, _ light: Vector) -> Vector {
    frame.multiplyAdd(light, .broadcast(255))
  }
}

/// A frame on a background; see `BlendArguments`.
enum Blend<Wrap: LightWrap> {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<BlendArguments>) {
    forEachVector(arguments.pointee.count) { x in
      step(NativeVector.self, arguments, x)
    } single: { x in
      step(Float.self, arguments, x)
    }
  }

  @inline(__always)
  private static func step<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<BlendArguments>, _ x: Int
  ) {
    let mask = Vector.load(arguments.pointee.mask + x)
    let share = coverage(mask, arguments)
    let strength =
      Vector.broadcast(arguments.pointee.wrapStrength * (1 / 255)) * wrapShare(mask, arguments, x)
    let frame = Vector.loadWords(arguments.pointee.frame + x)
    let background = Vector.loadWords(arguments.pointee.background + x)
    let wrap = Vector.loadWords(arguments.pointee.wrap + x)
    var pixels = Vector.broadcastWord(0xff00_0000)
    for channel: UInt32 in 0..<3 {
      let shift = channel &* 8
      let behind = background.channel(shift)
      let front = Wrap.apply(frame.channel(shift), strength * wrap.channel(shift))
      let mixed = behind.multiplyAdd(share, front - behind).minimum(.broadcast(255))
      pixels = pixels.bitOr(mixed.byte(shift))
    }
    pixels.storeWords(arguments.pointee.output + x)
  }
}

/// The share of the light that falls on the person, 0...1.
@inline(__always)
private func wrapShare<Vector: PixelVector>(
  _ mask: Vector, _ arguments: UnsafePointer<BlendArguments>, _ x: Int
) -> Vector {
  if let shares = arguments.pointee.wrapShares { return .load(shares + x) }
  let fading = (mask - .broadcast(arguments.pointee.wrapStart)).maximum(.broadcast(0))
  return Vector.broadcast(1).multiplyAdd(fading, .broadcast(-arguments.pointee.wrapSlope))
}

/// The person alone; see `BlendOperation.cutOut`.
enum CutOut {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<BlendArguments>) {
    forEachVector(arguments.pointee.count) { x in
      step(NativeVector.self, arguments, x)
    } single: { x in
      step(Float.self, arguments, x)
    }
  }

  @inline(__always)
  private static func step<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<BlendArguments>, _ x: Int
  ) {
    let mask = Vector.load(arguments.pointee.mask + x)
    let alpha = coverage(mask, arguments) * .broadcast(255)
    let frame = Vector.loadWords(arguments.pointee.frame + x)
    // 255 where the rounded alpha is not 0.
    let shown = ((alpha + .integerBias) - .integerBias).minimum(.broadcast(1)) * .broadcast(255)
    let kept = shown.byte(0).bitOr(shown.byte(8)).bitOr(shown.byte(16))
    let colors = frame.bitAnd(kept)
    colors.bitOr(alpha.byte(24)).storeWords(arguments.pointee.output + x)
  }
}

/// The frame's share of a pixel, 0...1.
@inline(__always)
private func coverage<Vector: PixelVector>(
  _ mask: Vector, _ arguments: UnsafePointer<BlendArguments>
) -> Vector {
  let lower = Vector.broadcast(arguments.pointee.lower)
  let t = ((mask - lower) * .broadcast(arguments.pointee.slope))
    .maximum(.broadcast(0)).minimum(.broadcast(1))
  if arguments.pointee.isLinear { return t }
  return t * t * Vector.broadcast(3).multiplyAdd(t, .broadcast(-2))
}
