/// A disc on a grid of cells, in halves: a cell of the rim counts once where the disc covers about half of it, all
/// others twice. Hard rims would show as stair steps, finer ones look the same.
///
/// It is a set of chords: a row has one that counts twice, or two that count once, the cells that count at all
/// and those that count twice.
struct LensDisc {
  /// Cells of one row, from the center to both sides.
  struct Chord {
    /// Rows below the center.
    let row: Int
    /// Cells to each side.
    let reach: Int
  }

  /// Those that count twice, then the others.
  let chords: [Chord]
  /// Number of those that count twice.
  let doubledCount: Int
  /// Rows above the center, and below it.
  let height: Int

  /// The disc of a radius in cells.
  init(radius: Double) {
    let size = Int(radius.rounded(.up)) + 1
    var (doubled, others): ([Chord], [Chord]) = ([], [])
    for row in -size...size {
      /// Returns how far cells reach that count so often or more; nil for none.
      func reach(_ share: Int) -> Int? {
        (0...size).prefix { Self.halves(row, $0, radius) >= share }.last
      }
      guard let once = reach(1) else { continue }
      let twice = reach(2)
      if twice == once {
        doubled.append(Chord(row: row, reach: once))
      } else {
        others.append(Chord(row: row, reach: once))
        if let twice { others.append(Chord(row: row, reach: twice)) }
      }
    }
    chords = doubled + others
    doubledCount = doubled.count
    height = chords.map { $0.row }.max() ?? 0
  }

  /// Cells to each side of the center.
  var width: Int { chords.map { $0.reach }.max() ?? 0 }

  /// Halves of a cell that lie within a radius, rounded, by 16 x 16 samples.
  private static func halves(_ row: Int, _ column: Int, _ radius: Double) -> Int {
    func coordinate(_ cell: Int, _ sample: Int) -> Double {
      Double(cell) + (Double(sample) + 0.5) / 16 - 0.5
    }
    var count = 0
    for y in 0..<16 {
      for x in 0..<16 {
        let (down, right) = (coordinate(row, y), coordinate(column, x))
        count += down * down + right * right <= radius * radius ? 1 : 0
      }
    }
    return (count + 64) / 128
  }
}
