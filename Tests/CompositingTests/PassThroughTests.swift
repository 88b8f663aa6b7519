import CAllocationCounter
import Imaging
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Frames that come and go in one packed format: bytes that show only the person are the camera's own,
  /// all others are what a compositor of RGBA makes, to the bit.
  @Suite struct PassThroughTests {
    /// A mask's size, and where it shows what.
    struct Scene: Sendable, CustomTestStringConvertible {
      let width, height, maskWidth, maskHeight: Int
      var testDescription: String { "\(width)x\(height), mask \(maskWidth)x\(maskHeight)" }
    }

    static let scenes = [
      Scene(width: 98, height: 55, maskWidth: 24, maskHeight: 14),
      Scene(width: 320, height: 181, maskWidth: 64, maskHeight: 36),
      Scene(width: 130, height: 70, maskWidth: 31, maskHeight: 17),
      Scene(width: 30, height: 20, maskWidth: 60, maskHeight: 50),
      Scene(width: 2, height: 2, maskWidth: 3, maskHeight: 2),
      Scene(width: 64, height: 3, maskWidth: 9, maskHeight: 1),
    ]

    static let variants: [CompositorOptions] =
      [
        CompositorTests.options(.image), CompositorTests.options(.demoBlur),
        CompositorTests.options(.color(red: 0, green: 177, blue: 64)),
        CompositorTests.options(.image) { $0.lightWrap = 0 },
        CompositorTests.options(.image) { $0.coverage = 0.6...0.6 },
        CompositorTests.options(.demoBlur) { $0.coverage = 0.2...0.7 },
        CompositorTests.options(.image) { $0.sigmaSpace = 0 },
        CompositorTests.options(.demoBlur) { $0.sigmaSpace = 4 },
        CompositorTests.options(.image) { $0.mirror = true },
        CompositorTests.options(.demoBlur) { $0.mirror = true },
        CompositorTests.guided(.image), CompositorTests.guided(.demoBlur),
        CompositorTests.guided(.image) { $0.decontaminate = true },
        CompositorTests.guided(.color(red: 0, green: 177, blue: 64)) { $0.decontaminate = true },
        CompositorTests.guided(.blur(strength: 3)) { $0.decontaminate = true },
        CompositorTests.guided(.lensBlur(strength: 9)) { $0.decontaminate = true },
        CompositorTests.guided(.image) { $0.mirror = true },
        CompositorTests.guided(.image) { $0.coverage = 0.3...0.8 },
        CompositorTests.options(.image) { $0.wrapReach = .contour },
        CompositorTests.options(.blur(strength: 2)), CompositorTests.options(.blur(strength: 9)),
        CompositorTests.options(.lensBlur(strength: 2)),
        CompositorTests.options(.lensBlur(strength: 9)) { $0.mirror = true },
      ] + changedMasks + changedLight

    /// Masks that are changed at the frame's size.
    static let changedMasks: [CompositorOptions] = [
      CompositorTests.options(.image) { $0.hygiene.growth = 2.5 },
      CompositorTests.options(.demoBlur) { $0.hygiene.growth = -1.5 },
      CompositorTests.options(.image) { $0.hygiene.feather = 5 },
      CompositorTests.guided(.blur(strength: 6)) {
        $0.hygiene.feather = 4
        $0.hygiene.growth = -1
      },
      CompositorTests.guided(.image) {
        $0.hygiene.feather = 3
        $0.mirror = true
      },
      CompositorTests.options(.image) { $0.opacity = 0.7 },
      CompositorTests.guided(.blur(strength: 6)) { $0.opacity = 0.4 },
      CompositorTests.guided(.image) {
        $0.dropRegions = [Region(x: 3, y: 5, width: 31, height: 22, unit: .pixels)]
        $0.keepRegions = [Region(x: 0, y: 0, width: 17, height: 40, unit: .pixels)]
      },
    ]

    /// Light on the person, behind them, and both.
    static let changedLight: [CompositorOptions] = [BackgroundEffect.image, .blur(strength: 6)]
      .flatMap { background in
        [
          CompositorTests.guided(background) {
            $0.light.exposure = 0.7
            $0.light.warmth = 30
            $0.decontaminate = true
          },
          CompositorTests.options(background) { $0.light.dimming = 40 },
          CompositorTests.guided(background) {
            $0.light.dimming = 20
            $0.light.desaturation = 60
            $0.light.exposure = -1
            $0.hygiene.feather = 3
          },
        ]
      }

    @Test(arguments: scenes, [PixelFormat.yuyv, .uyvy])
    func bytesAreTheCamerasOrThoseOfRGBA(scene: Scene, format: PixelFormat) throws {
      for (index, options) in Self.variants.enumerated() {
        for pool in startedPools.prefix(3) {
          for level in InstructionSet.available {
            let run = try Run(scene, format, options, seed: UInt32(index + 1), pool, level)
            let wrong = run.wrongPairs()
            #expect(
              wrong.isEmpty, "\(options), \(pool.threadCount) threads, \(level): \(wrong.prefix(9))"
            )
          }
        }
      }
    }

    /// The person's own bytes are not rounded: noise comes out as it went in.
    @Test func thePersonIsNotRounded() throws {
      for options in Self.variants.prefix(2) {
        let run = try Run(Self.scenes[1], .yuyv, options, seed: 3, startedPools[1], .best)
        let kept = run.pairs.filter { run.isOpaque($0) && run.output[$0] == run.input[$0] }
        let rounded = kept.filter { run.expected[$0] != run.input[$0] }
        #expect(kept.count > 1000 && rounded.count > 300, "\(options)")
      }
    }

    @Test func changedOptionsGiveWhatFreshOnesGive() throws {
      let scene = Self.scenes[0]
      let all =
        Self.variants + [
          CompositorTests.options(.none), CompositorTests.options(.blur(strength: 0)),
          CompositorTests.options(.image) { $0.mirror = true },
        ]
      let frame = PackedPicture(scene.width, scene.height, .yuyv, seed: 8)
      for pool in startedPools.prefix(2) {
        let changing = try Run.compositor(scene, all[0], pool, .best)
        for options in all + all.reversed() {
          try changing.update(options)
          let fresh = try Run.compositor(scene, options, pool, .best)
          // One picture behind the person, and then another.
          for seed: UInt32 in [5, 77] {
            for compositor in [changing, fresh] {
              compositor.setBackground(CompositorTests.noise(scene.width, scene.height, seed: seed))
            }
            let isEqual =
              frame.composed(by: changing).words == frame.composed(by: fresh).words
            #expect(isEqual, "\(options)")
          }
        }
      }
    }

    /// Light on frames that show all of the room: what the light leaves is the camera's own, to the byte.
    @Test func lightWithoutAnotherBackground() throws {
      let scene = Self.scenes[1]
      for (exposure, dimming) in [(Float(1), Float(0)), (0, 50), (1, 50)] {
        let options = CompositorTests.guided(.none) {
          $0.light.exposure = exposure
          $0.light.dimming = dimming
        }
        for pool in startedPools.prefix(3) {
          let run = try Run(scene, .yuyv, options, seed: 4, pool, .best)
          let wrong = run.pairs.filter {
            run.output[$0] != run.expected[$0] && run.output[$0] != run.input[$0]
          }
          #expect(wrong.isEmpty, "\(wrong.prefix(5))")
          let changed = run.pairs.count { run.output[$0] != run.input[$0] }
          let lit = run.pairs.count { run.expected[$0] != run.input[$0] }
          #expect(changed > run.pairs.count / 10 && changed <= lit)
        }
      }
    }

    /// A picture before the person: pairs that it does not cover are as without it, and the others as RGBA gives them
    /// of a frame that is the one without it. (Of noise much has no RGB: the camera's frame as RGBA has lost that.)
    @Test(arguments: [FrontPosition.topLeft, .center, .bottom])
    func aPictureInFront(position: FrontPosition) throws {
      let scene = Self.scenes[1]
      var pixels: [UInt8] = []
      for index in 0..<61 * 20 {
        let column = index % 61
        pixels += [200, 30, 90, column < 7 ? 0 : UInt8(column * 4)]
      }
      let logo = Frame(width: 61, height: 20, pixels: pixels)
      for pool in startedPools.prefix(3) {
        let frame = PackedPicture(scene.width, scene.height, .yuyv, seed: 6)
        let compositor = try Run.compositor(scene, CompositorTests.guided(.image), pool, .best)
        let without = frame.composed(by: compositor)
        compositor.setFront(logo, at: position)
        let result = frame.composed(by: compositor).words
        let front = try Run.compositor(scene, CompositorTests.options(.none), pool, .best)
        front.setFront(logo, at: position)
        let expected = without.composedAsRGBA(by: front).words
        var coveredCount = 0
        for (index, word) in without.words.enumerated() where result[index] != word {
          coveredCount += 1
          for shift in [UInt32(0), 8, 16, 24] {
            let (one, other) = (
              Int(result[index] >> shift & 255), Int(expected[index] >> shift & 255)
            )
            #expect(abs(one - other) <= 3)
          }
        }
        #expect((400...31 * 20).contains(coveredCount), "\(coveredCount)")
      }
    }

    @Test func aFrameWithoutEffectIsCopied() throws {
      let frame = PackedPicture(98, 55, .uyvy, seed: 9)
      let options = CompositorTests.options(.none)
      let compositor = try Run.compositor(Self.scenes[0], options, startedPools[1], .best)
      #expect(frame.composed(by: compositor).words == frame.words)
    }

    @Test func framesAllocateNothing() throws {
      for pool in startedPools.prefix(2) {
        for options in Self.variants {
          let compositor = try Run.compositor(Self.scenes[0], options, pool, .best)
          let frame = PackedPicture(98, 55, .yuyv, seed: 1)
          let result = PackedPicture(98, 55, .yuyv, seed: 2)
          let counter = new_allocation_counter()
          let start = BodyTask { _ in count_allocations_of_this_thread(counter) }
          let end = BodyTask { _ in count_allocations_of_this_thread(0) }
          let count = frame.withView { view in
            result.withView { output in
              compositor.compose(view.readOnly, to: output)
              pool.run(start)
              for _ in 0..<5 { compositor.compose(view.readOnly, to: output) }
              pool.run(end)
              return counted_allocations(counter)
            }
          }
          #expect(count == 0, "\(options), \(pool.threadCount) threads")
        }
      }
    }
  }

  /// A packed picture of noise, as words of two pixels.
  final class PackedPicture {
    let width, height: Int
    let format: PixelFormat
    let encoding = ColorEncoding(.bt601, .limited)
    private let memory: UnsafeMutableRawBufferPointer

    init(_ width: Int, _ height: Int, _ format: PixelFormat, seed: UInt32) {
      (self.width, self.height, self.format) = (width, height, format)
      let bytes = TestPixels.bytes(format.byteCount(width: width, height: height), seed: seed)
      memory = .allocate(byteCount: bytes.count, alignment: 4)
      memory.copyBytes(from: bytes)
    }

    deinit { memory.deallocate() }

    var words: [UInt32] { Array(memory.bindMemory(to: UInt32.self)) }

    func withView<Result>(_ body: (MutableFrameView) -> Result) -> Result {
      do {
        let view = try MutableFrameView(
          width: width, height: height, format: format, encoding: encoding, bytes: memory)
        return body(view)
      } catch {
        preconditionFailure("\(error)")
      }
    }

    /// Its pixels in the other direction.
    var mirrored: PackedPicture {
      let result = PackedPicture(width, height, format, seed: 97)
      let (first, second) = format == .yuyv ? (0, 2) : (1, 3)
      for index in memory.indices {
        let (row, byte) = (index / (2 * width), index % (2 * width))
        let pair = width / 2 - 1 - byte / 4
        let place = byte % 4 == first ? second : byte % 4 == second ? first : byte % 4
        result.memory[row * 2 * width + 4 * pair + place] = memory[index]
      }
      return result
    }

    /// Returns what a compositor makes of it, in its own format.
    func composed(by compositor: Compositor) -> PackedPicture {
      let result = PackedPicture(width, height, format, seed: 99)
      withView { view in result.withView { compositor.compose(view.readOnly, to: $0) } }
      return result
    }

    /// Returns what a compositor makes of it as RGBA, in its own format.
    func composedAsRGBA(by compositor: Compositor) -> PackedPicture {
      let rgba = PixelLayout(.rgba)
      let packed = PixelLayout(format, encoding)
      var frame = Frame(width: width, height: height, red: 0, green: 0, blue: 0)
      withView { view in
        frame.withMutableView {
          FrameConverter(width: width, height: height, from: packed, to: rgba)
            .convert(view.readOnly, to: $0)
        }
      }
      let composed = CompositorTests.composed(frame, by: compositor)
      let result = PackedPicture(width, height, format, seed: 98)
      composed.withView { view in
        result.withView {
          FrameConverter(width: width, height: height, from: rgba, to: packed).convert(view, to: $0)
        }
      }
      return result
    }
  }

  /// A scene composed both ways.
  struct Run {
    let input, output, expected: [UInt32]
    var pairs: Range<Int> { input.indices }
    /// The filtered mask.
    private let mask: [UInt8]
    private let frameLimit: Int

    init(
      _ scene: PassThroughTests.Scene, _ format: PixelFormat, _ options: CompositorOptions,
      seed: UInt32, _ pool: ThreadPool, _ level: InstructionSet
    ) throws {
      let frame = PackedPicture(scene.width, scene.height, format, seed: seed)
      input = options.mirror ? frame.mirrored.words : frame.words
      output = frame.composed(by: try Self.compositor(scene, options, pool, level)).words
      let plain = try Self.compositor(scene, options, pool, level)
      plain.keepsStages = true
      expected = frame.composedAsRGBA(by: plain).words
      var values: [UInt8] = []
      for stage in plain.stages where stage.name == "mask_filtered" {
        if case .mask(let mask) = stage.content { values = mask.gray8() }
      }
      mask = values
      frameLimit =
        BlendRule(
          coverage: options.coverage, isLinear: options.filter.keepsSoftEdges,
          lightWrap: options.effectiveLightWrap, wrapsByBand: options.wrapsByBand, knowsBand: true
        ).frameLimit
    }

    static func compositor(
      _ scene: PassThroughTests.Scene, _ options: CompositorOptions, _ pool: ThreadPool,
      _ level: InstructionSet
    ) throws -> Compositor {
      let compositor = try Compositor(
        width: scene.width, height: scene.height, maskWidth: scene.maskWidth,
        maskHeight: scene.maskHeight, options: options, instructionSet: level, pool: pool)
      compositor.setBackground(CompositorTests.noise(scene.width, scene.height, seed: 5))
      let mask = TestPixels.disc(width: scene.maskWidth, height: scene.maskHeight)
      for row in 0..<scene.maskHeight {
        compositor.withMaskRow(row) { span in
          for x in span.indices { span[x] = mask[row * scene.maskWidth + x] }
        }
      }
      return compositor
    }

    /// Tells whether a pair shows the person alone.
    func isOpaque(_ pair: Int) -> Bool {
      Int(mask[2 * pair]) >= frameLimit && Int(mask[2 * pair + 1]) >= frameLimit
    }

    /// Pairs that are neither what RGBA gives nor, where only the person shows, the frame's.
    func wrongPairs() -> [Int] {
      guard mask.count == 2 * pairs.count else { return Array(pairs) }
      return pairs.filter { pair in
        output[pair] != expected[pair] && !(isOpaque(pair) && output[pair] == input[pair])
      }
    }
  }
}
