import KernelInterface

/// Sums of colors in front and behind, one vector of cells at a time.
enum PersonMoments {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PersonMomentsArguments>) {
    let count = arguments.pointee.count
    var index = 0
    while index &+ NativeVector.lanes <= count {
      step(NativeVector.self, arguments, index)
      index &+= NativeVector.lanes
    }
    while index < count {
      step(Float.self, arguments, index)
      index &+= 1
    }
  }

  @inline(__always)
  private static func step<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<PersonMomentsArguments>, _ index: Int
  ) {
    let guideStride = arguments.pointee.guideStride
    let guide = arguments.pointee.guide + index
    let center = Vector.broadcast(arguments.pointee.center)
    let r = Vector.load(guide) + center
    let g = Vector.load(guide + guideStride) + center
    let b = Vector.load(guide + 2 &* guideStride) + center
    let modelStride = arguments.pointee.modelStride
    let models = arguments.pointee.models + index
    let value = Vector.load(models + 3 &* modelStride)
      .multiplyAdd(.load(models), r)
      .multiplyAdd(.load(models + modelStride), g)
      .multiplyAdd(.load(models + 2 &* modelStride), b)
    let one = Vector.broadcast(1)
    let q = (value * .broadcast(1.0 / 255)).maximum(.broadcast(0)).minimum(one)
    let least = Vector.broadcast(arguments.pointee.leastWeight)
    let front = q * q
    let behind = (one - q) * (one - q)
    let stride = arguments.pointee.momentStride
    let moments = arguments.pointee.moments + index
    store(least.multiplyAdd(front, front), r, g, b, moments, stride)
    store(least.multiplyAdd(behind, behind), r, g, b, moments + 4 &* stride, stride)
  }

  @inline(__always)
  private static func store<Vector: FloatVector>(
    _ weight: Vector, _ r: Vector, _ g: Vector, _ b: Vector,
    _ moments: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    weight.store(moments)
    (weight * r).store(moments + stride)
    (weight * g).store(moments + 2 &* stride)
    (weight * b).store(moments + 3 &* stride)
  }
}

/// The person's own colors in a row of pixels.
enum PersonRow {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PersonRowArguments>) {
    forEachVector(arguments.pointee.count) { x in
      step(NativeVector.self, arguments, x)
    } single: { x in
      step(Float.self, arguments, x)
    }
  }

  @inline(__always)
  private static func step<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<PersonRowArguments>, _ x: Int
  ) {
    let one = Vector.broadcast(1)
    let a =
      ((Vector.load(arguments.pointee.mask + x) - .broadcast(arguments.pointee.lower))
      * .broadcast(arguments.pointee.slope)).maximum(.broadcast(0)).minimum(one)
    let rest = one - a
    let gain = a / (a * a).multiplyAdd(rest, rest)
    let stride = arguments.pointee.meanStride
    let front = arguments.pointee.means + x
    let behind = front + 3 &* stride
    let pixel = Vector.loadWords(arguments.pointee.pixels + x)
    var output = pixel.bitAnd(.broadcastWord(0xff00_0000))
    for channel: UInt32 in 0..<3 {
      let offset = Int(channel) &* stride
      let f = Vector.load(front + offset)
      let mixed = (f * a).multiplyAdd(.load(behind + offset), rest)
      let color = f.multiplyAdd(pixel.channel(channel &* 8) - mixed, gain)
      output = output.bitOr(
        color.maximum(.broadcast(0)).minimum(.broadcast(255)).byte(channel &* 8))
    }
    output.storeWords(arguments.pointee.output + x)
  }
}
