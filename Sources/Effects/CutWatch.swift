import Memory

/// Watch for cuts in films, by the brightness that the model saw: whatever was remembered of the frames
/// before has then nothing to do with those that follow.
final class CutWatch {
  /// Mean change of brightness of all cells from one frame to the next that is a cut, in levels; what moves
  /// before a camera that stands, or with one that turns, changes less.
  private static let leastChange = 30

  private let width, height: Int
  private let brightness: Plane<UInt8>
  private let row: Plane<UInt8>
  private var isEmpty = true

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    brightness = Plane(width: width, height: height, margin: 0)
    row = Plane(width: width, height: 1, margin: 0)
  }

  /// Forgets the frame before.
  func reset() { isEmpty = true }

  /// Takes in what a finder's last run saw, and tells whether it is another scene.
  func isCut(to finder: any PersonFinder) -> Bool {
    var change = 0
    for y in 0..<height {
      var levels = MutableSpan(_unsafeStart: row.rows.row(0), count: width)
      finder.writePictureRow(y, to: &levels)
      let (now, before) = (row.rows.row(0), brightness.rows.row(y))
      var sum: Int32 = 0
      for x in 0..<width {
        sum &+= abs(Int32(now[x]) &- Int32(before[x]))
        before[x] = now[x]
      }
      change += Int(sum)
    }
    let isCut = !isEmpty && change > Self.leastChange * width * height
    isEmpty = false
    return isCut
  }
}
