import KernelInterface
import Kernels

extension Reference {
  /// One row of YUV to RGBA; see `YUVToRGBArguments`.
  public static func yuvToRGB(_ arguments: YUVToRGBArguments) {
    let equation = arguments.equation
    for pixel in 0..<arguments.pixelCount {
      let bytes = yuvPlaces(arguments.layout, pixel)
      let luma = arguments.luma[bytes.luma]
      var u: UInt8 = 128
      var v: UInt8 = 128
      switch arguments.layout {
      case .packedLumaFirst, .packedChromaFirst:
        (u, v) = (arguments.luma[bytes.u], arguments.luma[bytes.v])
      case .interleaved: (u, v) = (arguments.u[bytes.u], arguments.u[bytes.v])
      case .halfPlanar, .fullPlanar: (u, v) = (arguments.u[bytes.u], arguments.v[bytes.v])
      case .none: break
      }
      let colour = equation.rgb(luma: Double(luma), u: Double(u), v: Double(v))
      for channel in 0..<3 {
        arguments.output[4 * pixel + channel] = nearestByte(colour[channel])
      }
      arguments.output[4 * pixel + 3] = 255
    }
  }

  /// One or two rows of RGBA to YUV; see `RGBToYUVArguments`.
  public static func rgbToYUV(_ arguments: RGBToYUVArguments) {
    let equation = arguments.equation
    let count = arguments.pixelCount
    func colour(_ row: UnsafePointer<UInt8>, _ pixel: Int) -> SIMD3<Double> {
      SIMD3(
        Double(row[4 * pixel]), Double(row[4 * pixel + 1]), Double(row[4 * pixel + 2]))
    }
    let isPacked =
      arguments.layout == .packedLumaFirst || arguments.layout == .packedChromaFirst
    for pixel in 0..<(isPacked ? (count + 1) / 2 * 2 : count) {
      let source = min(pixel, count - 1)
      arguments.luma[yuvPlaces(arguments.layout, pixel).luma] =
        nearestByte(equation.yuv(colour(arguments.top, source)).x)
      if let bottom = arguments.bottom {
        arguments.bottomLuma[pixel] = nearestByte(equation.yuv(colour(bottom, source)).x)
      }
    }
    let step = arguments.layout == .fullPlanar ? 1 : 2
    for pixel in stride(from: 0, to: count, by: step) where arguments.layout != .none {
      var mean = SIMD3<Double>.zero
      let columns = pixel..<min(pixel + step, count)
      let rows = [arguments.top] + (arguments.bottom.map { [$0] } ?? [])
      for row in rows { for column in columns { mean += colour(row, column) } }
      let chroma = equation.yuv(mean / Double(rows.count * columns.count))
      let (u, v) = (nearestByte(chroma.y), nearestByte(chroma.z))
      let bytes = yuvPlaces(arguments.layout, pixel)
      switch arguments.layout {
      case .packedLumaFirst, .packedChromaFirst:
        (arguments.luma[bytes.u], arguments.luma[bytes.v]) = (u, v)
      case .interleaved: (arguments.u[bytes.u], arguments.u[bytes.v]) = (u, v)
      case .halfPlanar, .fullPlanar: (arguments.u[bytes.u], arguments.v[bytes.v]) = (u, v)
      case .none: break
      }
    }
  }

  /// Byte offsets of a pixel's luma and chroma, each in its own row.
  private static func yuvPlaces(
    _ layout: ChromaLayout, _ pixel: Int
  ) -> (luma: Int, u: Int, v: Int) {
    let pair = pixel / 2
    return switch layout {
    case .packedLumaFirst: (2 * pixel, 4 * pair + 1, 4 * pair + 3)
    case .packedChromaFirst: (2 * pixel + 1, 4 * pair, 4 * pair + 2)
    case .interleaved: (pixel, 2 * pair, 2 * pair + 1)
    case .halfPlanar: (pixel, pair, pair)
    case .fullPlanar, .none: (pixel, pixel, pixel)
    }
  }

  static func nearestByte(_ value: Double) -> UInt8 {
    UInt8((value + 0.5).rounded(.down).clamped(to: 0...255))
  }
}

extension ColourEquation {
  /// Red, green and blue of a luma and chroma in byte levels; not rounded, not limited.
  public func rgb(luma: Double, u: Double, v: Double) -> SIMD3<Double> {
    let y = (luma - lumaOffset) * 255 / lumaRange
    let red = y + (v - 128) * 255 / chromaRange * 2 * (1 - redWeight)
    let blue = y + (u - 128) * 255 / chromaRange * 2 * (1 - blueWeight)
    return SIMD3(red, (y - redWeight * red - blueWeight * blue) / greenWeight, blue)
  }

  /// Luma and chroma in byte levels of red, green and blue; not rounded, not limited.
  public func yuv(_ colour: SIMD3<Double>) -> SIMD3<Double> {
    let y = redWeight * colour.x + greenWeight * colour.y + blueWeight * colour.z
    return SIMD3(
      lumaOffset + y * lumaRange / 255,
      128 + (colour.z - y) / (2 - 2 * blueWeight) * chromaRange / 255,
      128 + (colour.x - y) / (2 - 2 * redWeight) * chromaRange / 255)
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
