import Foundation
import Imaging
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Pictures that follow a person.
  @Suite struct AutoFramerTests {
    private static func framer(
      _ width: Int = 160, _ height: Int = 90, pool: ThreadPool = startedPools[1]
    ) -> AutoFramer {
      AutoFramer(width: width, height: height, maskWidth: 80, maskHeight: 45, pool: pool)
    }

    /// Somebody's box in cells; nobody in an empty one.
    private static func follow(_ framer: AutoFramer, _ columns: Range<Int>, _ rows: Range<Int>) {
      framer.follow { y, cells in
        for x in cells.indices { cells[x] = columns.contains(x) && rows.contains(y) ? 255 : 0 }
      }
    }

    @Test func somebodySmallIsTwiceAsLargeAndInTheMiddle() {
      let framer = Self.framer()
      Self.follow(framer, 20..<28, 20..<45)
      #expect(framer.window.side > 0.5 && framer.window.side < 0.75)
      #expect(abs(framer.window.x + framer.window.side / 2 - 0.3) < 0.05 || framer.window.x == 0)
      framer.reset()
      Self.follow(framer, 38..<42, 20..<28)
      #expect(framer.window.side == 0.5)
      #expect(abs(framer.window.x - 0.25) < 0.01)
      let headroom = 20.0 / 45 - Double(framer.window.y)
      #expect(headroom > 0.03 && headroom < 0.1)
      framer.reset()
      Self.follow(framer, 10..<70, 5..<45)
      #expect(framer.window == .whole)
    }

    /// Frames of a packed format stay in it: what is shown is what RGBA gives, rounded.
    @Test func packedFramesStayPacked() {
      let frame = PackedPicture(160, 90, .yuyv, seed: 3)
      for pool in startedPools.prefix(3) {
        let framers = (Self.framer(pool: pool), Self.framer(pool: pool))
        for framer in [framers.0, framers.1] { Self.follow(framer, 38..<42, 20..<28) }
        var rgba = Frame(width: 160, height: 90, red: 0, green: 0, blue: 0)
        let rounded = PackedPicture(160, 90, .yuyv, seed: 5)
        frame.withView { view in
          let layout = view.readOnly.layout
          rgba.withMutableView {
            FrameConverter(width: 160, height: 90, from: layout, to: PixelLayout(.rgba))
              .convert(view.readOnly, to: $0)
          }
          rounded.withView { target in
            rgba.withView {
              FrameConverter(width: 160, height: 90, from: PixelLayout(.rgba), to: layout)
                .convert(framers.1.framed($0), to: target)
            }
          }
          let packed = framers.0.framed(view.readOnly)
          #expect(packed.layout == layout)
          let isEqual = (0..<90).allSatisfy { y in
            rounded.withView {
              memcmp($0.readOnly.plane(0).row(y), packed.plane(0).row(y), 320) == 0
            }
          }
          #expect(isEqual)
        }
      }
    }

    /// However somebody jumps about: steps are small, and the window stays within the frame.
    @Test func nothingJumps() {
      var random = SeededGenerator(state: 4)
      let framer = Self.framer()
      Self.follow(framer, 38..<42, 20..<28)
      var before = framer.window
      for _ in 0..<300 {
        let (x, y) = (
          Int.random(in: 0..<70, using: &random), Int.random(in: 0..<30, using: &random)
        )
        let size = Int.random(in: 2..<10, using: &random)
        Self.follow(framer, x..<x + size, y..<y + size)
        let window = framer.window
        let step = max(
          abs(window.x - before.x), max(abs(window.y - before.y), abs(window.side - before.side)))
        #expect(step <= 0.021)
        #expect(window.side >= 0.5 && window.x >= 0 && window.y >= 0)
        #expect(window.x + window.side <= 1.00001 && window.y + window.side <= 1.00001)
        before = window
      }
    }

    @Test func theWindowStandsStillForLittle() {
      let framer = Self.framer()
      Self.follow(framer, 36..<44, 20..<30)
      let window = framer.window
      for frame in 0..<40 {
        let shift = frame % 3 - 1
        Self.follow(framer, 36 + shift..<44 + shift, 20..<30)
        #expect(framer.window == window)
      }
      // Nobody, or a speck: it stays.
      for _ in 0..<40 {
        Self.follow(framer, 0..<0, 0..<0)
        Self.follow(framer, 3..<4, 3..<4)
        #expect(framer.window == window)
      }
      // Somebody who goes elsewhere is followed there.
      for _ in 0..<200 { Self.follow(framer, 60..<68, 20..<30) }
      #expect(abs(framer.window.x - 0.5) < 0.03)
    }

    /// A ramp stays one, in the window's place; a mask's window is the frame's.
    @Test(arguments: [PixelFormat.rgba, .bgra, .yuyv]) func windowsAreEnlarged(format: PixelFormat)
      throws
    {
      let ramp = Frame(
        width: 160, height: 90,
        pixels: (0..<160 * 90).flatMap { index -> [UInt8] in
          let level = UInt8(20 + index % 160 / 2 + index / 160)
          return [level, level, level, 255]
        })
      let memory = try PictureMemory(width: 160, height: 90, format: format)
      let converter = FrameConverter(
        width: 160, height: 90, from: PixelLayout(.rgba), to: memory.view.layout)
      ramp.withView { converter.convert($0, to: memory.view) }
      var results: [Frame] = []
      for pool in startedPools {
        let framer = Self.framer(pool: pool)
        Self.follow(framer, 30..<38, 15..<25)
        let window = framer.window
        let framed = framer.framed(memory.view.readOnly)
        var result = ramp
        result.withMutableView {
          FrameConverter(width: 160, height: 90, from: framed.layout, to: PixelLayout(.rgba))
            .convert(framed, to: $0)
        }
        results.append(result)
        var worst: Float = 0
        for y in 2..<88 {
          for x in 2..<158 {
            let column = window.x * 160 + (Float(x) + 0.5) * window.side - 0.5
            let row = window.y * 90 + (Float(y) + 0.5) * window.side - 0.5
            let expected = 20 + column / 2 + row
            let found = result.withPixels { Float($0[(y * 160 + x) * 4]) }
            worst = max(worst, abs(found - expected))
          }
        }
        #expect(worst < 2.5, "\(worst)")
        for y in 0..<45 {
          var cells = [UInt8](repeating: 0, count: 80)
          var span = cells.mutableSpan
          framer.writeMaskRow(y, to: &span)
          for x in 0..<80 {
            let column = window.x * 80 + (Float(x) + 0.5) * window.side
            let row = window.y * 45 + (Float(y) + 0.5) * window.side
            let isInside = column > 30.6 && column < 37.4 && row > 15.6 && row < 24.4
            let isOutside = column < 29.4 || column > 38.6 || row < 14.4 || row > 25.6
            if isInside { #expect(cells[x] == 255) }
            if isOutside { #expect(cells[x] == 0) }
          }
        }
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test(arguments: [(1, 1), (2, 3), (3, 2), (1, 50), (5000, 2)]) func awkwardSizes(
      _ size: (Int, Int)
    ) {
      for pool in startedPools {
        let framer = AutoFramer(
          width: size.0, height: size.1, maskWidth: 3, maskHeight: 3, pool: pool)
        framer.follow { y, cells in
          for x in cells.indices { cells[x] = x == 1 && y == 1 ? 255 : 0 }
        }
        let plain = Frame(width: size.0, height: size.1, red: 9, green: 8, blue: 7)
        #expect(plain.withView { Frame(copying: framer.framed($0)) } == plain)
      }
    }
  }
}
