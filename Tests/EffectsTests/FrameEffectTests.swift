import CAllocationCounter
import Effects
import Testing

@Suite struct FrameEffectTests {
  typealias Fixtures = EffectsFixtures

  private static func effect(
    _ options: FrameEffectOptions = FrameEffectOptions(), width: Int = 96, height: Int = 64,
    threadCount: Int = 1
  ) throws -> FrameEffect {
    let pool = ThreadPool(threadCount: threadCount)
    return try FrameEffect(
      segmenter: try Fixtures.segmenter(), width: width, height: height, options: options,
      pool: pool)
  }

  private static var cutOut: CompositorOptions {
    var options = CompositorOptions.demo
    options.background = .color(red: 0, green: 255, blue: 0)
    // The network is small and not trained: its masks are faint.
    options.coverage = 0...1
    return options
  }

  @Test func oneFrameIsWhatSegmenterAndCompositorMakeOfIt() throws {
    let frame = Fixtures.scene(96, 64, object: (20..<60, 10..<64), contrast: 70)
    for smoothing in MaskSmoothing.allCases {
      let effect = try Self.effect(
        FrameEffectOptions(compositor: Self.cutOut, smoothing: smoothing))
      let (result, report) = Fixtures.process(frame, effect)
      let segmenter = try Fixtures.segmenter()
      let compositor = try Compositor(
        width: 96, height: 64, maskWidth: 48, maskHeight: 32, options: Self.cutOut,
        pool: ThreadPool(threadCount: 1))
      #expect(result == compositor.compose(frame, mask: segmenter.mask(of: frame)))
      #expect(report.mask == .inferred)
      #expect(report.inputChange == .infinity)
    }
  }

  @Test func withoutSmoothingEveryFrameIsOnItsOwn() throws {
    let effect = try Self.effect(
      FrameEffectOptions(compositor: Self.cutOut, smoothing: .off, reuseLimit: -1))
    for step in 0..<4 {
      let frame = Fixtures.scene(
        96, 64, object: (step * 15..<step * 15 + 30, 10..<64), contrast: 70)
      let alone = try Self.effect(FrameEffectOptions(compositor: Self.cutOut, smoothing: .off))
      #expect(Fixtures.process(frame, effect).0 == Fixtures.process(frame, alone).0)
    }
  }

  @Test func threadsDoNotChangeFrames() throws {
    let (one, three) = (try Self.effect(), try Self.effect(threadCount: 3))
    for step in 0..<3 {
      let frame = Fixtures.scene(96, 64, object: (step * 9..<60, 10..<64), contrast: 70)
      #expect(Fixtures.process(frame, one).0 == Fixtures.process(frame, three).0)
    }
  }

  @Test(arguments: [(1, 1), (7, 5), (33, 17), (97, 65)])
  func oddSizes(_ size: (Int, Int)) throws {
    let effect = try Self.effect(width: size.0, height: size.1)
    let frame = Fixtures.scene(size.0, size.1)
    #expect(Fixtures.process(frame, effect).1.mask == .inferred)
    #expect(Fixtures.process(frame, effect).1.mask == .reused)
  }

  @Test func noEffectNeedsNoMask() throws {
    var options = CompositorOptions.demo
    for background in [BackgroundEffect.none, .blur(strength: 0)] {
      options.background = background
      let effect = try Self.effect(FrameEffectOptions(compositor: options))
      let frame = Fixtures.scene(96, 64)
      let (result, report) = Fixtures.process(frame, effect)
      #expect(report.mask == .unused)
      #expect(result == frame)
    }
  }

  @Test func withoutMasksNoSegmenterIsNeeded() throws {
    var options = FrameEffectOptions()
    options.compositor.background = .none
    options.compositor.mirror = true
    #expect(!options.needsMask)
    let frame = Fixtures.scene(96, 64, object: (20..<60, 10..<64), contrast: 70)
    let alone = try FrameEffect(
      width: 96, height: 64, options: options, pool: ThreadPool(threadCount: 1))
    let (result, report) = Fixtures.process(frame, alone)
    #expect(report.mask == .unused)
    #expect(result != frame)
    #expect(result == Fixtures.process(frame, try Self.effect(options)).0)
    // A mask as the result is one of a cut-out, whatever the background.
    options.result = .mask
    #expect(options.needsMask)
  }

  @Test func optionsChangeBetweenFrames() throws {
    let effect = try Self.effect()
    let frame = Fixtures.scene(96, 64, object: (20..<60, 10..<64), contrast: 70)
    _ = Fixtures.process(frame, effect)
    try effect.update(FrameEffectOptions(compositor: Self.cutOut, smoothing: .off))
    // Another smoothing has no mask yet.
    #expect(Fixtures.process(frame, effect).1.mask == .inferred)
    let fresh = try Self.effect(FrameEffectOptions(compositor: Self.cutOut))
    #expect(Fixtures.process(frame, effect).0 == Fixtures.process(frame, fresh).0)

    var wrong = FrameEffectOptions()
    wrong.compositor.sigmaSpace = 99
    #expect(throws: CompositingError.self) { try effect.update(wrong) }
    #expect(effect.options.compositor == Self.cutOut)
  }

  @Test func resetForgets() throws {
    let options = FrameEffectOptions(compositor: Self.cutOut, smoothing: .adaptive)
    let effect = try Self.effect(options)
    let frames = [0, 30].map {
      Fixtures.scene(96, 64, object: ($0..<$0 + 40, 10..<64), contrast: 90)
    }
    _ = Fixtures.process(frames[0], effect)
    effect.reset()
    let (result, report) = Fixtures.process(frames[1], effect)
    #expect(report.mask == .inferred)
    #expect(result == Fixtures.process(frames[1], try Self.effect(options)).0)
    // Without the reset the first frame would show.
    let lasting = try Self.effect(options)
    _ = Fixtures.process(frames[0], lasting)
    #expect(Fixtures.process(frames[1], lasting).0 != result)
  }

  @Test func maskIsTheCutOutsTransparency() throws {
    let frame = Fixtures.scene(96, 64, object: (20..<60, 10..<64), contrast: 70)
    var compositor = Self.cutOut
    compositor.background = .transparent
    let cut = Fixtures.process(
      frame, try Self.effect(FrameEffectOptions(compositor: compositor))
    ).0
    let effect = try Self.effect(
      FrameEffectOptions(compositor: Self.cutOut, result: .mask))
    var mask = [UInt8](repeating: 7, count: 96 * 64)
    try mask.withUnsafeMutableBytes { bytes in
      let view = try MutableFrameView(width: 96, height: 64, format: .gray, bytes: bytes)
      frame.withView { _ = effect.process($0, to: view) }
    }
    let expected = stride(from: 3, to: 96 * 64 * 4, by: 4).map { cut.pixels[$0] }
    #expect(mask == expected)
    #expect(Set(mask).count > 2)
  }

  /// In a format that is converted on both sides, with a mask that is inferred, then reused.
  @Test(arguments: MaskSmoothing.allCases)
  func framesAllocateNothing(_ smoothing: MaskSmoothing) throws {
    let effect = try Self.effect(FrameEffectOptions(smoothing: smoothing))
    let memory = (0..<3).map { index in
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 96 * 64 * 2, alignment: 64)
      for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: place * (index + 3)) }
      return bytes
    }
    defer { for bytes in memory { bytes.deallocate() } }
    let views = try memory.map {
      try MutableFrameView(width: 96, height: 64, format: .yuyv, bytes: $0)
    }
    _ = effect.process(views[0].readOnly, to: views[2])
    var reports: [FrameEffectReport] = []
    reports.reserveCapacity(4)
    let counter = new_allocation_counter()
    count_allocations_of_this_thread(counter)
    for index in [1, 0, 0, 1] {
      reports.append(effect.process(views[index].readOnly, to: views[2]))
    }
    count_allocations_of_this_thread(0)
    #expect(counted_allocations(counter) == 0)
    #expect(reports.map(\.mask) == [.inferred, .inferred, .reused, .inferred])
  }
}

/// Frames that follow a person.
@Suite struct AutoFrameEffectTests {
  typealias Fixtures = EffectsFixtures

  private static func options(_ autoFrames: Bool) -> FrameEffectOptions {
    var compositor = CompositorOptions()
    compositor.background = .color(red: 0, green: 255, blue: 0)
    compositor.coverage = 0...1
    return FrameEffectOptions(compositor: compositor, autoFrames: autoFrames)
  }

  private static func effect(_ autoFrames: Bool) throws -> FrameEffect {
    try FrameEffect(
      segmenter: try Fixtures.segmenter(), width: 96, height: 64, options: options(autoFrames),
      pool: ThreadPool(threadCount: 1))
  }

  /// The network's masks show nobody surely: nothing is followed, and all is as without it.
  @Test func withoutAPersonNothingMoves() throws {
    let (plain, following) = (try Self.effect(false), try Self.effect(true))
    let frame = Fixtures.scene(96, 64, object: (20..<60, 10..<64), contrast: 70)
    for _ in 0..<3 {
      #expect(Fixtures.process(frame, plain).0 == Fixtures.process(frame, following).0)
    }
  }

  @Test func framesAllocateNothing() throws {
    let effect = try Self.effect(true)
    let frame = Fixtures.scene(96, 64, object: (20..<60, 10..<64), contrast: 70)
    var result = Fixtures.process(frame, effect).0
    _ = Fixtures.process(frame, effect)
    let counter = new_allocation_counter()
    frame.withView { view in
      result.withMutableView { output in
        count_allocations_of_this_thread(counter)
        for _ in 0..<3 { _ = effect.process(view, to: output) }
        count_allocations_of_this_thread(0)
      }
    }
    #expect(counted_allocations(counter) == 0)
  }
}
