import KernelInterface

/// Shares that the passes miss in a row, and the kinds of its groups.
enum BlurShares {
  static func kernel(_ arguments: UnsafePointer<BlurSharesArguments>) {
    let planeStride = arguments.pointee.planeStride
    let slots = arguments.pointee.slots
    let slot = slots[4]
    let keep = arguments.pointee.keep
    let down = BlurTaps(down: keep, slots, rowStride: planeStride)
    let along = BlurTaps(along: keep + slot &* planeStride)
    let missingDown = arguments.pointee.missingVertically + slot &* planeStride
    let missingAlong = arguments.pointee.missingHorizontally + slot &* planeStride
    let kinds = arguments.pointee.kinds + slot &* arguments.pointee.kindStride
    let weights = StoredBlurWeights(weights: arguments.pointee.weights)
    for group in 0..<arguments.pointee.groupCount {
      let x = group &* blurGroupWidth
      let kind = kind(arguments, group)
      kinds[group] = kind
      if kind == blurPersonKind {
        let colors = arguments.pointee.colors + (3 &* slot &* planeStride &+ x)
        packPixels(colors, planeStride: planeStride, arguments.pointee.pixels + x)
      } else if kind == blurMixedKind {
        missing(down, x, weights, missingDown + x)
        missing(along, x, weights, missingAlong + x)
      }
    }
  }

  /// Joins what all nine rows say of a group.
  @inline(__always)
  static func kind(_ arguments: UnsafePointer<BlurSharesArguments>, _ group: Int) -> UInt8 {
    let rowKinds = arguments.pointee.rowKinds + group
    let slots = arguments.pointee.slots
    let first = rowKinds[slots[0] &* arguments.pointee.kindStride]
    for i in 1...8 where rowKinds[slots[i] &* arguments.pointee.kindStride] != first {
      return blurMixedKind
    }
    return first
  }

  /// 1 - the weighted sum of the shares, exactly 0 where all are whole: halves, as two shares must not
  /// add up to more than 16 bits.
  @inline(__always)
  static func missing(
    _ taps: BlurTaps, _ x: Int, _ weights: StoredBlurWeights,
    _ output: UnsafeMutablePointer<UInt16>
  ) {
    var values = BlurGroupValues.zero
    taps.halfSum(x, weights, into: &values)
    for i in 0..<blurGroupWidth {
      let near =
        highProduct(0x7fff, weights.center(i)) &+ highProduct(0xfffe, weights.first(i))
        &+ highProduct(0xfffe, weights.second(i))
      let whole =
        near &+ highProduct(0xfffe, weights.third(i)) &+ highProduct(0xfffe, weights.fourth(i))
      values[i] = (whole &- values[i]) &<< 1
    }
    store(&values, output)
  }
}

extension BlurTaps {
  /// As `sum`, of values halved first.
  @inline(__always)
  func halfSum(
    _ offset: Int, _ weights: StoredBlurWeights, into sums: inout BlurGroupValues
  ) {
    let (c, a1, b1, a2, b2) = (center + offset, a1 + offset, b1 + offset, a2 + offset, b2 + offset)
    let (a3, b3, a4, b4) = (a3 + offset, b3 + offset, a4 + offset, b4 + offset)
    for i in 0..<blurGroupWidth {
      let near =
        highProduct(c[i] &>> 1, weights.center(i))
        &+ highProduct((a1[i] &>> 1) &+ (b1[i] &>> 1), weights.first(i))
        &+ highProduct((a2[i] &>> 1) &+ (b2[i] &>> 1), weights.second(i))
      sums[i] =
        near &+ highProduct((a3[i] &>> 1) &+ (b3[i] &>> 1), weights.third(i))
        &+ highProduct((a4[i] &>> 1) &+ (b4[i] &>> 1), weights.fourth(i))
    }
  }
}
