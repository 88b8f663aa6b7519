import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Outlines that are moved and faded at the frame's size.
  @Suite struct EdgeShaperTests {
    static let (width, height) = (200, 120)

    /// Shares of the frame, 0...1, of a mask after it was shaped.
    private static func shaped(
      _ mask: [UInt8], width: Int = width, height: Int = height, growth: Float = 0,
      feather: Float = 0, coverage: ClosedRange<Float> = 0.5...0.75, pool: ThreadPool
    ) -> [Float] {
      var options = CompositorOptions.demo
      (options.hygiene.growth, options.hygiene.feather) = (growth, feather)
      options.coverage = coverage
      let sizes = CompositorSizes(
        width: width, height: height, maskWidth: 1, maskHeight: 1, threadCount: pool.threadCount,
        instructionSet: .best)
      let shaper = EdgeShaper(sizes, options, isLinear: false)
      let plane = Plane(mask, width: width)
      pool.run(BodyTask { shaper.run(plane.rows, on: $0) })
      let rule = BlendRule(coverage: EdgeShaper.coverage, lightWrap: 0)
      return plane.elements.map { rule.share(Float($0)) }
    }

    private static func disc(_ radius: Float) -> [UInt8] {
      (0..<width * height).map { index in
        let (x, y) = (Float(index % width) - 99.5, Float(index / width) - 59.5)
        return (x * x + y * y).squareRoot() < radius ? 255 : 0
      }
    }

    /// The radius of the disc that has this area.
    private static func radius(_ shares: [Float]) -> Float {
      (shares.reduce(0, +) / .pi).squareRoot()
    }

    @Test(arguments: [Float(-20), -7.5, -1, -0.5, -0.25, 0.25, 0.5, 1, 3.3, 12, 20])
    func outlinesMoveByPixels(growth: Float) {
      for pool in startedPools {
        let shares = Self.shaped(Self.disc(36), growth: growth, pool: pool)
        // An octagon around a disc is larger by at most 6 %.
        let moved = Self.radius(shares) - 36
        #expect(abs(moved - growth) < 0.1 + 0.08 * growth.magnitude, "\(moved)")
      }
    }

    /// A fraction of a pixel lies between the whole numbers around it.
    @Test func fractionsAreMonotonic() {
      let radii = stride(from: Float(-3), through: 3, by: 0.25).map {
        Self.radius(Self.shaped(Self.disc(30), growth: $0, pool: startedPools[0]))
      }
      #expect(zip(radii, radii.dropFirst()).allSatisfy { $0 < $1 })
    }

    /// Fading and shrinking never show more than the mask did.
    @Test(arguments: [Float(0.5), 1, 2, 9, 31.5, 100]) func fadingOnlyHides(feather: Float) {
      var random = SeededGenerator(state: 5)
      let noise = (0..<Self.width * Self.height).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      for mask in [Self.disc(40), noise, [UInt8](repeating: 255, count: noise.count)] {
        let rule = BlendRule(coverage: 0.5...0.75, lightWrap: 0)
        for growth in [Float(0), -1.5] {
          let shares = Self.shaped(mask, growth: growth, feather: feather, pool: startedPools[1])
          let allHide = zip(shares, mask).allSatisfy {
            $0 <= rule.share(Float($1)) + 0.5 / 255 + 0.006
          }
          #expect(allHide)
        }
      }
    }

    /// Over so many pixels within the outline.
    @Test(arguments: [Float(4), 10, 25]) func fadesHaveTheirWidth(feather: Float) {
      let half = (0..<Self.width * Self.height).map { UInt8($0 % Self.width < 100 ? 255 : 0) }
      let shares = Self.shaped(half, feather: feather, pool: startedPools[0])
      let row = shares[60 * Self.width..<61 * Self.width]
      let soft = row.count { $0 > 0.004 && $0 < 0.996 }
      #expect(abs(Float(soft) - feather) <= 1.5, "\(soft)")
      #expect(row.prefix(100 - Int(feather) - 1).allSatisfy { $0 == 1 })
      #expect(row.dropFirst(100).allSatisfy { $0 == 0 })
      // Where the person is cut by the frame's border nothing fades.
      #expect(shares[0] == 1 && shares[(Self.height - 1) * Self.width] == 1)
    }

    /// A coverage without a slope has edges that can be faded, too.
    @Test func aHardEdgeIsFaded() {
      let shares = Self.shaped(
        Self.disc(40), feather: 12, coverage: 0.5...0.5, pool: startedPools[0])
      #expect(shares.count { $0 > 0.1 && $0 < 0.9 } > 1500)
    }

    @Test(arguments: [(1, 1), (1, 30), (30, 1), (3, 2)]) func tinyFrames(_ size: (Int, Int)) {
      for pool in startedPools {
        for growth in [Float(-100), 100, 0.5] {
          for level: UInt8 in [0, 255] {
            let mask = [UInt8](repeating: level, count: size.0 * size.1)
            let shares = Self.shaped(
              mask, width: size.0, height: size.1, growth: growth, feather: 100, pool: pool)
            #expect(shares.allSatisfy { $0 == Float(level) / 255 })
          }
        }
      }
    }

    @Test func masksAllocateNothing() {
      var options = CompositorOptions.demo
      (options.hygiene.growth, options.hygiene.feather) = (2.5, 5)
      let sizes = CompositorSizes(
        width: Self.width, height: Self.height, maskWidth: 1, maskHeight: 1, threadCount: 2,
        instructionSet: .best)
      let shaper = EdgeShaper(sizes, options, isLinear: false)
      let plane = Plane(Self.disc(30), width: Self.width)
      #expect(allocationCount(of: startedPools[1]) { shaper.run(plane.rows, on: $0) } == 0)
    }

    /// What lies far from all outlines is left out of the work, and nothing else: the same as by the definition,
    /// pixel by pixel.
    @Test(arguments: [
      (Float(0), Float(0)), (3.25, 0), (-4, 0), (0, 7), (2.5, 5), (-1, 30), (40, 0),
    ])
    func farFromOutlinesNothingIsComputed(growth: Float, feather: Float) {
      let (width, height) = (331, 150)
      var random = SeededGenerator(state: 9)
      var masks: [[UInt8]] = [[UInt8](repeating: 140, count: width * height)]
      for _ in 0..<3 {
        var mask = [UInt8](repeating: 0, count: width * height)
        for _ in 0..<3 {
          let (left, top) = (
            Int.random(in: 0..<width, using: &random), Int.random(in: 0..<height, using: &random)
          )
          let level = UInt8.random(in: 100...255, using: &random)
          for y in top..<min(height, top + 40) {
            for x in left..<min(width, left + 70) { mask[y * width + x] = level }
          }
        }
        masks.append(mask)
      }
      for mask in masks {
        var shape = DefinedShape(mask, width: width, height: height)
        let expected = shape.shaped(growth: growth, feather: feather)
        for pool in startedPools {
          let shares = Self.shaped(
            mask, width: width, height: height, growth: growth, feather: feather, pool: pool)
          #expect(shares == expected)
        }
      }
    }

    @Test func threadsChangeNothing() {
      let results = startedPools.map {
        Self.shaped(Self.disc(33), growth: 2.5, feather: 7, pool: $0)
      }
      #expect(Set(results).count == 1)
    }
  }
}

/// A mask that is shaped as `EdgeShaper` says, each pixel by itself.
private struct DefinedShape {
  let width, height: Int
  var values: [UInt8]

  init(_ mask: [UInt8], width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    let rule = BlendRule(coverage: 0.5...0.75, lightWrap: 0)
    values = mask.map { UInt8(rule.share(Float($0)) * 255 + 0.5) }
  }

  private func value(_ x: Int, _ y: Int) -> UInt8 {
    values[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
  }

  private func mapped(_ body: (Int, Int) -> UInt8) -> [UInt8] {
    (0..<width * height).map { body($0 % width, $0 / width) }
  }

  private mutating func shrink(by radius: Float, isRound: Bool) {
    let whole = Int(radius.rounded(.down))
    let fraction = radius - Float(whole)
    for step in 0..<whole + (fraction > 0 ? 1 : 0) {
      let isSquare =
        !isRound || (Float(step + 1) * 0.414).rounded(.down) > (Float(step) * 0.414).rounded(.down)
      let smaller = mapped { x, y in
        var least: UInt8 = 255
        for dy in -1...1 {
          for dx in -1...1 where isSquare || dx == 0 || dy == 0 {
            least = min(least, value(x + dx, y + dy))
          }
        }
        return least
      }
      let weight = step == whole ? Int(fraction * 256 + 0.5) : 256
      values = zip(values, smaller).map { UInt8(Int($0) + ((Int($1) - Int($0)) * weight) >> 8) }
    }
  }

  /// Shares of the frame, as read from the mask that is written.
  mutating func shaped(growth: Float, feather: Float) -> [Float] {
    if growth > 0 { values = values.map { 255 - $0 } }
    shrink(by: growth.magnitude, isRound: true)
    if growth > 0 { values = values.map { 255 - $0 } }
    if feather > 0 {
      let before = values
      let radius = feather / 2
      shrink(by: radius, isRound: false)
      let reach = Int(radius.rounded(.down))
      let (fraction, scale) = (radius - Float(reach), 1 / (2 * radius + 1))
      let (wholePart, endPart) = (Int(scale * 0x1p16), Int(fraction * scale * 0x1p16))
      values = mapped { x, y in
        let sum = (-reach...reach).reduce(0) { $0 + Int(value(x + $1, y)) }
        let ends = Int(value(x - reach - 1, y)) + Int(value(x + reach + 1, y))
        return UInt8((sum * wholePart + ends * endPart + 0x8000) >> 16)
      }
      values = mapped { x, y in
        let sum = (-reach...reach).reduce(0) { $0 + Int(value(x, y + $1)) }
        let ends = Int(value(x, y - reach - 1)) + Int(value(x, y + reach + 1))
        return UInt8((Float(sum) + fraction * Float(ends)) * scale + 0.5)
      }
      values = zip(values, before).map { min($0, $1) }
    }
    let rule = BlendRule(coverage: EdgeShaper.coverage, lightWrap: 0)
    let masks = EdgeShaper.masks(isLinear: false)
    return values.map { rule.share(Float(masks[Int($0)])) }
  }
}
