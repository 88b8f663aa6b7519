import Memory
import Threads

/// Problem to be solved: the colors of a grid's cells, which of them are known, and what the others tend to.
struct MatteProblem: Sendable {
  let grid: MattingGrid
  /// Red, green and blue of each cell, 0...1.
  let colors: [GridPlane]
  /// The matte, 0...1: that of known cells, and a first guess of the others.
  let matte: GridPlane
  /// The value that each cell is drawn to, 0...1.
  let prior: GridPlane
  /// Weight of it, beside a Laplacian whose entries are about 1.
  let weight: GridPlane
  /// 1 at unknown cells, 0 at others.
  let unknown: GridPlane
  let band: MatteBand

  init(_ grid: MattingGrid) {
    self.grid = grid
    func plane() -> GridPlane { GridPlane(width: grid.width, height: grid.height) }
    colors = (0..<3).map { _ in plane() }
    (matte, prior, weight, unknown) = (plane(), plane(), plane(), plane())
    band = MatteBand(grid)
  }

  /// Takes the mean colors of a row of cells.
  func readColors(_ frame: Rows<UInt32>, row y: Int) {
    let pixelRows = grid.pixels(of: y, frameSize: grid.frameHeight)
    let (reds, greens, blues) = (colors[0].row(y), colors[1].row(y), colors[2].row(y))
    for x in 0..<grid.width {
      let pixels = grid.pixels(of: x, frameSize: grid.frameWidth)
      var (red, green, blue): (UInt32, UInt32, UInt32) = (0, 0, 0)
      for row in pixelRows {
        let pixelRow = frame.row(row)
        for pixel in pixels {
          let value = pixelRow[pixel]
          red &+= value & 255
          green &+= value >> 8 & 255
          blue &+= value >> 16 & 255
        }
      }
      let scale = 1 / (255 * Float(pixels.count * pixelRows.count))
      reds[x] = Float(red) * scale
      greens[x] = Float(green) * scale
      blues[x] = Float(blue) * scale
    }
  }

  /// Takes the mean of a mask of the frame's size as what a row of cells is drawn to.
  func readPrior(_ mask: Rows<UInt8>, row y: Int) {
    let pixelRows = grid.pixels(of: y, frameSize: grid.frameHeight)
    let target = prior.row(y)
    for x in 0..<grid.width {
      let pixels = grid.pixels(of: x, frameSize: grid.frameWidth)
      var sum: UInt32 = 0
      for row in pixelRows {
        let values = mask.row(row)
        for pixel in pixels { sum &+= UInt32(values[pixel]) }
      }
      target[x] = Float(sum) / (255 * Float(pixels.count * pixelRows.count))
    }
  }

  /// Settles a row of cells: known ones are 0 or 1, the others begin as what they are drawn to.
  ///
  /// - Parameters:
  ///   - strength: how much cells are drawn, where the prior is sure.
  ///   - known: a cell's value where it is known.
  @inline(__always)
  func settle(row y: Int, strength: Float, _ known: (_ x: Int) -> Float?) {
    let flags = band.row(y)
    let (unknowns, mattes, weights) = (unknown.row(y), matte.row(y), weight.row(y))
    let priors = prior.row(y)
    for block in 0..<grid.blockCount {
      var hasUnknown: UInt8 = 0
      let first = block * Lanes.scalarCount
      for x in first..<min(first + Lanes.scalarCount, grid.width) {
        let value = known(x)
        unknowns[x] = value == nil ? 1 : 0
        mattes[x] = value ?? priors[x]
        let sureness = (2 * priors[x] - 1) * (2 * priors[x] - 1)
        weights[x] = strength * (sureness + Self.leastSureness)
        if value == nil { hasUnknown = 1 }
      }
      flags[block] = hasUnknown
    }
  }

  /// Sureness of a prior that is none, so that no cell is free.
  private static let leastSureness: Float = 1e-3
}
