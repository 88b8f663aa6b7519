@testable import Compositing

/// The background blur in Double, straight from its definition.
struct BackgroundBlurReference {
  /// Red, green and blue behind each of the six passes.
  var passes: [[Grid]] = []
  /// Red, green and blue of the blurred background at the frame's size, not rounded.
  var background: [Grid] = []

  init(_ picture: BackgroundBlurPicture, level: Int, weights: [UInt16]) {
    var (colors, keep) = picture.grids
    if level == 0 {
      (colors, keep) = (colors.map(Self.everySecond), Self.everySecond(keep))
    } else {
      for _ in 0..<level { (colors, keep) = Self.halved(colors, keep) }
      colors = Self.edgesFilled(colors, keep)
    }
    let weights = weights.map { Double($0) / 65536 }
    for _ in 0..<3 {
      colors = colors.map { Self.pass($0, keep, weights, across: 0, down: 1) }
      passes.append(colors)
      colors = colors.map { Self.pass($0, keep, weights, across: 1, down: 0) }
      passes.append(colors)
    }
    for step in stride(from: max(1, level) - 1, through: 0, by: -1) {
      let width = max(1, picture.width >> step)
      let height = max(1, picture.height >> step)
      colors = colors.map { Self.doubled($0, width: width, height: height) }
      if step > 0 { colors = colors.map(\.rounded) }
    }
    background = colors
  }

  private static func everySecond(_ grid: Grid) -> Grid {
    Grid(width: max(1, grid.width / 2), height: max(1, grid.height / 2)) { x, y in
      grid[2 * x + 1, 2 * y + 1]
    }
  }

  /// Means of 2 x 2 without the person; shares and colors are rounded to bytes.
  private static func halved(_ colors: [Grid], _ keep: Grid) -> ([Grid], Grid) {
    let width = max(1, keep.width / 2)
    let height = max(1, keep.height / 2)
    func corners(_ x: Int, _ y: Int) -> [(Int, Int)] {
      [(2 * x, 2 * y), (2 * x + 1, 2 * y), (2 * x, 2 * y + 1), (2 * x + 1, 2 * y + 1)]
    }
    // Whole numbers, so that halves are exact.
    func share(_ corner: (Int, Int)) -> Double { (255 * keep[corner.0, corner.1]).rounded() }
    let means = colors.map { color in
      Grid(width: width, height: height) { x, y in
        let corners = corners(x, y)
        let sum = corners.reduce(0) { $0 + share($1) }
        let total = corners.reduce(0) {
          $0 + (sum > 0 ? share($1) : 1) * color[$1.0, $1.1]
        }
        return total / (sum > 0 ? sum : 4)
      }.rounded
    }
    let shares = Grid(width: width, height: height) { x, y in
      let mean = corners(x, y).reduce(0) { $0 + share($1) } / 4
      return (mean + 0.5).rounded(.down) / 255
    }
    return (means, shares)
  }

  /// Pixels that are all person take the color of the background beside them.
  private static func edgesFilled(_ colors: [Grid], _ keep: Grid) -> [Grid] {
    colors.map { color in
      Grid(width: color.width, height: color.height) { x, y in
        guard keep[x, y] == 0 else { return color[x, y] }
        var (total, sum) = (0.0, 0.0)
        for down in max(y - 1, 0)...min(y + 1, keep.height - 1) {
          for across in max(x - 1, 0)...min(x + 1, keep.width - 1) {
            let share = (255 * keep[across, down]).rounded()
            total += share * color[across, down]
            sum += share
          }
        }
        return sum > 0 ? (total / sum + 0.5).rounded(.down) : color[x, y]
      }
    }
  }

  private static func pass(
    _ color: Grid, _ keep: Grid, _ weights: [Double], across: Int, down: Int
  ) -> Grid {
    Grid(width: color.width, height: color.height) { x, y in
      var (sum, missing) = (0.0, 1.0)
      for tap in -4...4 {
        let (tapX, tapY) = (x + tap * across, y + tap * down)
        let weight = weights[abs(tap)] * keep[tapX, tapY]
        sum += weight * color[tapX, tapY]
        missing -= weight
      }
      return sum + missing * color[x, y]
    }.rounded
  }

  /// Bilinear, pixel centers at the half.
  private static func doubled(_ color: Grid, width: Int, height: Int) -> Grid {
    Grid(width: width, height: height) { x, y in
      let (positionX, positionY) = ((Double(x) + 0.5) / 2 - 0.5, (Double(y) + 0.5) / 2 - 0.5)
      let (left, top) = (Int(positionX.rounded(.down)), Int(positionY.rounded(.down)))
      let (fractionX, fractionY) = (positionX - Double(left), positionY - Double(top))
      func mixed(_ y: Int) -> Double {
        color[left, y] + fractionX * (color[left + 1, y] - color[left, y])
      }
      return mixed(top) + fractionY * (mixed(top + 1) - mixed(top))
    }
  }
}
