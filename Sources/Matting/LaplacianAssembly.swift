/// Assembly of the matting Laplacian: what each window of 3x3 cells adds to its entries.
///
/// With u the colors of a window's cells less their mean, brought to unit covariance, cells i and j get
/// -(1 + u_i u_j) / 9. A cell's own entry is what makes its row's sum zero, so that a constant costs nothing
/// whatever the rounding.
struct LaplacianAssembly: Sendable {
  let grid: MattingGrid
  /// Red, green and blue, 0...1.
  let colors: [GridPlane]
  let stencil: LaplacianStencil
  let band: MatteBand
  /// Regularization of a window's covariance.
  let epsilon: Double

  /// Clears the entries of rows near the band and adds to them what windows give. Other rows' entries are
  /// not touched, so that threads can do groups of rows each.
  func assemble(rows: Range<Int>) {
    let stride = stencil.entries.stride
    for y in rows {
      for block in 0..<band.blockCount where band.isNear(block, row: y, reach: 2) {
        let first = stencil.entries.row(y) + block * Lanes.scalarCount
        for entry in 0..<LaplacianStencil.depth { (first + entry * stride).lanes = .zero }
      }
    }
    guard grid.width > 2, grid.height > 2 else { return }
    for y in max(1, rows.lowerBound - 1)..<min(grid.height - 1, rows.upperBound + 1) {
      for block in 0..<band.blockCount where band.isNear(block, row: y, reach: 1) {
        addWindows(block: block * Lanes.scalarCount, row: y, to: rows)
      }
    }
  }

  /// Sets a row's cells' own entries; all others are there.
  func closeRow(_ y: Int) {
    let flags = band.row(y)
    for block in 0..<band.blockCount where flags[block] != 0 {
      let x = block * Lanes.scalarCount
      let sum = stencil.neighborSum(block: x, row: y) { _, _ in Lanes(repeating: 1) }
      (stencil.entries.row(y) + x).lanes = -sum
    }
  }

  /// Adds what the windows around 8 cells give to entries of `rows`.
  private func addWindows(block x: Int, row y: Int, to rows: Range<Int>) {
    var u = InlineArray<27, Lanes>(repeating: .zero)
    whiten(&u, x, y)
    // Windows that do not lie in the grid count nothing.
    var weight = Lanes(repeating: -1 / 9)
    for lane in 0..<Lanes.scalarCount where x + lane < 1 || x + lane >= grid.width - 1 {
      weight[lane] = 0
    }
    let stride = stencil.entries.stride
    for i in 0..<9 {
      let (column, row) = (i % 3 - 1, y + i / 3 - 1)
      guard rows.contains(row) else { continue }
      let target = stencil.entries.row(row) + (x + column)
      let (u0, u1, u2) = (u[3 * i] * weight, u[3 * i + 1] * weight, u[3 * i + 2] * weight)
      for j in (i + 1)..<9 {
        let entry = LaplacianStencil.entry(dx: j % 3 - i % 3, dy: j / 3 - i / 3)
        let place = target + entry * stride
        let product = u0 * u[3 * j] + u1 * u[3 * j + 1] + u2 * u[3 * j + 2]
        place.lanes = place.lanes + (weight + product)
      }
    }
  }

  /// The colors of windows' cells less their mean, brought to unit covariance: by the inverse of the
  /// covariance's Cholesky factor, in Double, as the colors of a window often lie on a line.
  @inline(__always)
  private func whiten(_ u: inout InlineArray<27, Lanes>, _ x: Int, _ y: Int) {
    typealias Wide = SIMD8<Double>
    for channel in 0..<3 {
      var sum = Lanes.zero
      for i in 0..<9 {
        let color = (colors[channel].row(y + i / 3 - 1) + (x + i % 3 - 1)).lanes
        u[3 * i + channel] = color
        sum += color
      }
      let mean = sum * (1 / 9)
      for i in 0..<9 { u[3 * i + channel] -= mean }
    }
    let ridge = Wide(repeating: epsilon / 9)
    let ninth = Wide(repeating: 1.0 / 9)
    var (rr, rg, rb, gg, gb, bb) = (
      Wide.zero, Wide.zero, Wide.zero, Wide.zero, Wide.zero, Wide.zero
    )
    for i in 0..<9 {
      let (r, g, b) = (u[3 * i].doubles, u[3 * i + 1].doubles, u[3 * i + 2].doubles)
      rr += r * r
      rg += r * g
      rb += r * b
      gg += g * g
      gb += g * b
      bb += b * b
    }
    rr = rr * ninth + ridge
    gg = gg * ninth + ridge
    bb = bb * ninth + ridge
    rg *= ninth
    rb *= ninth
    gb *= ninth
    let one = Wide(repeating: 1)
    let i0 = one / rr.squareRoot()
    let (l10, l20) = (rg * i0, rb * i0)
    let i1 = one / (gg - l10 * l10).squareRoot()
    let l21 = (gb - l20 * l10) * i1
    let i2 = one / (bb - l20 * l20 - l21 * l21).squareRoot()
    for i in 0..<9 {
      let (r, g, b) = (u[3 * i].doubles, u[3 * i + 1].doubles, u[3 * i + 2].doubles)
      let v0 = r * i0
      let v1 = (g - l10 * v0) * i1
      let v2 = (b - l20 * v0 - l21 * v1) * i2
      u[3 * i] = v0.floats
      u[3 * i + 1] = v1.floats
      u[3 * i + 2] = v2.floats
    }
  }
}
