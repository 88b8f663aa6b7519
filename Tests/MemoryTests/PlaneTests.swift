import Memory
import Testing

/// Memory of planes: where rows and margins are.
@Suite struct PlaneTests {
  @Test(arguments: [(1, 1), (7, 3), (1280, 2)])
  func rowsAndMarginsDoNotOverlap(width: Int, height: Int) {
    let plane = Plane<UInt8>(width: width, height: height, margin: 64)
    let rows = plane.rows
    for y in 0..<height {
      for x in -64..<(width + 64) { rows.row(y)[x] = UInt8(y + 1) }
    }
    for y in 0..<height {
      for x in -64..<(width + 64) { #expect(rows.row(y)[x] == UInt8(y + 1)) }
      #expect(UInt(bitPattern: rows.row(y)) % 64 == 0)
    }
  }
}
