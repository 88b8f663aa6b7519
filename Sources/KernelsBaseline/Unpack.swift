import KernelInterface

/// Pixels to planes of floats; see `UnpackArguments`.
enum Unpack {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<UnpackArguments>) {
    let count = arguments.pointee.count
    var x = 0
    while x &+ NativeVector.lanes <= count {
      step(NativeVector.self, arguments, x)
      x &+= NativeVector.lanes
    }
    while x < count {
      step(Float.self, arguments, x)
      x &+= 1
    }
  }

  @inline(__always)
  static func step<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<UnpackArguments>, _ x: Int
  ) {
    let a = arguments.pointee
    let pixels = Vector.loadWords(a.pixels + x)
    let (red, green, blue) = (pixels.channel(0), pixels.channel(8), pixels.channel(16))
    let norm = (red * red).multiplyAdd(green, green).multiplyAdd(blue, blue)
    let planes = a.planes + x
    red.store(planes)
    green.store(planes + a.planeStride)
    blue.store(planes + 2 &* a.planeStride)
    (norm * .broadcast(a.normFactor)).store(planes + 3 &* a.planeStride)
  }
}
