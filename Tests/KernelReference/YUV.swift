import KernelInterface
import Kernels
import TestSupport

extension Reference {
  /// One row of YUV to RGBA; see `YUVToRGBArguments`.
  public static func yuvToRGB(_ arguments: YUVToRGBArguments, _ equation: ColorEquation) {
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
      let color = equation.rgb(luma: Double(luma), u: Double(u), v: Double(v))
      for channel in 0..<3 {
        arguments.output[4 * pixel + channel] = nearestByte(color[channel])
      }
      arguments.output[4 * pixel + 3] = 255
    }
  }

  /// One or two rows of RGBA to YUV; see `RGBToYUVArguments`.
  public static func rgbToYUV(_ arguments: RGBToYUVArguments, _ equation: ColorEquation) {
    let count = arguments.pixelCount
    func color(_ row: UnsafePointer<UInt8>, _ pixel: Int) -> SIMD3<Double> {
      SIMD3(
        Double(row[4 * pixel]), Double(row[4 * pixel + 1]), Double(row[4 * pixel + 2]))
    }
    let isPacked =
      arguments.layout == .packedLumaFirst || arguments.layout == .packedChromaFirst
    for pixel in 0..<(isPacked ? (count + 1) / 2 * 2 : count) {
      let source = min(pixel, count - 1)
      arguments.luma[yuvPlaces(arguments.layout, pixel).luma] =
        nearestByte(equation.yuv(color(arguments.top, source)).x)
      if let bottom = arguments.bottom {
        arguments.bottomLuma[pixel] = nearestByte(equation.yuv(color(bottom, source)).x)
      }
    }
    let step = arguments.layout == .fullPlanar ? 1 : 2
    for pixel in stride(from: 0, to: count, by: step) where arguments.layout != .none {
      var mean = SIMD3<Double>.zero
      let columns = pixel..<min(pixel + step, count)
      let rows = [arguments.top] + (arguments.bottom.map { [$0] } ?? [])
      for row in rows { for column in columns { mean += color(row, column) } }
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

extension ColorEquation {
  /// Red, green and blue of a luma and chroma in byte levels; not rounded, not limited.
  public func rgb(luma: Double, u: Double, v: Double) -> SIMD3<Double> {
    let y = (luma - lumaOffset) * 255 / lumaRange
    let red = y + (v - 128) * 255 / chromaRange * 2 * (1 - redWeight)
    let blue = y + (u - 128) * 255 / chromaRange * 2 * (1 - blueWeight)
    return SIMD3(red, (y - redWeight * red - blueWeight * blue) / greenWeight, blue)
  }

  /// Luma and chroma in byte levels of red, green and blue; not rounded, not limited.
  public func yuv(_ color: SIMD3<Double>) -> SIMD3<Double> {
    let y = redWeight * color.x + greenWeight * color.y + blueWeight * color.z
    return SIMD3(
      lumaOffset + y * lumaRange / 255,
      128 + (color.z - y) / (2 - 2 * blueWeight) * chromaRange / 255,
      128 + (color.x - y) / (2 - 2 * redWeight) * chromaRange / 255)
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}

extension YUVToRGBArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    YUVToRGBCheck(kernel: kernel.run).failures()
  }
}

extension RGBToYUVArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    RGBToYUVCheck(kernel: kernel.run).failures()
  }
}

/// A color equation, and what kernels get of it.
package struct YUVEncoding: Sendable {
  package let equation: ColorEquation
  package let table: YUVTable

  init(_ equation: ColorEquation) {
    self.equation = equation
    table = YUVTable(equation)
  }
}

/// The sizes and encodings that the color kernels are checked on.
package enum YUVCases {
  static let counts = [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 97]

  package static let encodings = [(0.299, 0.114), (0.2126, 0.0722)].flatMap { weights in
    [false, true].map { isFullRange in
      YUVEncoding(
        ColorEquation(
          redWeight: weights.0, blueWeight: weights.1, isFullRange: isFullRange))
    }
  }

  static func lumaByteCount(_ layout: ChromaLayout, _ count: Int) -> Int {
    switch layout {
    case .packedLumaFirst, .packedChromaFirst: (count + 1) / 2 * 4
    case .interleaved, .halfPlanar, .fullPlanar, .none: count
    }
  }

  static func uByteCount(_ layout: ChromaLayout, _ count: Int) -> Int {
    switch layout {
    case .packedLumaFirst, .packedChromaFirst, .none: 0
    case .interleaved: (count + 1) / 2 * 2
    case .halfPlanar: (count + 1) / 2
    case .fullPlanar: count
    }
  }

  static func vByteCount(_ layout: ChromaLayout, _ count: Int) -> Int {
    layout == .interleaved ? 0 : uByteCount(layout, count)
  }

  static func noise(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in
      // Extremes are what limits are for.
      switch UInt8.random(in: 0..<4, using: &generator) {
      case 0: 0
      case 1: 255
      default: UInt8.random(in: 0...255, using: &generator)
      }
    }
  }

  /// The first byte that is not within `limit` of the reference's.
  static func difference(_ found: [UInt8], _ expected: [UInt8], limit: Int) -> String? {
    for (index, (found, expected)) in zip(found, expected).enumerated()
    where abs(Int(found) - Int(expected)) > limit {
      return "byte \(index): expected \(expected) +- \(limit), found \(found)"
    }
    return nil
  }
}

/// One kernel from YUV against the reference: rounding may differ by one level, as both are within
/// 0.55 of the exact number.
final class YUVToRGBCheck {
  private let kernel: KernelFunction<YUVToRGBArguments>
  private let buffers = (0..<4).map { _ in GuardedBytes(capacity: 1024) }

  init(kernel: @escaping KernelFunction<YUVToRGBArguments>) { self.kernel = kernel }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 23)
    var failures: [String] = []
    for layout in ChromaLayout.allCases {
      for count in YUVCases.counts {
        for (index, encoding) in YUVCases.encodings.enumerated() {
          for atEnd in [false, true] {
            if let failure = check(layout, count, encoding, atEnd, &generator) {
              failures.append("\(layout), \(count) pixels, encoding \(index): \(failure)")
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ layout: ChromaLayout, _ count: Int, _ encoding: YUVEncoding, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let inputs = [
      YUVCases.lumaByteCount(layout, count), YUVCases.uByteCount(layout, count),
      YUVCases.vByteCount(layout, count),
    ].map { YUVCases.noise($0, &generator) }
    func run(_ body: KernelFunction<YUVToRGBArguments>) -> [UInt8] {
      let output = buffers[3].bytes(count * 4, atEnd: atEnd)
      var arguments = YUVToRGBArguments(
        layout: layout, luma: buffers[0].copy(inputs[0], atEnd: atEnd),
        u: buffers[1].copy(inputs[1], atEnd: atEnd),
        v: buffers[2].copy(inputs[2], atEnd: atEnd), output: output, pixelCount: count,
        table: encoding.table.toRGB)
      body(&arguments)
      return Array(UnsafeBufferPointer(start: output, count: count * 4))
    }
    let expected = run { Reference.yuvToRGB($0.pointee, encoding.equation) }
    let found = run(kernel)
    guard buffers.allSatisfy(\.isIntact) else { return "expected no write outside of the row" }
    let alphas = stride(from: 3, to: found.count, by: 4).map { found[$0] }
    guard alphas.allSatisfy({ $0 == 255 }) else { return "expected alpha 255 throughout" }
    return YUVCases.difference(found, expected, limit: 1)
  }
}

/// One kernel to YUV against the reference, with one row and with two that share chroma.
final class RGBToYUVCheck {
  private let kernel: KernelFunction<RGBToYUVArguments>
  private let inputs = (0..<2).map { _ in GuardedBytes(capacity: 1024) }
  private let outputs = (0..<4).map { _ in GuardedBytes(capacity: 1024) }

  init(kernel: @escaping KernelFunction<RGBToYUVArguments>) { self.kernel = kernel }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 29)
    var failures: [String] = []
    for layout in ChromaLayout.allCases {
      let mayHaveBottom = layout == .interleaved || layout == .halfPlanar
      for count in YUVCases.counts {
        for (index, encoding) in YUVCases.encodings.enumerated() {
          for hasBottom in mayHaveBottom ? [false, true] : [false] {
            for atEnd in [false, true] {
              if let failure = check(layout, count, encoding, hasBottom, atEnd, &generator) {
                failures.append(
                  "\(layout), \(count) pixels, bottom \(hasBottom), encoding \(index): \(failure)")
              }
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ layout: ChromaLayout, _ count: Int, _ encoding: YUVEncoding, _ hasBottom: Bool, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let rows = inputs.map {
      $0.copy(YUVCases.noise(count * 4, &generator), atEnd: atEnd)
    }
    let byteCounts = [
      YUVCases.lumaByteCount(layout, count), hasBottom ? count : 0,
      YUVCases.uByteCount(layout, count), YUVCases.vByteCount(layout, count),
    ]
    func run(_ body: KernelFunction<RGBToYUVArguments>) -> [[UInt8]] {
      let places = zip(outputs, byteCounts).map { $0.bytes($1, atEnd: atEnd) }
      var arguments = RGBToYUVArguments(
        layout: layout, top: rows[0], bottom: hasBottom ? UnsafePointer(rows[1]) : nil,
        luma: places[0], bottomLuma: places[1], u: places[2], v: places[3], pixelCount: count,
        table: encoding.table.fromRGB)
      body(&arguments)
      return zip(places, byteCounts).map { Array(UnsafeBufferPointer(start: $0, count: $1)) }
    }
    let expected = run { Reference.rgbToYUV($0.pointee, encoding.equation) }
    let found = run(kernel)
    guard (inputs + outputs).allSatisfy(\.isIntact) else {
      return "expected no write outside of the rows"
    }
    for (plane, (found, expected)) in zip(found, expected).enumerated() {
      if let difference = YUVCases.difference(found, expected, limit: 1) {
        return "row \(plane), \(difference)"
      }
    }
    return nil
  }
}
