import TestSupport
import Testing
import Threads

@testable import Compositing

/// Contrast that is left of a room's details.
@Suite struct LensBlurContrastTests {
  /// Squares of two levels, 160 in a row and 90 in a column.
  private static func room(_ width: Int, _ height: Int, _ levels: (Int, Int)) -> Grid {
    var generator = SeededGenerator(state: 91)
    let squares = (0..<160 * 90).map { _ in Bool.random(using: &generator) }
    return Grid(width: width, height: height) { x, y in
      Double(squares[y * 90 / height * 160 + x * 160 / width] ? levels.0 : levels.1)
    }
  }

  /// The standard deviation of a picture, averaged down to 640x360 where it is larger by a whole factor.
  private static func contrast(_ grid: Grid) -> Double {
    let step = max(1, grid.width / 640)
    let averaged = Grid(width: grid.width / step, height: grid.height / step) { x, y in
      var sum = 0.0
      for index in 0..<(step * step) {
        sum += grid[step * x + index % step, step * y + index / step]
      }
      return sum / Double(step * step)
    }
    let mean = averaged.values.reduce(0, +) / Double(averaged.values.count)
    let squares = averaged.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(averaged.values.count)).squareRoot()
  }

  private static func share(_ room: Grid, strength: Double) -> Double {
    let blurred = LensBlur.blurred(width: room.width, height: room.height, strength: strength) {
      UInt8(room[$0, $1])
    }
    return contrast(blurred) / contrast(room)
  }

  /// At each radius it hides as much as the Gaussian of the same number: strong contrasts, weak ones, and a dark
  /// room's.
  @Test(
    arguments: [(640, 360), (1280, 720), (2560, 1440)], [(20, 220), (0, 255), (110, 150), (5, 60)])
  func itKeepsNoMoreThanTheGaussian(size: (Int, Int), levels: (Int, Int)) {
    let (width, height) = size
    let room = Self.room(width, height, levels)
    let frame = Frame(
      width: width, height: height,
      pixels: room.values.flatMap { [UInt8($0), UInt8($0), UInt8($0), 255] })
    for strength in [1.0, 2, 4, 8, 12] {
      let gaussian = BackgroundBlur.blurred(frame, strength: strength)
      let values = gaussian.withPixels { pixels in
        Grid(width: width, height: height) { Double(pixels[4 * ($1 * width + $0)]) }
      }
      let share = Self.share(room, strength: strength)
      let gaussianShare = Self.contrast(values) / Self.contrast(room)
      #expect(share <= gaussianShare, "\(strength) %")
    }
  }
}
