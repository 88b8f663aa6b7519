import Compositing
import Devices
import Effects
import Imaging
import Testing
import Threads

@testable import Live

/// Effects by themselves: their slates, and masks over time.
@Suite struct LiveEffectTests {
  private let mode = OutputMode(width: 32, height: 24, framesPerSecond: 30)

  private func effect(
    _ background: BackgroundEffect, _ smoothing: MaskSmoothing = .off, frame: Frame? = nil
  ) throws -> LiveEffect {
    var options = CompositorOptions.demo
    options.background = background
    return try LiveEffect(
      options, smoothing: smoothing, background: frame, mode: mode, mask: (16, 12),
      pool: ThreadPool(threadCount: 1))
  }

  /// What stood before is a person, is not any more, and older masks are mixed in: the room behind must
  /// not show. The change is small, so that every way of smoothing follows it slowly.
  @Test(arguments: MaskSmoothing.allCases)
  func olderMasksShowNothing(smoothing: MaskSmoothing) throws {
    var options = CompositorOptions.demo
    options.background = .color(red: 0, green: 0, blue: 200)
    options.coverage = 0.1...0.12
    let effect = try LiveEffect(
      options, smoothing: smoothing, background: nil, mode: mode, mask: (16, 12),
      pool: ThreadPool(threadCount: 1))
    let ledger = MaskLedger(width: 16, height: 12)
    let room = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [240, 240, 20, 255] })
    let output = try PictureMemory(width: 32, height: 24, format: .rgba)
    let finder = ScriptedFinder()
    try room.withView { try finder.load($0) }
    try finder.run()
    let person = Array(repeating: UInt8(45), count: 10)
    for (value, expected) in person.map({ ($0, [UInt8(240), 240, 20]) }) + [(20, [0, 0, 200])] {
      ledger.record { $0.update(repeating: value) }
      for isNew in [true, false] {
        effect.frameEffect.takeMask(ledger, isNew: isNew, from: finder)
        room.withView { effect.frameEffect.compose($0, to: output.view) }
        for x in [0, 16, 31] {
          #expect((0..<3).map { output.view.row(12)[x * 4 + $0] } == expected, "\(value)")
        }
      }
    }
  }

  /// What the gate counts as the person is what shows, for every coverage and filter: below the level
  /// nothing does, and what is far above does.
  @Test(arguments: MaskFilter.allCases)
  func theGateCountsWhatShows(filter: MaskFilter) throws {
    let room = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [240, 240, 20, 255] })
    let output = try PictureMemory(width: 32, height: 24, format: .rgba)
    for (low, high) in [
      (0, 0), (0, 0.2), (0.1, 0.1), (0.3, 0.31), (0.35, 0.9), (0.5, 0.75), (0.8, 1), (1, 1),
    ] as [(Float, Float)] {
      var options = CompositorOptions.demo
      options.background = .color(red: 0, green: 0, blue: 200)
      options.filter = filter
      options.coverage = low...high
      let effect = try LiveEffect(
        options, smoothing: .off, background: nil, mode: mode, mask: (16, 12),
        pool: ThreadPool(threadCount: 1))
      func shows(_ level: UInt8) -> Bool {
        let ledger = MaskLedger(width: 16, height: 12)
        ledger.record { $0.update(repeating: level) }
        effect.frameEffect.takeMask(ledger, isNew: true, from: ScriptedFinder())
        room.withView { effect.frameEffect.compose($0, to: output.view) }
        return (0..<3).map { output.view.row(12)[64 + $0] } != [0, 0, 200]
      }
      let least = effect.visibleLevel
      // The guided filter shows nothing without a cell over a half, and all where cells are over three quarters.
      let start = filter == .guided ? min(max(low, 0.5), 0.75) : low
      #expect((0..<least).allSatisfy { !shows($0) }, "\(low), \(high)")
      #expect(high == 1 || shows(UInt8(min(255, max(start, high) * 255 + 2))), "\(low), \(high)")
      #expect(abs(Float(least) - max(1, start * 255)) <= 0.5, "\(low), \(high)")
    }
  }

  /// Slates hold the background alone, or gray.
  @Test func slates() throws {
    let picture = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [255, 0, 0, 255] })
    let cases: [(BackgroundEffect, Frame?, [UInt8])] = [
      (.image, picture, [81, 90, 240]), (.color(red: 0, green: 0, blue: 255), nil, [41, 240, 110]),
      (.demoBlur, nil, [71, 128, 128]), (.lensBlur(strength: 8), nil, [71, 128, 128]),
      (.none, nil, [71, 128, 128]),
      (.image, nil, [71, 128, 128]),
    ]
    for (background, frame, expected) in cases {
      let memory = try effect(background, frame: frame).slate
      let slate = memory.view
      #expect(slate.format == .yuyv)
      for y in [0, 12, 23] {
        #expect([slate.row(y)[0], slate.row(y)[1], slate.row(y)[3]] == expected, "\(background)")
      }
      withExtendedLifetime(memory) {}
    }
  }

  @Test func whatShowsTheRoomIsKnown() throws {
    #expect(try effect(.none).revealsRoom && effect(.blur(strength: 0)).revealsRoom)
    #expect(
      try effect(.lensBlur(strength: 0)).revealsRoom && !effect(.lensBlur(strength: 2)).revealsRoom)
    #expect(try !effect(.blur(strength: 2)).revealsRoom && !effect(.image).revealsRoom)
    let large = OutputMode(width: 1280, height: 720, framesPerSecond: 30)
    for (strength, reveals) in [(0.1, true), (0.4, true), (0.5, false)] as [(Float, Bool)] {
      var options = CompositorOptions.demo
      options.background = .blur(strength: strength)
      let effect = try LiveEffect(
        options, background: nil, mode: large, mask: (16, 12), pool: ThreadPool(threadCount: 1))
      #expect(effect.revealsRoom == reveals, "\(strength)")
    }
    #expect(try !effect(.none).isJudged && effect(.blur(strength: 0)).isJudged)
    var options = CompositorOptions.demo
    options.keepRegions = [Region(x: 0, y: 0, width: 1, height: 1, unit: .pixels)]
    #expect(
      try LiveEffect(
        options, background: nil, mode: mode, mask: (16, 12), pool: ThreadPool(threadCount: 1)
      ).revealsRoom)
  }
}
