@testable import Compositing

/// The lens blur in Double, straight from its definition.
struct LensBlurReference {
  /// Red, green and blue of the blurred background at the frame's size, not rounded.
  let background: [Grid]

  init(_ picture: BackgroundBlurPicture, level: Int, radius: Double) {
    let side = 1 << level
    func cells(_ size: Int) -> Int { (size + side - 1) / side }
    let (width, height) = (cells(picture.width), cells(picture.height))
    var sums = [[Double]](repeating: [0, 0, 0, 0], count: width * height)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        let bytes = (0..<3).map { Double(picture.frame.rows.row(y)[x] >> UInt32(8 * $0) & 255) }
        let mask = Double(picture.mask.rows.row(y)[x])
        let excess = max(0, bytes.min()! - 229.5) / 25.5
        let weight = (max(0, 255 - 2 * mask) + (255 - mask) / 64) * (1 + 3 * excess * excess)
        let cell = y / side * width + x / side
        for channel in 0..<3 { sums[cell][channel] += weight * Self.curve(bytes[channel]) }
        sums[cell][3] += weight
      }
    }
    let disc = Self.disc(radius)
    let size = disc.count / 2
    var colors = [[Double]](repeating: [0, 0, 0], count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        var totals = [0.0, 0.0, 0.0, 0.0]
        for row in max(0, y - size)...min(height - 1, y + size) {
          for column in max(0, x - size)...min(width - 1, x + size) {
            let share = disc[row - y + size][column - x + size]
            for channel in 0..<4 { totals[channel] += share * sums[row * width + column][channel] }
          }
        }
        let group = max(0, x / 32 * 32 - 2)...min(width - 1, x / 32 * 32 + 33)
        let isHidden = (max(0, y - 2)...min(height - 1, y + 2)).allSatisfy { row in
          group.allSatisfy { sums[row * width + $0][3] == 0 }
        }
        guard totals[3] > 0, !isHidden else { continue }
        colors[y * width + x] = (0..<3).map { Self.byte(min(1, totals[$0] / totals[3])) }
      }
    }
    background = (0..<3).map { channel in
      var grid = Grid(width: width, height: height) { colors[$1 * width + $0][channel] }
      for level in stride(from: level - 1, through: 0, by: -1) {
        grid = Self.doubled(
          grid, width: (picture.width - 1) >> level + 1, height: (picture.height - 1) >> level + 1)
        if level > 0 { grid = grid.rounded }
      }
      return grid
    }
  }

  static func curve(_ byte: Double) -> Double {
    let value = byte / 255
    return 0.0345 * value + 0.6067 * value * value + 0.3588 * value * value * value
  }

  /// The byte whose light is nearest to the nearest of 8192 steps.
  private static func byte(_ light: Double) -> Double {
    let step = (light * 8191).rounded() / 8191
    return Double((0..<255).first { curve(Double($0) + 0.5) > step } ?? 255)
  }

  /// Halves of cells within a radius, by 16 x 16 samples each.
  private static func disc(_ radius: Double) -> [[Double]] {
    let size = Int(radius) + 2
    return (-size...size).map { row in
      (-size...size).map { column in
        var count = 0.0
        for sample in 0..<256 {
          let x = Double(column) + (Double(sample % 16) - 7.5) / 16
          let y = Double(row) + (Double(sample / 16) - 7.5) / 16
          if x * x + y * y <= radius * radius { count += 1 }
        }
        return (count / 128).rounded()
      }
    }
  }

  /// Bilinear, pixel centers at the half.
  private static func doubled(_ color: Grid, width: Int, height: Int) -> Grid {
    Grid(width: width, height: height) { x, y in
      let (left, right) = ((x + 1) / 2 - 1, (x + 1) / 2)
      let (top, bottom) = ((y + 1) / 2 - 1, (y + 1) / 2)
      let (shareX, shareY) = (x % 2 == 0 ? 0.75 : 0.25, y % 2 == 0 ? 0.75 : 0.25)
      func mixed(_ y: Int) -> Double { (1 - shareX) * color[left, y] + shareX * color[right, y] }
      return (1 - shareY) * mixed(top) + shareY * mixed(bottom)
    }
  }
}
