import Compositing
import TestSupport
import Testing

/// The adaptive smoothing by its definition, in Double and cell by cell.
private struct AdaptiveReference {
  let width, height: Int
  private(set) var state: [Double] = []
  private var picture: [UInt8] = []

  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  mutating func smooth(_ mask: [UInt8], _ next: [UInt8]) {
    defer { picture = next }
    guard !state.isEmpty else {
      state = mask.map(Double.init)
      return
    }
    let differences = zip(next, picture).map { abs(Double($0) - Double($1)) }
    let noise = min(median(differences), 6)
    let changes = zip(mask, state).map { Double($0) - $1 }
    for y in 0..<height {
      for x in 0..<width {
        let motion = (mean(differences, x, y, 2) - 1.8 * noise - 0.8) / (noise + 3)
        let change = (abs(mean(changes, x, y, 1)) - 30) / 50
        let gain = max(0.2 + 0.8 * min(max(motion, 0), 1), min(change, 1))
        state[y * width + x] += gain * changes[y * width + x]
      }
    }
  }

  /// The mean over a square; outside stand the cells of the border.
  private func mean(_ values: [Double], _ x: Int, _ y: Int, _ reach: Int) -> Double {
    var sum = 0.0
    for row in -reach...reach {
      for column in -reach...reach {
        let (fromX, fromY) = (min(max(x + column, 0), width - 1), min(max(y + row, 0), height - 1))
        sum += values[fromY * width + fromX]
      }
    }
    return sum / Double((2 * reach + 1) * (2 * reach + 1))
  }

  /// Over the cells of a checkerboard, those of a level spread evenly from half a level below it on.
  private func median(_ differences: [Double]) -> Double {
    var levels: [Int] = []
    for y in 0..<height {
      for x in stride(from: y % 2, to: width, by: 2) {
        levels.append(Int(differences[y * width + x]))
      }
    }
    levels.sort()
    let half = levels.count / 2
    guard half < levels.count else { return 0 }
    let level = levels[half]
    let before = levels.firstIndex(of: level) ?? 0
    let count = levels.count { $0 == level }
    return max(0, Double(level) - 0.5 + Double(half - before) / Double(count))
  }
}

@Suite struct AdaptiveSmoothingTests {
  /// Masks and pictures of noise of some strength, with squares that come, go and move.
  private static func film(
    _ width: Int, _ height: Int, noise: UInt8, flash: UInt8, seed: UInt32
  ) -> [(mask: [UInt8], picture: [UInt8])] {
    var generator = LinearCongruentialGenerator(seed: seed)
    func random(_ bound: Int) -> Int { Int(generator.nextState() >> 16) % max(bound, 1) }
    return (0..<6).map { frame in
      var mask = [UInt8](repeating: 0, count: width * height)
      var picture = mask
      let (left, top) = (random(width), random(height))
      for y in 0..<height {
        for x in 0..<width {
          let isInside = (left..<left + 9).contains(x) && (top..<top + 7).contains(y)
          let level = isInside ? 200 : 60 + (frame % 2) * Int(flash)
          picture[y * width + x] = UInt8(min(level + random(Int(noise)), 255))
          let isPerson = isInside != ((x / 5 + y / 4 + frame / 2) % 3 == 0)
          mask[y * width + x] = UInt8((isPerson ? 180 : 10) + random(70))
        }
      }
      return (mask, picture)
    }
  }

  @Test(
    arguments: [(40, 23), (17, 13), (160, 90), (5, 40), (40, 5), (3, 3), (2, 1), (1, 2), (1, 1)],
    [(0, 0), (4, 0), (30, 0), (3, 60)] as [(UInt8, UInt8)])
  func followsItsDefinition(size: (Int, Int), kind: (UInt8, UInt8)) {
    let (width, height) = size
    let smoother = MaskSmoother(.adaptive, width: width, height: height)
    for round in 0..<2 {
      var reference = AdaptiveReference(width: width, height: height)
      smoother.reset()
      let film = Self.film(width, height, noise: kind.0, flash: kind.1, seed: UInt32(90 + round))
      for (index, frame) in film.enumerated() {
        for y in 0..<height {
          smoother.withMaskRow(y) { for x in $0.indices { $0[x] = frame.mask[y * width + x] } }
          smoother.withPictureRow(y) {
            for x in $0.indices { $0[x] = frame.picture[y * width + x] }
          }
        }
        smoother.smooth()
        reference.smooth(frame.mask, frame.picture)
        #expect(Self.isNear(smoother, reference.state), "frame \(index)")
      }
      // The latest frame again, until nothing older is left.
      guard let last = film.last else { return }
      var repeats = 0
      while zip(last.mask, reference.state).contains(where: { abs(Double($0) - $1) > 0.5001 }) {
        #expect(smoother.repeatFrame())
        reference.smooth(last.mask, last.picture)
        #expect(Self.isNear(smoother, reference.state), "repeat \(repeats)")
        repeats += 1
      }
    }
  }

  /// Tells whether rows differ by no more than rounding.
  private static func isNear(_ smoother: MaskSmoother, _ state: [Double]) -> Bool {
    (0..<smoother.height).allSatisfy { y in
      var row = [UInt8](repeating: 0, count: smoother.width)
      var span = row.mutableSpan
      smoother.writeRow(y, to: &span)
      return (0..<smoother.width).allSatisfy {
        abs(Double(row[$0]) - state[y * smoother.width + $0]) < 0.51
      }
    }
  }
}
