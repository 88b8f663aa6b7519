import CAllocationCounter
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The compositor as its owner sees it: options between frames, formats, sizes, memory.
  @Suite struct CompositorTests {
    static let effects: [BackgroundEffect] = [
      .demoBlur, .blur(strength: 3), .blur(strength: 0), .lensBlur(strength: 4),
      .lensBlur(strength: 0),
      .image,
      .color(red: 0, green: 177, blue: 64), .transparent, .none,
    ]

    static func options(
      _ effect: BackgroundEffect, _ change: (inout CompositorOptions) -> Void = { _ in }
    ) -> CompositorOptions {
      var options = CompositorOptions.demo
      options.background = effect
      change(&options)
      return options
    }

    /// The default filter's options, with light that reaches no farther than the contour.
    static func guided(
      _ effect: BackgroundEffect, _ change: (inout CompositorOptions) -> Void = { _ in }
    ) -> CompositorOptions {
      var options = CompositorOptions()
      options.background = effect
      change(&options)
      return options
    }

    /// Options of every kind, one after the other.
    static let variants: [CompositorOptions] =
      effects.map { options($0) }
      + MaskFilter.allCases.map { filter in options(.image) { $0.filter = filter } } + [
        options(.image) { $0.decontaminate = true },
        options(.transparent) { $0.decontaminate = true },
        options(.image) { $0.mirror = true }, options(.image) { $0.wrapSource = .blurred },
        options(.demoBlur) {
          $0.keepRegions = [
            Region(x: 10, y: 10, width: 20, height: 20, unit: .percent)
          ]
        },
        options(.image) { $0.usesMaskAsItIs = true }, options(.image) { $0.sigmaSpace = 0 },
        options(.image) { $0.coverage = 0.6...0.6 },
        guided(.image), guided(.image) { $0.decontaminate = true },
        guided(.transparent) { $0.decontaminate = true }, guided(.demoBlur),
        guided(.blur(strength: 8)) { $0.decontaminate = true },
        options(.blur(strength: 8)) { $0.decontaminate = true },
        guided(.color(red: 0, green: 177, blue: 64)) {
          $0.decontaminate = true
          $0.opacity = 0.3
        },
        guided(.image) { $0.usesMaskAsItIs = true },
        options(.image) { $0.wrapReach = .contour },
        options(.image) {
          $0.hygiene.onlyMainPerson = true
          $0.hygiene.largestHole = 1
        },
        options(.demoBlur) {
          $0.hygiene.growth = 1.5
          $0.hygiene.feather = 4
        },
      ]

    static func compositor(
      _ options: CompositorOptions, width: Int = 97, height: Int = 55, pool: ThreadPool
    ) throws -> Compositor {
      let compositor = try Compositor(
        width: width, height: height, maskWidth: 24, maskHeight: 14, options: options, pool: pool)
      compositor.setBackground(noise(width, height, seed: 5))
      let mask = TestPixels.disc(width: 24, height: 14)
      for row in 0..<14 {
        compositor.withMaskRow(row) { span in
          for x in span.indices { span[x] = mask[row * 24 + x] }
        }
      }
      return compositor
    }

    /// What does not show at all has no color, so that the room does not travel along: the frame's
    /// own pixels elsewhere.
    @Test(arguments: MaskFilter.allCases, [false, true])
    func colorsOfNothingAreBlack(filter: MaskFilter, decontaminate: Bool) throws {
      let pool = ThreadPool(threadCount: 2)
      let options = Self.options(.transparent) {
        $0.filter = filter
        $0.decontaminate = decontaminate
      }
      let compositor = try Self.compositor(options, pool: pool)
      let frame = Self.noise(97, 55, seed: 9)
      var output = Frame(width: 97, height: 55, pixels: [UInt8](repeating: 7, count: 97 * 55 * 4))
      frame.withView { view in output.withMutableView { compositor.compose(view, to: $0) } }
      var counts = (nothing: 0, faint: 0, all: 0)
      output.withPixels { pixels in
        frame.withPixels { source in
          for byte in stride(from: 0, to: pixels.count, by: 4) {
            let color = (0..<3).map { pixels[byte + $0] }
            switch pixels[byte + 3] {
            case 0:
              counts.nothing += 1
              #expect(color == [0, 0, 0])
            case 255:
              counts.all += 1
              #expect(color == (0..<3).map { source[byte + $0] })
            default: counts.faint += 1
            }
          }
        }
      }
      #expect(counts.nothing > 500 && counts.faint > 20 && counts.all > 100, "\(counts)")
    }

    /// Panoramas: as long as JPEG allows, in both directions.
    @Test(arguments: [(65500, 3), (3, 65500)], [MaskFilter.exact, .guided])
    func longFramesAreComposited(size: (width: Int, height: Int), filter: MaskFilter) throws {
      let pool = ThreadPool(threadCount: 2)
      let (width, height) = size
      let frame = Self.noise(width, height, seed: 3)
      for effect in Self.effects {
        let options = Self.options(effect) { $0.filter = filter }
        let compositor = try Self.compositor(options, width: width, height: height, pool: pool)
        let nobody = Mask(width: 24, height: 14, values: [Float](repeating: 0, count: 24 * 14))
        let all = Mask(width: 24, height: 14, values: [Float](repeating: 1, count: 24 * 14))
        #expect(compositor.compose(frame, mask: all) == frame, "\(effect)")
        let behind = compositor.compose(frame, mask: nobody)
        switch effect {
        case .image: #expect(behind == Self.noise(width, height, seed: 5))
        case .color:
          #expect(behind == Frame(width: width, height: height, red: 0, green: 177, blue: 64))
        case .transparent:

          let empty = [UInt8](repeating: 0, count: width * height * 4)
          #expect(behind == Frame(width: width, height: height, pixels: empty))
        case .none, .blur(strength: 0), .lensBlur(strength: 0): #expect(behind == frame)
        case .blur, .demoBlur, .lensBlur: #expect(behind != frame && behind.isOpaque)
        }
      }
    }

    static func noise(_ width: Int, _ height: Int, seed: UInt32) -> Frame {
      var bytes = TestPixels.bytes(width * height * 4, seed: seed)
      for index in 0..<width * height { bytes[4 * index + 3] = 255 }
      return Frame(width: width, height: height, pixels: bytes)
    }

    static func composed(_ frame: Frame, by compositor: Compositor) -> Frame {
      var result = Frame(width: frame.width, height: frame.height, red: 1, green: 2, blue: 3)
      frame.withView { view in
        result.withMutableView { compositor.compose(view, to: $0) }
      }
      return result
    }

    @Test func changedOptionsGiveWhatFreshOnesGive() throws {
      let frame = Self.noise(97, 55, seed: 1)
      for pool in startedPools {
        let changing = try Self.compositor(Self.options(.none), pool: pool)
        for options in Self.variants + Self.variants.reversed() {
          try changing.update(options)
          let fresh = try Self.compositor(options, pool: pool)
          #expect(
            Self.composed(frame, by: changing) == Self.composed(frame, by: fresh), "\(options)")
        }
      }
    }

    @Test func optionsOutOfRangeLeaveThoseInForce() throws {
      let compositor = try Self.compositor(Self.options(.image), pool: startedPools[0])
      #expect(throws: CompositingError.range(option: "sigma space", expected: 0...10, found: 11)) {
        try compositor.update(Self.options(.none) { $0.sigmaSpace = 11 })
      }
      #expect(compositor.options == Self.options(.image))
    }

    @Test func framesAllocateNothing() throws {
      let frame = Self.noise(97, 55, seed: 1)
      for pool in startedPools {
        for options in Self.variants {
          let compositor = try Self.compositor(options, pool: pool)
          let count = Self.allocations(of: compositor, frame, on: pool)
          #expect(count == 0, "\(options), \(pool.threadCount) threads")
        }
      }
    }

    private static func allocations(
      of compositor: Compositor, _ frame: Frame, on pool: ThreadPool
    ) -> Int {
      var result = Frame(width: frame.width, height: frame.height, red: 0, green: 0, blue: 0)
      let counter = new_allocation_counter()
      let start = BodyTask { _ in count_allocations_of_this_thread(counter) }
      let end = BodyTask { _ in count_allocations_of_this_thread(0) }
      return frame.withView { view in
        result.withMutableView { output in
          compositor.compose(view, to: output)
          pool.run(start)
          for _ in 0..<5 { compositor.compose(view, to: output) }
          pool.run(end)
          return counted_allocations(counter)
        }
      }
    }

    @Test func nobodyIsTheBackgroundAlone() throws {
      let frame = Self.noise(97, 55, seed: 1)
      let compositor = try Self.compositor(Self.options(.image), pool: startedPools[1])
      let nobody = Mask(width: 24, height: 14, values: [Float](repeating: 0, count: 24 * 14))
      #expect(compositor.compose(frame, mask: nobody) == Self.noise(97, 55, seed: 5))
      let person = Mask(width: 24, height: 14, values: [Float](repeating: 1, count: 24 * 14))
      #expect(compositor.compose(frame, mask: person) == frame)
    }

    @Test(arguments: [(1, 1), (1, 9), (9, 1), (2, 3), (4097, 3), (3, 2050)])
    func sizesOfEveryKind(width: Int, height: Int) throws {
      let frame = Self.noise(width, height, seed: 2)
      for options in Self.variants {
        let compositor = try Self.compositor(
          options, width: width, height: height, pool: startedPools[2])
        let result = Self.composed(frame, by: compositor)
        if options.background == .none { #expect(result == frame) }
        if options.background != .transparent { #expect(result.isOpaque) }
      }
    }

    @Test(arguments: [(0, 1), (1, 0), (65501, 1), (1, 65501)])
    func sizesOutOfRange(width: Int, height: Int) {
      #expect(throws: CompositingError.size(what: "a frame", width: width, height: height)) {
        try Compositor(
          width: width, height: height, maskWidth: 2, maskHeight: 2,
          options: CompositorOptions.demo, pool: startedPools[0])
      }
    }

    /// A frame in a camera's format is the frame that it converts to, and the result likewise; for packed
    /// formats of YUV see `PassThroughTests`.
    @Test(arguments: PixelFormat.allCases.filter { $0 != .rgba && !$0.isPackedYUV })
    func formatsAreConverted(format: PixelFormat) throws {
      let frame = Self.noise(96, 54, seed: 3)
      let encoding = ColorEncoding(.bt709, .full)
      let converter = FrameConverter(
        width: 96, height: 54, from: .init(.rgba), to: .init(format, encoding))
      let back = FrameConverter(
        width: 96, height: 54, from: .init(format, encoding), to: .init(.rgba))
      let byteCount = format.byteCount(width: 96, height: 54)
      let source = Self.memory(byteCount)
      let target = Self.memory(byteCount)
      let expectedTarget = Self.memory(byteCount)
      defer { for memory in [source, target, expectedTarget] { memory.deallocate() } }
      func view(_ memory: UnsafeMutableRawBufferPointer) throws -> MutableFrameView {
        try MutableFrameView(
          width: 96, height: 54, format: format, encoding: encoding, bytes: memory)
      }
      let (input, output) = (try view(source), try view(target))
      frame.withView { converter.convert($0, to: input) }
      var plain = frame
      plain.withMutableView { back.convert(input.readOnly, to: $0) }
      for options in [Self.options(.image), Self.options(.demoBlur)] {
        let compositor = try Self.compositor(
          options, width: 96, height: 54, pool: startedPools[1])
        compositor.compose(input.readOnly, to: output)
        let expected = Self.composed(plain, by: compositor)
        let wanted = try view(expectedTarget)
        expected.withView { converter.convert($0, to: wanted) }
        #expect(target.elementsEqual(expectedTarget), "\(options.background)")
      }
    }

    private static func memory(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      return memory
    }
  }
}
