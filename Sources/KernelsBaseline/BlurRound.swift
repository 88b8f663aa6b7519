import KernelInterface

/// One round of the masked blur. Plane by plane, so that the rows that a column's taps share stay in the
/// first cache.
enum BlurRound {
  static func kernel(_ arguments: UnsafePointer<BlurRoundArguments>) {
    let weights = arguments.pointee.weights
    if DemoBlurWeights().areEqual(weights) {
      planes(arguments, DemoBlurWeights())
    } else {
      planes(arguments, StoredBlurWeights(weights: weights))
    }
    if let pixels = arguments.pointee.pixels { pack(arguments, pixels) }
  }

  @inline(__always)
  static func planes<Weights: BlurWeights>(
    _ arguments: UnsafePointer<BlurRoundArguments>, _ weights: Weights
  ) {
    for plane in 0..<3 {
      for row in 0..<arguments.pointee.rowCount {
        columns(arguments, weights, plane, row)
        repeatEnds(arguments.pointee.columnKept, arguments.pointee.width)
        alongRow(arguments, weights, plane, row)
      }
    }
  }

  /// The vertical pass: a plane's row to the scratch rows.
  @inline(__always)
  static func columns<Weights: BlurWeights>(
    _ arguments: UnsafePointer<BlurRoundArguments>, _ weights: Weights, _ plane: Int, _ row: Int
  ) {
    let planeStride = arguments.pointee.planeStride
    let slots = arguments.pointee.slots + row
    let slot = slots[4]
    let taps = BlurTaps(
      down: arguments.pointee.kept + plane &* planeStride, slots, rowStride: 3 &* planeStride)
    let colors = arguments.pointee.colors + (3 &* slot &+ plane) &* planeStride
    let keep = arguments.pointee.keep + slot &* planeStride
    let missing = arguments.pointee.missingVertically + slot &* planeStride
    let kinds = arguments.pointee.kinds + slot &* arguments.pointee.kindStride
    let outputColors = arguments.pointee.columnColors
    let outputKept = arguments.pointee.columnKept
    finish(
      kinds, arguments.pointee.groupCount, taps, weights, colors, missing, keep, outputColors,
      outputKept)
  }

  /// The horizontal pass: the scratch rows to a plane's row.
  @inline(__always)
  static func alongRow<Weights: BlurWeights>(
    _ arguments: UnsafePointer<BlurRoundArguments>, _ weights: Weights, _ plane: Int, _ row: Int
  ) {
    let planeStride = arguments.pointee.planeStride
    let slot = arguments.pointee.slots[row &+ 4]
    let taps = BlurTaps(along: arguments.pointee.columnKept)
    let colors = UnsafePointer(arguments.pointee.columnColors)
    let keep = arguments.pointee.keep + slot &* planeStride
    let missing = arguments.pointee.missingHorizontally + slot &* planeStride
    let kinds = arguments.pointee.kinds + slot &* arguments.pointee.kindStride
    let output = (3 &* slot &+ plane) &* planeStride
    let outputColors = arguments.pointee.outputColors + output
    let outputKept = arguments.pointee.outputKept + output
    finish(
      kinds, arguments.pointee.groupCount, taps, weights, colors, missing, keep, outputColors,
      outputKept)
  }

  /// A pass of one row.
  @inline(__always)
  static func finish<Weights: BlurWeights>(
    _ kinds: UnsafePointer<UInt8>, _ groupCount: Int, _ taps: BlurTaps, _ weights: Weights,
    _ colors: UnsafePointer<UInt16>, _ missing: UnsafePointer<UInt16>,
    _ keep: UnsafePointer<UInt16>, _ outputColors: UnsafeMutablePointer<UInt16>,
    _ outputKept: UnsafeMutablePointer<UInt16>
  ) {
    for group in 0..<groupCount {
      let x = group &* blurGroupWidth
      if kinds[group] == blurPersonKind {
        for i in 0..<blurGroupWidth { outputKept[x &+ i] = 0 }
        continue
      }
      var values = BlurGroupValues.zero
      taps.sum(x, weights, into: &values)
      if kinds[group] == blurBackgroundKind {
        // What multiplying the color by a share of 65535/65536 gives.
        for i in 0..<blurGroupWidth {
          values[i] = (values[i] & blurByteBits) | (blurRounding &- 1)
        }
        store(&values, outputKept + x)
      } else {
        let (colors, missing, keep) = (colors + x, missing + x, keep + x)
        for i in 0..<blurGroupWidth {
          values[i] =
            ((values[i] &+ highProduct(colors[i], missing[i])) & blurByteBits) | blurRounding
        }
        store(&values, outputColors + x)
        for i in 0..<blurGroupWidth { values[i] = highProduct(values[i], keep[i]) }
        store(&values, outputKept + x)
      }
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
