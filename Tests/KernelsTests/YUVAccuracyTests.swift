import KernelInterface
import KernelReference
import Kernels
import Testing

/// Colors by the formulas of BT.601 and BT.709 in Double: every kernel's result before rounding,
/// on a grid of all values of one component and many of the others.
@Suite struct YUVAccuracyTests {
  static let cases = InstructionSet.available.flatMap { level in
    YUVCases.encodings.indices.map { (level, $0) }
  }

  /// A result's distance from the exact number: half a level for rounding, a 20th for arithmetic.
  private let limit = 0.55

  private func toRGB(
    _ luma: [UInt8], _ u: [UInt8], _ v: [UInt8], _ encoding: YUVEncoding, _ level: InstructionSet
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: luma.count * 4) { output, count in
      var arguments = YUVToRGBArguments(
        layout: .fullPlanar, luma: luma, u: u, v: v, output: output.baseAddress!,
        pixelCount: luma.count, table: encoding.table.toRGB)
      KernelList(level)[.yuvToRGB].run(&arguments)
      count = luma.count * 4
    }
  }

  private func toYUV(
    _ pixels: [UInt8], _ encoding: YUVEncoding, _ level: InstructionSet
  ) -> (luma: [UInt8], u: [UInt8], v: [UInt8]) {
    let count = pixels.count / 4
    var luma = [UInt8](repeating: 0, count: count)
    var u = luma
    var v = luma
    // Not written: there is no bottom row.
    var bottomLuma = luma
    var arguments = RGBToYUVArguments(
      layout: .fullPlanar, top: pixels, bottom: nil, luma: &luma, bottomLuma: &bottomLuma,
      u: &u, v: &v, pixelCount: count, table: encoding.table.fromRGB)
    KernelList(level)[.rgbToYUV].run(&arguments)
    return (luma, u, v)
  }

  private func distance(_ found: UInt8, _ exact: Double) -> Double {
    abs(Double(found) - min(max(exact, 0), 255))
  }

  private let all = (0...255).map { UInt8($0) }
  private let steps = Array(stride(from: 0, through: 255, by: 5)).map { UInt8($0) } + [127, 128]

  @Test(arguments: cases)
  func everyColorOfYUVIsNearTheFormula(level: InstructionSet, index: Int) {
    let encoding = YUVCases.encodings[index]
    var worst = 0.0
    for u in steps {
      for v in steps {
        let count = all.count
        let found = toRGB(
          all, Array(repeating: u, count: count), Array(repeating: v, count: count), encoding, level
        )
        for luma in all.indices {
          let exact = encoding.equation.rgb(luma: Double(luma), u: Double(u), v: Double(v))
          for channel in 0..<3 {
            worst = max(worst, distance(found[luma * 4 + channel], exact[channel]))
          }
        }
      }
    }
    #expect(worst <= limit)
  }

  @Test(arguments: cases)
  func everyColorOfRGBIsNearTheFormula(level: InstructionSet, index: Int) {
    let encoding = YUVCases.encodings[index]
    var worst = 0.0
    for green in steps {
      for blue in steps {
        let found = toYUV(all.flatMap { [$0, green, blue, 7] }, encoding, level)
        for red in all.indices {
          let exact = encoding.equation.yuv(SIMD3(Double(red), Double(green), Double(blue)))
          worst = max(worst, distance(found.luma[red], exact.x))
          worst = max(worst, distance(found.u[red], exact.y))
          worst = max(worst, distance(found.v[red], exact.z))
        }
      }
    }
    #expect(worst <= limit)
  }

  @Test(arguments: cases)
  func graysStayGray(level: InstructionSet, index: Int) {
    let encoding = YUVCases.encodings[index]
    let grays = toYUV(all.flatMap { [$0, $0, $0, 255] }, encoding, level)
    #expect(grays.u.allSatisfy { $0 == 128 })
    #expect(grays.v.allSatisfy { $0 == 128 })
    let neutral = [UInt8](repeating: 128, count: 256)
    let pixels = toRGB(all, neutral, neutral, encoding, level)
    for luma in all.indices {
      let pixel = pixels[luma * 4..<luma * 4 + 3]
      #expect(Set(pixel).count == 1, "luma \(luma): \(pixel)")
    }
  }

  @Test(arguments: cases)
  func blackAndWhiteAreExact(level: InstructionSet, index: Int) {
    let encoding = YUVCases.encodings[index]
    let levels: [UInt8] = encoding.equation.isFullRange ? [0, 255] : [16, 235]
    #expect(toYUV([0, 0, 0, 255, 255, 255, 255, 255], encoding, level).luma == levels)
    #expect(
      toRGB(levels, [128, 128], [128, 128], encoding, level) == [0, 0, 0, 255, 255, 255, 255, 255])
  }

  /// The primary colors at full range, from the matrices as BT.601 and BT.709 print them, and the
  /// 100 % color bars of BT.601 in limited range.
  @Test(arguments: InstructionSet.available)
  func knownColors(level: InstructionSet) {
    let bars: [UInt8] = [255, 255, 0, 255, 0, 255, 255, 255, 0, 255, 0, 255, 255, 0, 255, 255]
    let found = toYUV(bars + [255, 0, 0, 255, 0, 0, 255, 255], YUVCases.encodings[0], level)
    #expect(found.luma == [210, 170, 145, 106, 81, 41])
    #expect(found.u == [16, 166, 54, 202, 90, 240])
    #expect(found.v == [146, 16, 34, 222, 240, 110])
  }
}
