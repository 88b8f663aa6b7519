import KernelInterface

/// Pixels to planes of floats; see `UnpackArguments`.
enum Unpack {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<UnpackArguments>) {
    forEachVector(arguments.pointee.count) { x in
      step(NativeVector.self, arguments, x)
    } single: { x in
      step(Float.self, arguments, x)
    }
  }

  @inline(__always)
  static func step<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<UnpackArguments>, _ x: Int
  ) {
    let pixels = Vector.loadWords(arguments.pointee.pixels + x)
    let (red, green, blue) = (pixels.channel(0), pixels.channel(8), pixels.channel(16))
    let norm = (red * red).multiplyAdd(green, green).multiplyAdd(blue, blue)
    let scaledNorm = norm * .broadcast(arguments.pointee.normFactor)
    let planes = arguments.pointee.planes + x
    let planeStride = arguments.pointee.planeStride
    red.store(planes)
    green.store(planes + planeStride)
    blue.store(planes + 2 &* planeStride)
    scaledNorm.store(planes + 3 &* planeStride)
  }
}
