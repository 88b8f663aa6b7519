import KernelInterface

extension Reference {
  /// The first rows of a masked blur; see `BlurSourceArguments`.
  public static func blurSource(_ arguments: BlurSourceArguments) {
    let width = arguments.width
    let end = arguments.groupCount * BlurGroup.width + 4
    for x in -4..<end {
      let pixel = min(max(x, 0), width - 1) * arguments.pixelStep
      let keep = 257 * (255 - UInt16(arguments.mask[pixel]))
      arguments.keep[x] = keep
      guard (0..<width).contains(x) else { continue }
      for plane in 0..<3 {
        let color = 128 * UInt16(arguments.pixels[pixel] >> UInt32(8 * plane) & 0xff) + 67
        arguments.colors[plane * arguments.planeStride + x] = color
        arguments.kept[plane * arguments.planeStride + x] = UInt16(
          Double(color) * Double(keep) / 65536)
      }
    }
    for group in 0..<arguments.groupCount {
      let reach = (group * BlurGroup.width - 4)..<((group + 1) * BlurGroup.width + 4)
      arguments.kinds[group] = blurKind(reach.map { arguments.keep[$0] })
    }
  }

  /// Computes what a row's passes of a masked blur miss; see `BlurSharesArguments`.
  public static func blurShares(_ arguments: BlurSharesArguments) {
    let stride = arguments.planeStride
    let slot = arguments.slots[4]
    for group in 0..<arguments.groupCount {
      let kinds = Set(
        (0..<9).map { arguments.rowKinds[arguments.slots[$0] * arguments.kindStride + group] })
      let kind = kinds.count == 1 ? kinds.first! : BlurGroup.mixed
      arguments.kinds[slot * arguments.kindStride + group] = kind
      for x in (group * BlurGroup.width)..<((group + 1) * BlurGroup.width) {
        if kind == BlurGroup.person {
          arguments.pixels[x] = blurPixel(
            arguments.colors + 3 * slot * stride + x, planeStride: stride)
        } else if kind == BlurGroup.mixed {
          func missing(_ keep: (Int) -> UInt16) -> UInt16 {
            let sum = (-4...4).reduce(0.0) {
              $0 + blurWeight(arguments.weights, $1) * Double(keep($1)) / 65535
            }
            return UInt16(min(65535, max(0, (65536 * (1 - sum)).rounded())))
          }
          arguments.missingVertically[slot * stride + x] = missing {
            arguments.keep[arguments.slots[4 + $0] * stride + x]
          }
          arguments.missingHorizontally[slot * stride + x] = missing {
            arguments.keep[slot * stride + x + $0]
          }
        }
      }
    }
  }

  /// A round of a masked blur; see `BlurRoundArguments`.
  public static func blurRound(_ arguments: BlurRoundArguments) {
    let stride = arguments.planeStride
    for row in 0..<arguments.rowCount {
      let slots = arguments.slots + row
      let slot = slots[4]
      let kinds = arguments.kinds + slot * arguments.kindStride
      for plane in 0..<3 {
        func offset(_ slot: Int) -> Int { (3 * slot + plane) * stride }
        for x in 0..<arguments.width {
          pass(
            kinds[x / BlurGroup.width], arguments.weights,
            { arguments.kept[offset(slots[4 + $0]) + x] }, arguments.colors + offset(slot) + x,
            arguments.missingVertically + slot * stride + x, arguments.keep + slot * stride + x,
            arguments.columnColors + x, arguments.columnKept + x)
        }
        for x in 0..<arguments.width {
          pass(
            kinds[x / BlurGroup.width], arguments.weights,
            { arguments.columnKept[min(max(x + $0, 0), arguments.width - 1)] },
            arguments.columnColors + x, arguments.missingHorizontally + slot * stride + x,
            arguments.keep + slot * stride + x, arguments.outputColors + offset(slot) + x,
            arguments.outputKept + offset(slot) + x)
        }
      }
      guard let pixels = arguments.pixels else { continue }
      for x in 0..<arguments.width where kinds[x / BlurGroup.width] != BlurGroup.person {
        let isMixed = kinds[x / BlurGroup.width] == BlurGroup.mixed
        let planes = isMixed ? arguments.outputColors : arguments.outputKept
        pixels[row * arguments.pixelStride + x] = blurPixel(
          planes + 3 * slot * stride + x, planeStride: stride)
      }
    }
  }

  /// One value of a pass. Products that are rounded down lose half a unit each, 3 in all.
  private static func pass(
    _ kind: UInt8, _ weights: UnsafePointer<UInt16>, _ kept: (Int) -> UInt16,
    _ color: UnsafePointer<UInt16>, _ missing: UnsafePointer<UInt16>,
    _ keep: UnsafePointer<UInt16>, _ outputColor: UnsafeMutablePointer<UInt16>,
    _ outputKept: UnsafeMutablePointer<UInt16>
  ) {
    guard kind != BlurGroup.person else {
      outputKept.pointee = 0
      return
    }
    var sum = (-4...4).reduce(0.0) { $0 + blurWeight(weights, $1) * Double(kept($1)) }
    let isMixed = kind == BlurGroup.mixed
    if isMixed { sum += Double(color.pointee) * Double(missing.pointee) / 65536 }
    let value = 128 * UInt16(max(0, (sum - 3) / 128)) + 67
    outputKept.pointee =
      isMixed ? UInt16(Double(value) * Double(keep.pointee) / 65536) : value - 1
    if isMixed { outputColor.pointee = value }
  }

  /// One row enlarged by two, a frame blended over it; see `BlurBlendArguments`.
  public static func blurBlend(_ arguments: BlurBlendArguments) {
    for x in 0..<arguments.width {
      let across = x % 2 == 0 ? x / 2 - 1 : x / 2 + 1
      var output: UInt32 = 0xff00_0000
      for shift in [0, 8, 16] as [UInt32] {
        func mixed(_ x: Int) -> Double {
          (3 * Double(arguments.near[x] >> shift & 0xff) + Double(arguments.far[x] >> shift & 0xff))
            / 4
        }
        var value = (3 * mixed(x / 2) + mixed(across)) / 4
        if let frame = arguments.frame, let mask = arguments.mask {
          let share = blurShare(mask[x], arguments)
          value += (Double(frame[x] >> shift & 0xff) - value) * share
        }
        output |= UInt32(value + 0.5) << shift
      }
      arguments.output[x] = output
    }
  }

  /// Returns how much of the frame is seen.
  private static func blurShare(_ mask: UInt8, _ arguments: BlurBlendArguments) -> Double {
    let (lower, upper) = (Double(arguments.lower), Double(arguments.upper))
    guard lower < upper else { return Int(mask) > arguments.lastClear ? 1 : 0 }
    let position = min(max((Double(mask) / 255 - lower) / (upper - lower), 0), 1)
    return arguments.isLinear ? position : position * position * (3 - 2 * position)
  }

  /// One row of a picture halved; see `BlurShrinkArguments`.
  public static func blurShrink(_ arguments: BlurShrinkArguments) {
    for x in 0..<arguments.width {
      let pixels = [
        arguments.top[2 * x], arguments.top[2 * x + 1], arguments.bottom[2 * x],
        arguments.bottom[2 * x + 1],
      ]
      let shares = [
        arguments.topMask[2 * x], arguments.topMask[2 * x + 1], arguments.bottomMask[2 * x],
        arguments.bottomMask[2 * x + 1],
      ].map { 255 - Double($0) }
      let sum = shares.reduce(0, +)
      let weights = sum > 0 ? shares : [1, 1, 1, 1]
      var output: UInt32 = 0xff00_0000
      for shift in [0, 8, 16] as [UInt32] {
        let total = zip(pixels, weights).reduce(0.0) {
          $0 + Double($1.0 >> shift & 0xff) * $1.1
        }
        output |= UInt32(total / (sum > 0 ? sum : 4) + 0.5) << shift
      }
      arguments.output[x] = output
      arguments.outputMask[x] = 255 - UInt8(sum / 4 + 0.5)
    }
  }

  private static func blurKind(_ keep: [UInt16]) -> UInt8 {
    if keep.allSatisfy({ $0 == 65535 }) { return BlurGroup.background }
    return keep.allSatisfy { $0 == 0 } ? BlurGroup.person : BlurGroup.mixed
  }

  /// The weight of a tap -4 ... 4.
  private static func blurWeight(_ weights: UnsafePointer<UInt16>, _ tap: Int) -> Double {
    Double(weights[abs(tap) * BlurGroup.width]) / 65536
  }

  private static func blurPixel(
    _ planes: UnsafePointer<UInt16>, planeStride: Int
  ) -> UInt32 {
    (0..<3).reduce(0xff00_0000) {
      $0 | UInt32(planes[$1 * planeStride] >> 7) << UInt32(8 * $1)
    }
  }
}
