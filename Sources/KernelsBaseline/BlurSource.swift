import KernelInterface

/// One row of the picture that the masked blur starts from.
enum BlurSource {
  static func kernel(_ arguments: UnsafePointer<BlurSourceArguments>) {
    if arguments.pointee.pixelStep == 2 {
      read(arguments, step: 2)
    } else {
      read(arguments, step: 1)
    }
    let keep = arguments.pointee.keep
    let width = arguments.pointee.width
    let end = arguments.pointee.groupCount &* blurGroupWidth &+ 4
    let first = keep[0]
    let last = keep[width &- 1]
    for i in 1...4 { keep[-i] = first }
    var x = width
    while x < end {
      keep[x] = last
      x &+= 1
    }
    classify(arguments)
  }

  @inline(__always)
  static func read(_ arguments: UnsafePointer<BlurSourceArguments>, step: Int) {
    let width = arguments.pointee.width
    var x = 0
    while x &+ blurGroupWidth < width {
      group(arguments, step, x, count: blurGroupWidth)
      x &+= blurGroupWidth
    }
    group(arguments, step, x, count: width &- x)
  }

  @inline(__always)
  static func group(
    _ arguments: UnsafePointer<BlurSourceArguments>, _ step: Int, _ x: Int, count: Int
  ) {
    let pixels = arguments.pointee.pixels + step &* x
    let mask = arguments.pointee.mask + step &* x
    let planeStride = arguments.pointee.planeStride
    var rgba = InlineArray<32, UInt32>.zero
    var shares = BlurGroupValues.zero
    if count == blurGroupWidth {
      for i in 0..<blurGroupWidth { rgba[i] = pixels[step &* i] }
      if step == 2 {
        // The byte and the one before it as one number: a vector of them needs no shuffling.
        let pairs = UnsafeRawPointer(mask - 1)
        for i in 0..<blurGroupWidth {
          let pair = pairs.loadUnaligned(fromByteOffset: 2 &* i, as: UInt16.self)
          shares[i] = 0xffff &- (UInt16(littleEndian: pair) &>> 8) &* 257
        }
      } else {
        for i in 0..<blurGroupWidth { shares[i] = 0xffff &- UInt16(mask[i]) &* 257 }
      }
    } else {
      for i in 0..<count {
        rgba[i] = pixels[step &* i]
        shares[i] = 0xffff &- UInt16(mask[step &* i]) &* 257
      }
    }
    store(&shares, arguments.pointee.keep + x)
    var values = BlurGroupValues.zero
    for plane in 0..<3 {
      let offset = plane &* planeStride &+ x
      let shift = UInt32(truncatingIfNeeded: 8 &* plane)
      for i in 0..<blurGroupWidth {
        let byte = UInt16(truncatingIfNeeded: (rgba[i] &>> shift) & 0xff)
        values[i] = byte &<< 7 | blurRounding
      }
      store(&values, arguments.pointee.colors + offset)
      for i in 0..<blurGroupWidth { values[i] = highProduct(values[i], shares[i]) }
      store(&values, arguments.pointee.kept + offset)
    }
  }

  /// Classifies what each group and 4 pixels on both sides hold.
  @inline(__always)
  static func classify(_ arguments: UnsafePointer<BlurSourceArguments>) {
    for group in 0..<arguments.pointee.groupCount {
      let keep = arguments.pointee.keep + (group &* blurGroupWidth &- 4)
      var all: UInt16 = 0xffff
      var any: UInt16 = 0
      for i in 0..<(blurGroupWidth &+ 8) {
        all &= keep[i]
        any |= keep[i]
      }
      arguments.pointee.kinds[group] =
        all == 0xffff ? blurBackgroundKind : any == 0 ? blurPersonKind : blurMixedKind
    }
  }
}
