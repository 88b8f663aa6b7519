import Imaging
import Kernels
import TestSupport
import Testing
import Threads

@testable import Compositing

extension FilterTests {
  /// The guided filter's memory of the frame before.
  @Suite struct EdgeSteadinessTests {
    private static let (width, height) = (320, 180)
    private let mask = Plane(TestPixels.disc(width: 64, height: 36), width: 64)

    private func filter(
      steadies: Bool, _ level: InstructionSet = .best, sigmaSpace: Double = 1,
      sampleFactor: Int? = nil
    ) -> GuidedMaskFilter {
      GuidedMaskFilter(
        maskWidth: 64, maskHeight: 36, width: Self.width, height: Self.height,
        sigmaSpace: sigmaSpace, sigmaColor: 0.1, sampleFactor: sampleFactor,
        steadiesEdges: steadies, threadCount: 8, instructionSet: level)
    }

    /// A person (a disc) before a room, with noise of up to `noise` levels.
    private func frame(noise: Int, seed: UInt32, shift: Int = 0) -> Plane<UInt32> {
      let noises = TestPixels.bytes(Self.width * Self.height, seed: seed)
      let pixels = (0..<Self.width * Self.height).map { index -> UInt32 in
        let (x, y) = (index % Self.width - 160 + shift, index / Self.width - 90)
        let level = x * x + y * y < 60 * 60 ? 150 : 90
        let value = UInt32(level + Int(noises[index]) * (2 * noise + 1) / 256 - noise)
        return value | (value + 20) << 8 | (value - 30) << 16 | 0xff00_0000
      }
      return Plane(pixels, width: Self.width)
    }

    private func filtered(
      _ filter: GuidedMaskFilter, _ mask: Plane<UInt8>, _ frame: Plane<UInt32>,
      _ pool: ThreadPool = startedPools[1]
    ) -> [UInt8] {
      let output = Plane<UInt8>(width: Self.width, height: Self.height, margin: 3)
      pool.run(
        BodyTask { context in
          filter.prepare(mask.rows, frame: frame.rows, on: context)
          context.synchronize()
          filter.write(frame: frame.rows, to: output.rows, on: context)
        })
      return output.elements
    }

    private func changes(_ frames: [[UInt8]]) -> Double {
      let sums = zip(frames, frames.dropFirst()).map { before, after in
        zip(before, after).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) }
      }
      return sums.reduce(0, +)
    }

    /// The camera's noise makes edges tremble at most half as much as without a memory, where points are means of as many
    /// pixels as in frames of 1280x720, and where they are of few.
    @Test(arguments: [1, 4]) func noiseHardlyShows(sampleFactor: Int) {
      let steady = filter(steadies: true, sampleFactor: sampleFactor)
      let plain = filter(steadies: false, sampleFactor: sampleFactor)
      let frames = (1...8).map { frame(noise: 2, seed: UInt32($0)) }
      let trembling = changes(frames.map { filtered(plain, mask, $0) })
      let left = changes(frames.map { filtered(steady, mask, $0) })
      #expect(trembling > 5000, "\(trembling)")
      #expect(left < 0.5 * trembling, "\(left) of \(trembling)")
    }

    /// Of a former mask nothing shows where the frame's own shows nothing, and elsewhere hardly anything, whatever the two
    /// are; without motion too.
    @Test(arguments: [1.0, 0.2])
    func aFormerMaskShowsNothing(sigmaSpace: Double) {
      let others = [
        TestPixels.bytes(64 * 36, seed: 5), [UInt8](repeating: 255, count: 64 * 36),
        [UInt8](repeating: 0, count: 64 * 36), [UInt8](repeating: 128, count: 64 * 36),
      ].map { Plane($0, width: 64) }
      let masks = others.flatMap { [$0, mask] } + [mask]
      for level in InstructionSet.available {
        let steady = filter(steadies: true, level, sigmaSpace: sigmaSpace)
        for (index, mask) in masks.enumerated() {
          let frame = frame(noise: 2, seed: UInt32(index + 1), shift: index / 3)
          let own = filtered(
            filter(steadies: false, level, sigmaSpace: sigmaSpace), mask, frame)
          let found = filtered(steady, mask, frame)
          for (own, found) in zip(own, found) {
            #expect(own > 0 || found == 0)
            #expect(abs(Int(own) - Int(found)) <= 13)
          }
        }
      }
    }

    /// What moves has its own mask; so has what follows frames that are forgotten, and the first frame.
    @Test func motionAndForgettingLeaveNothing() {
      let steady = filter(steadies: true)
      let frames = (1...4).map { frame(noise: 2, seed: UInt32($0)) }
      func isOwn(_ found: [UInt8], _ frame: Plane<UInt32>) -> Bool {
        found == filtered(filter(steadies: false), mask, frame)
      }
      #expect(isOwn(filtered(steady, mask, frames[0]), frames[0]))
      #expect(!isOwn(filtered(steady, mask, frames[1]), frames[1]))
      steady.steadiness?.forget()
      #expect(isOwn(filtered(steady, mask, frames[2]), frames[2]))
      // The light goes on: each point changes by more than noise does.
      let bright = Plane(frames[3].elements.map { $0 + 0x0018_1818 }, width: Self.width)
      #expect(isOwn(filtered(steady, mask, bright), bright))
    }

    @Test func threadsDoNotMatter() {
      let frames = (1...3).map { frame(noise: 3, seed: UInt32($0), shift: $0) }
      for level in InstructionSet.available {
        let found = startedPools.map { pool in
          let steady = filter(steadies: true, level)
          return frames.map { filtered(steady, mask, $0, pool) }
        }
        #expect(found.allSatisfy { $0 == found[0] })
      }
    }

    /// Options that change between two frames, and cuts, leave nothing behind.
    @Test func compositorsForget() throws {
      var options = CompositorOptions()
      options.background = .transparent
      func compositor(_ steadies: Bool) throws -> Compositor {
        options.steadiesEdges = steadies
        let compositor = try Compositor(
          width: Self.width, height: Self.height, maskWidth: 64, maskHeight: 36,
          options: options, pool: startedPools[1])
        for row in 0..<36 {
          compositor.withMaskRow(row) { span in
            for x in span.indices { span[x] = mask.rows.row(row)[x] }
          }
        }
        return compositor
      }
      let frames = (1...4).map {
        Frame(
          width: Self.width, height: Self.height,
          pixels: frame(noise: 3, seed: UInt32($0)).elements.flatMap { pixel in
            (0..<4).map { UInt8(truncatingIfNeeded: pixel >> (8 * UInt32($0))) }
          })
      }
      let (plain, steady) = (try compositor(false), try compositor(true))
      func isOwn(_ index: Int) -> Bool {
        let found = CompositorTests.composed(frames[index], by: steady).words
        return found == CompositorTests.composed(frames[index], by: plain).words
      }
      #expect(isOwn(0))
      #expect(!isOwn(1))
      steady.forgetFrames()
      #expect(isOwn(2))
      options.steadiesEdges = true
      try steady.update(options)
      #expect(isOwn(3))
    }

    @Test func runsAllocateNothing() {
      let steady = filter(steadies: true)
      let frame = frame(noise: 2, seed: 1)
      let output = Plane<UInt8>(width: Self.width, height: Self.height)
      for pool in startedPools {
        #expect(
          allocationCount(of: pool) {
            steady.prepare(mask.rows, frame: frame.rows, on: $0)
            $0.synchronize()
            steady.write(frame: frame.rows, to: output.rows, on: $0)
          } == 0)
      }
    }
  }
}
