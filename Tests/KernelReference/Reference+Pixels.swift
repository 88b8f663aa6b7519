import KernelInterface

extension Reference {
  /// Pixels to planes of floats; see `UnpackArguments`.
  public static func unpack(_ arguments: UnpackArguments) {
    for x in 0..<arguments.count {
      var norm = 0.0
      for plane in 0..<3 {
        let value = channel(arguments.pixels[x], plane)
        arguments.planes[plane * arguments.planeStride + x] = Float(value)
        norm += value * value
      }
      arguments.planes[3 * arguments.planeStride + x] = Float(norm * Double(arguments.normFactor))
    }
  }

  /// Mask cells to pixels; see `ExpandArguments`.
  public static func expand(_ arguments: ExpandArguments) {
    for index in 0..<arguments.count {
      var cell = arguments.cell
      while Int(arguments.starts[cell + 1]) <= arguments.first + index { cell += 1 }
      arguments.output[index] = Float(arguments.values[cell])
    }
  }

  /// A frame on a background; see `BlendArguments`.
  public static func blend(_ operation: BlendOperation, _ arguments: BlendArguments) {
    let a = arguments
    for x in 0..<a.count {
      let mask = Double(a.mask[x])
      let t = min(max((mask - Double(a.lower)) * Double(a.slope), 0), 1)
      let share = t * t * (3 - 2 * t)
      if operation == .cutOut {
        let alpha = UInt32((share * 255).rounded(.toNearestOrEven))
        a.output[x] = alpha == 0 ? 0 : a.frame[x] & 0xff_ffff | alpha << 24
        continue
      }
      let strength =
        Double(a.wrapStrength) * (1 - max(0, mask - Double(a.wrapStart)) * Double(a.wrapSlope))
      var pixel: UInt32 = 0xff00_0000
      for index in 0..<3 {
        let frame = channel(a.frame[x], index)
        let background = channel(a.background[x], index)
        let light = strength * channel(a.wrap[x], index) / 255
        let front = frame + light * (operation == .screen ? 255 - frame : 255)
        let mixed = min(max(front * share + background * (1 - share), 0), 255)
        pixel |= UInt32(mixed.rounded(.toNearestOrEven)) << UInt32(8 * index)
      }
      a.output[x] = pixel
    }
  }

  /// Byte `index` of a pixel.
  private static func channel(_ pixel: UInt32, _ index: Int) -> Double {
    Double(pixel >> UInt32(8 * index) & 255)
  }
}
