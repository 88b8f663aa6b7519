import KernelInterface

/// One round of the masked blur. Plane by plane, so that the rows that a column's taps share stay in the
/// first cache.
enum BlurRound {
  static func kernel(_ arguments: UnsafePointer<BlurRoundArguments>) {
    for plane in 0..<arguments.pointee.planeCount {
      for row in 0..<arguments.pointee.rowCount {
        columns(arguments, plane, row)
        repeatEnds(arguments.pointee.columnKept, arguments.pointee.width)
        alongRow(arguments, plane, row)
      }
    }
    if let pixels = arguments.pointee.pixels { pack(arguments, pixels) }
  }

  /// The vertical pass: a plane's row to the scratch rows.
  @inline(__always)
  static func columns(_ arguments: UnsafePointer<BlurRoundArguments>, _ plane: Int, _ row: Int) {
    let planeStride = arguments.pointee.planeStride
    let slots = arguments.pointee.slots + row
    let slot = slots[4]
    let taps = BlurTaps(
      down: arguments.pointee.kept + plane &* planeStride, slots, rowStride: 3 &* planeStride)
    let colors = arguments.pointee.colors + (3 &* slot &+ plane) &* planeStride
    let keep = arguments.pointee.keep + slot &* planeStride
    let missing = arguments.pointee.missingVertically + slot &* planeStride
    let kinds = arguments.pointee.kinds + slot &* arguments.pointee.kindStride
    let weights = arguments.pointee.weights
    let outputColors = arguments.pointee.columnColors
    let outputKept = arguments.pointee.columnKept
    for group in 0..<arguments.pointee.groupCount {
      let x = group &* blurGroupWidth
      finish(
        kinds[group], taps, x, weights, colors, missing, keep, outputColors + x, outputKept + x)
    }
  }

  /// The horizontal pass: the scratch rows to a plane's row.
  @inline(__always)
  static func alongRow(_ arguments: UnsafePointer<BlurRoundArguments>, _ plane: Int, _ row: Int) {
    let planeStride = arguments.pointee.planeStride
    let slot = arguments.pointee.slots[row &+ 4]
    let taps = BlurTaps(along: arguments.pointee.columnKept)
    let colors = UnsafePointer(arguments.pointee.columnColors)
    let keep = arguments.pointee.keep + slot &* planeStride
    let missing = arguments.pointee.missingHorizontally + slot &* planeStride
    let kinds = arguments.pointee.kinds + slot &* arguments.pointee.kindStride
    let weights = arguments.pointee.weights
    let output = (3 &* slot &+ plane) &* planeStride
    let outputColors = arguments.pointee.outputColors + output
    let outputKept = arguments.pointee.outputKept + output
    for group in 0..<arguments.pointee.groupCount {
      let x = group &* blurGroupWidth
      finish(
        kinds[group], taps, x, weights, colors, missing, keep, outputColors + x, outputKept + x)
    }
  }

  /// One group of a pass.
  @inline(__always)
  static func finish(
    _ kind: UInt8, _ taps: BlurTaps, _ x: Int, _ weights: UnsafePointer<UInt16>,
    _ colors: UnsafePointer<UInt16>, _ missing: UnsafePointer<UInt16>,
    _ keep: UnsafePointer<UInt16>, _ outputColors: UnsafeMutablePointer<UInt16>,
    _ outputKept: UnsafeMutablePointer<UInt16>
  ) {
    if kind == blurPersonKind {
      for i in 0..<blurGroupWidth { outputKept[i] = 0 }
      return
    }
    var values = BlurGroupValues.zero
    taps.sum(x, weights, into: &values)
    if kind == blurBackgroundKind {
      // What multiplying the colour by a share of 65535/65536 gives.
      for i in 0..<blurGroupWidth { values[i] = (values[i] & blurByteBits) | (blurRounding &- 1) }
      store(&values, outputKept)
    } else {
      let (colors, missing, keep) = (colors + x, missing + x, keep + x)
      for i in 0..<blurGroupWidth {
        values[i] =
          ((values[i] &+ highProduct(colors[i], missing[i])) & blurByteBits) | blurRounding
      }
      store(&values, outputColors)
      for i in 0..<blurGroupWidth { values[i] = highProduct(values[i], keep[i]) }
      store(&values, outputKept)
    }
  }

  /// Beyond the ends of a row lie copies of its first and last value.
  @inline(__always)
  static func repeatEnds(_ row: UnsafeMutablePointer<UInt16>, _ width: Int) {
    let first = row[0]
    let last = row[width &- 1]
    for i in 1...4 {
      row[-i] = first
      row[width &- 1 &+ i] = last
    }
  }

  /// The last round's rows as pixels.
  @inline(__always)
  static func pack(
    _ arguments: UnsafePointer<BlurRoundArguments>, _ pixels: UnsafeMutablePointer<UInt32>
  ) {
    let planeStride = arguments.pointee.planeStride
    for row in 0..<arguments.pointee.rowCount {
      let slot = arguments.pointee.slots[row &+ 4]
      let kinds = arguments.pointee.kinds + slot &* arguments.pointee.kindStride
      let colors = arguments.pointee.outputColors + 3 &* slot &* planeStride
      let kept = arguments.pointee.outputKept + 3 &* slot &* planeStride
      let output = pixels + row &* arguments.pointee.pixelStride
      for group in 0..<arguments.pointee.groupCount where kinds[group] != blurPersonKind {
        let x = group &* blurGroupWidth
        let planes = kinds[group] == blurBackgroundKind ? kept : colors
        packPixels(planes + x, planeStride: planeStride, output + x)
      }
    }
  }
}
