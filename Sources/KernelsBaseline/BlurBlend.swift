import KernelInterface

/// One row of the blurred picture at full size, the frame blended over it. Groups of 32 pixels that the
/// frame covers throughout are copied.
///
/// Pixels are handled as two words of two 16-bit fields each: red and blue, green and alpha.
enum BlurBlend {
  static func kernel(_ arguments: UnsafePointer<BlurBlendArguments>) {
    let width = arguments.pointee.width
    var x = 0
    while x < width {
      // A run of groups that need the background.
      let start = x
      while x < width, !isOpaque(arguments, x) { x &+= blurGroupWidth }
      if x > start {
        mixRows(arguments, start / 2, (x &- start) / 2)
        var group = start
        while group < x {
          compose(arguments, group)
          group &+= blurGroupWidth
        }
      }
      while x < width, isOpaque(arguments, x) {
        copy(arguments, x)
        x &+= blurGroupWidth
      }
    }
  }

  /// Tells whether the frame covers a group throughout.
  @inline(__always)
  static func isOpaque(_ arguments: UnsafePointer<BlurBlendArguments>, _ x: Int) -> Bool {
    guard let mask = arguments.pointee.mask else { return false }
    return Int(bounds(mask + x, arguments.pointee.width &- x).least)
      >= arguments.pointee.firstOpaque
  }

  /// The least and the largest of up to a group's bytes.
  @inline(__always)
  static func bounds(_ mask: UnsafePointer<UInt8>, _ count: Int) -> (least: UInt8, largest: UInt8) {
    var least: UInt8 = 255
    var largest: UInt8 = 0
    if count >= blurGroupWidth {
      for i in 0..<blurGroupWidth {
        least = mask[i] < least ? mask[i] : least
        largest = mask[i] > largest ? mask[i] : largest
      }
    } else {
      for i in 0..<count {
        least = mask[i] < least ? mask[i] : least
        largest = mask[i] > largest ? mask[i] : largest
      }
    }
    return (least, largest)
  }

  @inline(__always)
  static func copy(_ arguments: UnsafePointer<BlurBlendArguments>, _ x: Int) {
    guard let frame = arguments.pointee.frame else { return }
    let output = arguments.pointee.output + x
    let source = frame + x
    let count = arguments.pointee.width &- x
    if count >= blurGroupWidth {
      var group = InlineArray<32, UInt32>.zero
      for i in 0..<blurGroupWidth { group[i] = source[i] | 0xff00_0000 }
      for i in 0..<blurGroupWidth { output[i] = group[i] }
    } else {
      for i in 0..<count { output[i] = source[i] | 0xff00_0000 }
    }
  }

  /// 3 * near + far + 2 of `count` small pixels from `start` on and of one more on each side, as words
  /// of red and blue and words of green and alpha.
  @inline(__always)
  static func mixRows(
    _ arguments: UnsafePointer<BlurBlendArguments>, _ start: Int, _ count: Int
  ) {
    let near = arguments.pointee.near + (start &- 1)
    let far = arguments.pointee.far + (start &- 1)
    let redBlue = arguments.pointee.mixes
    let greenAlpha = redBlue + arguments.pointee.mixStride
    var i = 0
    while i < count &+ 2 {
      var low = InlineArray<16, UInt32>.zero
      var high = InlineArray<16, UInt32>.zero
      for lane in 0..<16 {
        let n = near[i &+ lane]
        let f = far[i &+ lane]
        low[lane] = (n & 0x00ff_00ff) &* 3 &+ (f & 0x00ff_00ff) &+ 0x0002_0002
        high[lane] =
          ((n &>> 8) & 0x00ff_00ff) &* 3 &+ ((f &>> 8) & 0x00ff_00ff) &+ 0x0002_0002
      }
      for lane in 0..<16 { redBlue[start &+ i &+ lane] = low[lane] }
      for lane in 0..<16 { greenAlpha[start &+ i &+ lane] = high[lane] }
      i &+= 16
    }
  }

  /// One group of output pixels from the mixed rows.
  @inline(__always)
  static func compose(_ arguments: UnsafePointer<BlurBlendArguments>, _ x: Int) {
    let redBlue = UnsafePointer(arguments.pointee.mixes) + x / 2
    let greenAlpha = redBlue + arguments.pointee.mixStride
    let output = arguments.pointee.output + x
    let count = arguments.pointee.width &- x
    var pixels = InlineArray<32, UInt32>.zero
    for i in 0..<16 {
      let low = redBlue[i &+ 1] &* 3
      let high = greenAlpha[i &+ 1] &* 3
      pixels[2 &* i] = packed(low &+ redBlue[i], high &+ greenAlpha[i])
      pixels[2 &* i &+ 1] = packed(low &+ redBlue[i &+ 2], high &+ greenAlpha[i &+ 2])
    }
    if let mask = arguments.pointee.mask, let frame = arguments.pointee.frame,
      Int(bounds(mask + x, count).largest) > arguments.pointee.lastClear
    {
      blend(arguments, frame + x, mask + x, redBlue, greenAlpha, count, &pixels)
    }
    if count >= blurGroupWidth {
      for i in 0..<blurGroupWidth { output[i] = pixels[i] }
    } else {
      for i in 0..<count { output[i] = pixels[i] }
    }
  }

  /// A pixel of sixteenths.
  @inline(__always)
  static func packed(_ redBlue: UInt32, _ greenAlpha: UInt32) -> UInt32 {
    (redBlue &>> 4) & 0x00ff_00ff | (greenAlpha &<< 4) & 0xff00_ff00
  }

  /// Blends the frame over the background, which is taken in sixteenths: rounded once.
  @inline(__always)
  static func blend(
    _ arguments: UnsafePointer<BlurBlendArguments>, _ frame: UnsafePointer<UInt32>,
    _ mask: UnsafePointer<UInt8>, _ redBlue: UnsafePointer<UInt32>,
    _ greenAlpha: UnsafePointer<UInt32>, _ count: Int, _ pixels: inout InlineArray<32, UInt32>
  ) {
    var colors = InlineArray<32, UInt32>.zero
    var shares = InlineArray<32, Float>.zero
    if count >= blurGroupWidth {
      for i in 0..<blurGroupWidth { colors[i] = frame[i] }
      for i in 0..<blurGroupWidth { shares[i] = Float(mask[i]) }
    } else {
      for i in 0..<count {
        colors[i] = frame[i]
        shares[i] = Float(mask[i])
      }
    }
    let lower = arguments.pointee.lower
    let upper = arguments.pointee.upper
    if lower < upper {
      let scale = 1 / (upper - lower)
      // One loop for each: with a branch between two of them all shares would go through memory.
      if arguments.pointee.isLinear {
        for i in 0..<blurGroupWidth {
          var t = (shares[i] * (1 / 255) - lower) * scale
          t = t > 0 ? t : 0
          shares[i] = t < 1 ? t : 1
        }
      } else {
        for i in 0..<blurGroupWidth {
          var t = (shares[i] * (1 / 255) - lower) * scale
          t = t > 0 ? t : 0
          t = t < 1 ? t : 1
          shares[i] = t * t * (3 - 2 * t)
        }
      }
    } else {
      let lastClear = Float(arguments.pointee.lastClear)
      for i in 0..<blurGroupWidth { shares[i] = shares[i] > lastClear ? 1 : 0 }
    }
    for i in 0..<16 {
      let low = redBlue[i &+ 1] &* 3
      let high = greenAlpha[i &+ 1] &* 3
      pixels[2 &* i] = blended(
        low &+ redBlue[i], high &+ greenAlpha[i], colors[2 &* i], shares[2 &* i])
      pixels[2 &* i &+ 1] = blended(
        low &+ redBlue[i &+ 2], high &+ greenAlpha[i &+ 2], colors[2 &* i &+ 1],
        shares[2 &* i &+ 1])
    }
  }

  @inline(__always)
  static func blended(
    _ redBlue: UInt32, _ greenAlpha: UInt32, _ color: UInt32, _ share: Float
  ) -> UInt32 {
    let red = blendedByte(redBlue & 0xffff, color & 0xff, share)
    let green = blendedByte(greenAlpha & 0xffff, (color &>> 8) & 0xff, share)
    let blue = blendedByte(redBlue &>> 16, (color &>> 16) & 0xff, share)
    return red | green &<< 8 | blue &<< 16 | 0xff00_0000
  }

  /// background + (color - background) * share. Sixteenths of the background come with 8 more, which
  /// would round them. Adding 2^23 rounds to an integer and leaves it in the low bits.
  @inline(__always)
  static func blendedByte(_ sixteenths: UInt32, _ color: UInt32, _ share: Float) -> UInt32 {
    let background = Float(Int32(bitPattern: sixteenths) &- 8) * (1 / 16)
    let value = background + (Float(Int32(bitPattern: color)) - background) * share
    return (value + 8_388_608).bitPattern & 0xff
  }
}
