import Compositing
import Imaging
import Testing
import Threads
import Video

@testable import Live

/// Effects by themselves: their slates, and masks over time.
@Suite struct LiveEffectTests {
  private let mode = OutputMode(width: 32, height: 24, framesPerSecond: 30)

  private func effect(
    _ background: BackgroundEffect, _ smoothing: MaskSmoothing = .off, frame: Frame? = nil
  ) throws -> LiveEffect {
    var options = CompositorOptions()
    options.background = background
    return try LiveEffect(
      options, smoothing: smoothing, background: frame, mode: mode, mask: (16, 12),
      pool: ThreadPool(threadCount: 1))
  }

  /// The person fills the frame and is gone in the next: however older masks are mixed in, the room
  /// behind must not show.
  @Test(arguments: MaskSmoothing.allCases)
  func olderMasksShowNothing(smoothing: MaskSmoothing) throws {
    let effect = try effect(.color(red: 0, green: 0, blue: 200), smoothing)
    let ledger = MaskLedger(width: 16, height: 12)
    let room = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [240, 240, 20, 255] })
    let output = try PictureMemory(width: 32, height: 24, format: .rgba)
    let finder = ScriptedFinder()
    _ = try room.withView { try finder.load($0) }
    try finder.infer()
    for (value, expected) in [(UInt8(255), [UInt8(240), 240, 20]), (0, [0, 0, 200])] {
      ledger.record { $0.update(repeating: value) }
      for isNew in [true, false] {
        effect.takeMask(ledger, isNew: isNew, from: finder)
        room.withView { effect.compose($0, to: output.view) }
        for x in [0, 16, 31] {
          #expect((0..<3).map { output.view.row(12)[x * 4 + $0] } == expected)
        }
      }
    }
  }

  /// Slates hold the background alone, or grey.
  @Test func slates() throws {
    let picture = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [255, 0, 0, 255] })
    let cases: [(BackgroundEffect, Frame?, [UInt8])] = [
      (.image, picture, [81, 90, 240]), (.color(red: 0, green: 0, blue: 255), nil, [41, 240, 110]),
      (.blur(strength: nil), nil, [71, 128, 128]), (.none, nil, [71, 128, 128]),
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
    #expect(try !effect(.blur(strength: 2)).revealsRoom && !effect(.image).revealsRoom)
    #expect(try !effect(.none).needsMask && effect(.blur(strength: 0)).needsMask)
    var options = CompositorOptions()
    options.keepRegions = [Region(x: 0, y: 0, width: 1, height: 1, unit: .pixels)]
    #expect(
      try LiveEffect(
        options, background: nil, mode: mode, mask: (16, 12), pool: ThreadPool(threadCount: 1)
      ).revealsRoom)
  }
}
