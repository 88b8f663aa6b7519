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
    var guide = arguments.pointee.guide + index
    let center = Vector.broadcast(arguments.pointee.center)
    let modelStride = arguments.pointee.modelStride
    let models = arguments.pointee.models + index
    let constant = Vector.load(models + 3 &* modelStride)
    let red = Vector.load(models)
    let green = Vector.load(models + modelStride)
    let blue = Vector.load(models + 2 &* modelStride)
    let one = Vector.broadcast(1)
    let least = Vector.broadcast(arguments.pointee.leastWeight)
    var front = WeightedColor<Vector>()
    var behind = WeightedColor<Vector>()
    for _ in 0..<4 {
      let r = Vector.load(guide) + center
      let g = Vector.load(guide + guideStride) + center
      let b = Vector.load(guide + 2 &* guideStride) + center
      let value = constant.multiplyAdd(red, r).multiplyAdd(green, g).multiplyAdd(blue, b)
      let q = (value * .broadcast(1.0 / 255)).maximum(.broadcast(0)).minimum(one)
      let square = q * q
      let rest = (one - q) * (one - q)
      front.add(least.multiplyAdd(square, square), r, g, b)
      behind.add(least.multiplyAdd(rest, rest), r, g, b)
      guide += 3 &* guideStride
    }
    let stride = arguments.pointee.momentStride
    let moments = arguments.pointee.moments + index
    front.store(moments, stride)
    behind.store(moments + 4 &* stride, stride)
  }
}

/// A sum of weights and of weighted colors.
private struct WeightedColor<Vector: FloatVector> {
  private var weight = Vector.broadcast(0)
  private var (red, green, blue) = (
    Vector.broadcast(0), Vector.broadcast(0), Vector.broadcast(0)
  )

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func add(_ w: Vector, _ r: Vector, _ g: Vector, _ b: Vector) {
    weight = weight + w
    red = red.multiplyAdd(w, r)
    green = green.multiplyAdd(w, g)
    blue = blue.multiplyAdd(w, b)
  }

  @inline(__always)
  func store(_ moments: UnsafeMutablePointer<Float>, _ stride: Int) {
    weight.store(moments)
    red.store(moments + stride)
    green.store(moments + 2 &* stride)
    blue.store(moments + 3 &* stride)
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
      ((Vector.load(arguments.pointee.mask + x) - .broadcast(arguments.pointee.lowerLimit))
      * .broadcast(arguments.pointee.slope)).maximum(.broadcast(0)).minimum(one)
    let rest = one - a
    let gain = a / (a * a).multiplyAdd(rest, rest)
    let stride = arguments.pointee.meanStride
    let share = Vector.broadcast(arguments.pointee.share)
    let pixel = Vector.loadWords(arguments.pointee.pixels + x)
    var output = pixel.bitAnd(.broadcastWord(0xff00_0000))
    for channel: UInt32 in 0..<3 {
      let front = x &+ Int(channel) &* stride
      let f = mean(arguments, front, share)
      let behind = mean(arguments, front &+ 3 &* stride, share)
      let mixed = (f * a).multiplyAdd(behind, rest)
      let color = f.multiplyAdd(pixel.channel(channel &* 8) - mixed, gain)
      output = output.bitOr(
        color.maximum(.broadcast(0)).minimum(.broadcast(255)).byte(channel &* 8))
    }
    output.storeWords(arguments.pointee.output + x)
  }

  @inline(__always)
  private static func mean<Vector: FloatVector>(
    _ arguments: UnsafePointer<PersonRowArguments>, _ index: Int, _ share: Vector
  ) -> Vector {
    let upper = Vector.load(arguments.pointee.upper + index)
    return upper.multiplyAdd(.load(arguments.pointee.lower + index) - upper, share)
  }
}
