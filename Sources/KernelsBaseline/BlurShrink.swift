import KernelInterface

/// One row of a picture at half the size, the person left out of the means.
enum BlurShrink {
  static func kernel(_ arguments: UnsafePointer<BlurShrinkArguments>) {
    let width = arguments.pointee.width
    var x = 0
    while x &+ 16 <= width {
      pixels(arguments, x, count: 16)
      x &+= 16
    }
    while x < width {
      pixels(arguments, x, count: 1)
      x &+= 1
    }
  }

  /// `count` pixels, 1 or 16.
  @inline(__always)
  static func pixels(_ arguments: UnsafePointer<BlurShrinkArguments>, _ x: Int, count: Int) {
    let top = arguments.pointee.top + 2 &* x
    let bottom = arguments.pointee.bottom + 2 &* x
    let topMask = arguments.pointee.topMask + 2 &* x
    let bottomMask = arguments.pointee.bottomMask + 2 &* x
    let output = arguments.pointee.output + x
    let outputMask = arguments.pointee.outputMask + x
    var colors = InlineArray<16, UInt32>.zero
    var shares = InlineArray<16, UInt32>.zero
    for i in 0..<count {
      var a = 255 &- UInt32(topMask[2 &* i])
      var b = 255 &- UInt32(topMask[2 &* i &+ 1])
      var c = 255 &- UInt32(bottomMask[2 &* i])
      var d = 255 &- UInt32(bottomMask[2 &* i &+ 1])
      var sum = a &+ b &+ c &+ d
      shares[i] = sum
      let isPerson: UInt32 = sum == 0 ? 1 : 0
      a = a &+ isPerson
      b = b &+ isPerson
      c = c &+ isPerson
      d = d &+ isPerson
      sum = sum &+ 4 &* isPerson
      let scale = 1 / Float(Int32(bitPattern: sum))
      let (p, q) = (top[2 &* i], top[2 &* i &+ 1])
      let (r, s) = (bottom[2 &* i], bottom[2 &* i &+ 1])
      let red = mean(p, q, r, s, 0, a, b, c, d, scale)
      let green = mean(p, q, r, s, 8, a, b, c, d, scale)
      let blue = mean(p, q, r, s, 16, a, b, c, d, scale)
      colors[i] = red | green &<< 8 | blue &<< 16 | 0xff00_0000
    }
    for i in 0..<count { output[i] = colors[i] }
    for i in 0..<count {
      outputMask[i] = UInt8(truncatingIfNeeded: 255 &- (shares[i] &+ 2) &>> 2)
    }
  }

  /// The weighted mean of one channel. Adding 2^23 rounds to an integer and leaves it in the low bits;
  /// a little more than the error of `scale` makes halves, which means of four often are, the larger one.
  @inline(__always)
  static func mean(
    _ p: UInt32, _ q: UInt32, _ r: UInt32, _ s: UInt32, _ shift: UInt32,
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ scale: Float
  ) -> UInt32 {
    let upper = ((p &>> shift) & 0xff) &* a &+ ((q &>> shift) & 0xff) &* b
    let lower = ((r &>> shift) & 0xff) &* c &+ ((s &>> shift) & 0xff) &* d
    let value = Float(Int32(bitPattern: upper &+ lower)) * scale + 1 / 16384
    return (value + 8_388_608).bitPattern & 0xff
  }
}
