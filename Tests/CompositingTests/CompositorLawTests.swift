import Glibc
import Imaging
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Laws that hold for every frame, whatever the filter and the format.
  @Suite struct CompositorLawTests {
    static let (width, height) = (96, 54)
    static let formats: [PixelFormat] = [.rgba, .bgra, .yuyv, .uyvy, .nv12, .i420]

    static func compositor(
      _ options: CompositorOptions, mask: [UInt8] = TestPixels.disc(width: 24, height: 14)
    ) throws -> Compositor {
      let compositor = try CompositorTests.compositor(
        options, width: width, height: height, pool: startedPools[1])
      compositor.setBackground(CompositorTests.noise(width, height, seed: 5))
      for row in 0..<14 {
        compositor.withMaskRow(row) { span in
          for x in span.indices { span[x] = mask[row * 24 + x] }
        }
      }
      return compositor
    }

    /// Rows in the other direction.
    static func flipped<Value>(_ values: [Value], width: Int, stride: Int = 1) -> [Value] {
      values.indices.map { index in
        let (row, cell) = (index / (width * stride), index % (width * stride))
        return values[row * width * stride + (width - 1 - cell / stride) * stride + cell % stride]
      }
    }

    static func flipped(_ frame: Frame) -> Frame {
      let pixels = frame.withPixels { pixels in pixels.indices.map { pixels[$0] } }
      return Frame(
        width: frame.width, height: frame.height,
        pixels: flipped(pixels, width: frame.width, stride: 4))
    }

    /// A mirrored frame is the frame in the other direction with the mask in the other direction, before
    /// the same background.
    @Test(arguments: MaskFilter.allCases, formats)
    func mirroringTurnsFrameAndMask(filter: MaskFilter, format: PixelFormat) throws {
      // Even chroma, so that pairs of pixels have one color in both directions.
      let frame = Frame.pairs(Self.width, Self.height, seed: 21)
      let mask = TestPixels.disc(width: 24, height: 14)
      for effect in [BackgroundEffect.image, .color(red: 9, green: 99, blue: 200)] {
        let options = CompositorTests.options(effect) { $0.filter = filter }
        var mirrored = options
        mirrored.mirror = true
        let found = try AnyPicture(frame, format).composed(by: Self.compositor(mirrored))
        let turned = try Self.compositor(options, mask: Self.flipped(mask, width: 24))
        let expected = try AnyPicture(Self.flipped(frame), format).composed(by: turned)
        #expect(found == expected, "\(effect)")
      }
    }

    /// What was composed before leaves no trace: a compositor gives what a fresh one gives, whatever
    /// formats and encodings came and went.
    @Test(arguments: [
      CompositorTests.options(.image), CompositorTests.options(.demoBlur),
      CompositorTests.options(.image) { $0.decontaminate = true },
    ])
    func formatsMayChangeFromFrameToFrame(options: CompositorOptions) throws {
      let changing = try Self.compositor(options)
      let encodings = [ColorEncoding(.bt601, .limited), ColorEncoding(.bt709, .full)]
      for format in Self.formats + [.yuyv, .nv12, .yuyv, .rgba, .uyvy] {
        for encoding in encodings {
          let frame = CompositorTests.noise(Self.width, Self.height, seed: 31)
          let picture = try AnyPicture(frame, format, encoding)
          let found = try picture.composed(by: changing)
          #expect(found == (try picture.composed(by: Self.compositor(options))), "\(format)")
          // And into another format than the frame's.
          let other = PixelFormat.i420
          #expect(
            try picture.composed(by: changing, as: other)
              == picture.composed(by: Self.compositor(options), as: other), "\(format)")
        }
      }
    }

    /// Taking the old background's color out changes soft edges, and nothing else.
    @Test(arguments: MaskFilter.allCases)
    func decontaminationChangesSoftEdges(filter: MaskFilter) throws {
      // A plain person before a plain room, so that there is a color to take out.
      let mask = TestPixels.disc(width: 24, height: 14)
      var pixels: [UInt8] = []
      for y in 0..<Self.height {
        for x in 0..<Self.width {
          let level = Int(mask[(y * 14 / Self.height) * 24 + x * 24 / Self.width])
          pixels += [UInt8(level * 200 / 255), UInt8(255 - level), 40, 255]
        }
      }
      let frame = Frame(width: Self.width, height: Self.height, pixels: pixels)
      let plain = CompositorTests.options(.color(red: 0, green: 0, blue: 255)) {
        $0.filter = filter
        $0.coverage = 0...1
        $0.lightWrap = 0
      }
      var clean = plain
      clean.decontaminate = true
      let kept = try Self.compositor(plain)
      kept.keepsStages = true
      let before = CompositorTests.composed(frame, by: kept).words
      let after = CompositorTests.composed(frame, by: try Self.compositor(clean)).words
      var coverages: [UInt8] = []
      for stage in kept.stages where stage.name == "mask_filtered" {
        if case .mask(let mask) = stage.content { coverages = mask.gray8() }
      }
      try #require(coverages.count == before.count)
      let changed = before.indices.filter { before[$0] != after[$0] }
      #expect(changed.count > 20)
      #expect(changed.allSatisfy { coverages[$0] > 0 && coverages[$0] < 255 })
      // Packed pixels go the same way.
      let packed = try AnyPicture(frame, .yuyv)
      let expected = CompositorTests.composed(try packed.frame(), by: try Self.compositor(clean))
      #expect(
        try packed.composed(by: Self.compositor(clean)) == AnyPicture(expected, .yuyv), "packed")
    }

    /// Where a frame is transparent the background shows, whatever the mask says, in every filter.
    @Test(arguments: MaskFilter.allCases)
    func transparencyStays(filter: MaskFilter) throws {
      var pixels: [UInt8] = []
      for _ in 0..<Self.height {
        for x in 0..<Self.width { pixels += [200, 60, 20, x < Self.width / 2 ? 0 : 255] }
      }
      let frame = Frame(width: Self.width, height: Self.height, pixels: pixels)
      let options = CompositorTests.options(.color(red: 16, green: 32, blue: 192)) {
        $0.filter = filter
        $0.usesAlpha = true
      }
      let all = [UInt8](repeating: 255, count: 24 * 14)
      let words = CompositorTests.composed(frame, by: try Self.compositor(options, mask: all)).words
      let (left, right) = (words[20 * Self.width + 10], words[20 * Self.width + 80])
      #expect(left == 0xFF_C0_20_10 && right == 0xFF_14_3C_C8)
    }

    /// A frame's memory is the caller's again once it was composed.
    @Test func framesAreLetGo() throws {
      let compositor = try Self.compositor(CompositorTests.options(.image))
      let byteCount = PixelFormat.nv12.byteCount(width: Self.width, height: Self.height)
      let memory = try #require(
        mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
      let frame = CompositorTests.noise(Self.width, Self.height, seed: 3)
      var result = frame
      try result.withMutableView { output in
        compositor.compose(
          try FrameView(
            width: Self.width, height: Self.height, format: .nv12,
            bytes: UnsafeRawBufferPointer(start: memory, count: byteCount)), to: output)
      }
      munmap(memory, byteCount)
      #expect(
        CompositorTests.composed(frame, by: compositor)
          == CompositorTests.composed(
            frame, by: try Self.compositor(CompositorTests.options(.image))))
    }

    /// Kept regions are the frame and dropped ones the background, in every filter and format.
    @Test(arguments: MaskFilter.allCases, formats)
    func regionsHold(filter: MaskFilter, format: PixelFormat) throws {
      let frame = Frame(width: Self.width, height: Self.height, red: 200, green: 60, blue: 20)
      let options = CompositorTests.options(.color(red: 16, green: 32, blue: 192)) {
        $0.filter = filter
        $0.lightWrap = 0
        $0.keepRegions = [Region(x: 0, y: 0, width: 16, height: 100, unit: .percent)]
        $0.dropRegions = [Region(x: 0, y: 0, width: 200, height: 8, unit: .pixels)]
      }
      let nobody = [UInt8](repeating: 0, count: 24 * 14)
      let all = [UInt8](repeating: 255, count: 24 * 14)
      for (mask, rest) in [(nobody, [16, 32, 192]), (all, [200, 60, 20])] {
        let result = try AnyPicture(frame, format).frame(
          composedBy: Self.compositor(options, mask: mask))
        func isNear(_ x: Int, _ y: Int, _ color: [Int]) -> Bool {
          let word = result.words[y * Self.width + x]
          return (0..<3).allSatisfy { abs(Int(word >> UInt32(8 * $0) & 255) - color[$0]) <= 4 }
        }
        for (x, y) in [(0, 0), (12, 7), (60, 0), (95, 7)] {
          #expect(isNear(x, y, [16, 32, 192]), "\(x), \(y) is dropped")
        }
        for (x, y) in [(0, 8), (12, 53), (9, 30)] {
          #expect(isNear(x, y, [200, 60, 20]), "\(x), \(y) is kept")
        }
        for (x, y) in [(18, 8), (95, 53)] { #expect(isNear(x, y, rest), "\(x), \(y)") }
      }
    }

    /// Rows of packed pixels that can't be taken in pairs, or are of two encodings, are converted.
    @Test(arguments: [97, 96], [PixelFormat.yuyv, .uyvy])
    func packedRowsOfAnyKind(width: Int, format: PixelFormat) throws {
      let frame = CompositorTests.noise(width, Self.height, seed: 41)
      let encodings = [ColorEncoding(.bt601, .limited), ColorEncoding(.bt709, .full)]
      let pairs = [(encodings[0], encodings[1]), (encodings[1], encodings[0])]
      // Of one encoding and in pairs, bytes pass as they are: see `PassThroughTests`.
      for (encoding, other) in width % 2 == 0 ? pairs : pairs + [(encodings[0], encodings[0])] {
        let picture = try AnyPicture(frame, format, encoding)
        for effect in [BackgroundEffect.image, .none] {
          let options = CompositorTests.options(effect)
          let compositor = try CompositorTests.compositor(
            options, width: width, height: Self.height, pool: startedPools[1])
          let found = try picture.composed(by: compositor, as: format, other)
          // By way of RGBA, with other code: in and out of it by a converter alone.
          let composed = CompositorTests.composed(try picture.frame(), by: compositor)
          #expect(try found == AnyPicture(composed, format, other), "\(effect)")
        }
      }
    }

    /// Rows of RGBA that are no whole pixels apart, or begin at an odd address.
    @Test(arguments: [(0, 0), (1, 0), (3, 0), (0, 1), (4, 2)])
    func rowsAnyNumberOfBytesApart(gap: Int, offset: Int) throws {
      let frame = CompositorTests.noise(Self.width, Self.height, seed: 43)
      let compositor = try Self.compositor(CompositorTests.options(.image))
      let expected = CompositorTests.composed(frame, by: compositor)
      let bytesPerRow = 4 * Self.width + gap
      var source = [UInt8](repeating: 0, count: bytesPerRow * Self.height + 64)
      var target = source
      frame.withPixels { pixels in
        for index in pixels.indices {
          source[offset + index / (4 * Self.width) * bytesPerRow + index % (4 * Self.width)] =
            pixels[index]
        }
      }
      try source.withUnsafeBytes { source in
        try target.withUnsafeMutableBytes { target in
          compositor.compose(
            try FrameView(
              width: Self.width, height: Self.height, format: .rgba,
              bytes: .init(rebasing: source[offset...]), bytesPerRow: bytesPerRow),
            to: try MutableFrameView(
              width: Self.width, height: Self.height, format: .rgba,
              bytes: .init(rebasing: target[offset...]), bytesPerRow: bytesPerRow))
        }
      }
      expected.withPixels { pixels in
        let isEqual = pixels.indices.allSatisfy {
          target[offset + $0 / (4 * Self.width) * bytesPerRow + $0 % (4 * Self.width)] == pixels[$0]
        }
        #expect(isEqual)
      }
    }

    /// A picture that replaces another behind the person is placed by its own size and fit.
    @Test func backgroundsOfAnySizeReplaceEachOther() throws {
      let frame = CompositorTests.noise(Self.width, Self.height, seed: 45)
      let changing = try Self.compositor(CompositorTests.options(.image))
      for (width, height) in [(40, 30), (40, 90), (40, 30), (96, 54), (97, 54)] {
        for fit in [Fit.cover, .contain, .cover] {
          let picture = CompositorTests.noise(width, height, seed: UInt32(width + height))
          let fresh = try Self.compositor(CompositorTests.options(.image))
          for compositor in [changing, fresh] {
            picture.withView { compositor.setBackground($0, fit: fit) }
          }
          let isEqual =
            CompositorTests.composed(frame, by: changing)
            == CompositorTests.composed(frame, by: fresh)
          #expect(isEqual, "\(width)x\(height) \(fit)")
        }
      }
      let contained = CompositorTests.noise(40, 90, seed: 130)
      let compositor = try Self.compositor(CompositorTests.options(.image))
      let results = [Fit.cover, .contain].map { fit in
        contained.withView { compositor.setBackground($0, fit: fit) }
        return CompositorTests.composed(frame, by: compositor)
      }
      #expect(results[0] != results[1])
    }

    /// A finished mask is brought to the frame's height where only that differs.
    @Test func masksOfTheFramesWidthAreScaledInHeight() throws {
      let options = CompositorTests.options(.transparent) {
        $0.usesMaskAsItIs = true
        $0.coverage = 0...1
      }
      let compositor = try Compositor(
        width: 24, height: 42, maskWidth: 24, maskHeight: 14, options: options,
        pool: startedPools[1])
      for row in 0..<14 {
        compositor.withMaskRow(row) { for x in $0.indices { $0[x] = UInt8(row * 18) } }
      }
      let frame = CompositorTests.noise(24, 42, seed: 1)
      let alphas = CompositorTests.composed(frame, by: compositor).channel(3)
      let wrong = (0..<42).filter { y in
        // Centers lie at halves; the first and the last row stand for those outside.
        let mask = 18 * min(max((Double(y) + 0.5) / 3 - 0.5, 0), 13) / 255
        return abs(Double(alphas[y * 24 + 7]) - 255 * mask * mask * (3 - 2 * mask)) > 1.5
      }
      #expect(wrong.isEmpty, "rows \(wrong)")
    }

    /// A mask times a frame's alpha is rounded to the nearest: half of it and more shows, at a coverage
    /// that leaves nothing between.
    @Test func alphaAndMaskAreMultiplied() throws {
      let (width, height) = (16, 16)
      var pixels: [UInt8] = []
      for alpha in 0..<width * height { pixels += [10, 20, 30, UInt8(alpha)] }
      let frame = Frame(width: width, height: height, pixels: pixels)
      let options = CompositorTests.options(.transparent) {
        $0.usesMaskAsItIs = true
        $0.usesAlpha = true
        $0.coverage = 0.5...0.5
      }
      for level in [255, 250, 200, 150, 129] as [UInt8] {
        let compositor = try Compositor(
          width: width, height: height, maskWidth: width, maskHeight: height, options: options,
          pool: startedPools[1])
        for row in 0..<height {
          compositor.withMaskRow(row) { span in for x in span.indices { span[x] = level } }
        }
        let alphas = CompositorTests.composed(frame, by: compositor).channel(3)
        let wrong = (0..<256).filter {
          let product = (Double(level) * Double($0) / 255).rounded()
          return (alphas[$0] > 0) != (product > 127)
        }
        #expect(wrong.isEmpty, "\(level)")
      }
    }
  }
}

extension Frame {
  /// Noise whose squares of 2x2 pixels have one color each.
  fileprivate static func pairs(_ width: Int, _ height: Int, seed: UInt32) -> Frame {
    let colors = TestPixels.bytes(width * height, seed: seed)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let cell = (y / 2 * (width / 2) + x / 2) * 3
        pixels += [colors[cell], colors[cell + 1], colors[cell + 2], 255]
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }
}
