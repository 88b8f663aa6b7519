import Memory

/// Mends masks at their own size by connected components: keeps the main person, drops small blobs, fills
/// small holes. See `MaskHygiene`.
///
/// What it remembers of the frame before only makes decisions steady: a cell that the frame's own mask
/// hides stays hidden, but in filled holes. Made for one size; running allocates nothing. One owner at a
/// time.
final class MaskCleaner {
  /// Values from which on cells are connected: well below a half, so that a wrist or a cable joins what a
  /// person holds.
  private static let connectedLevel: UInt8 = 64
  /// Values up to which a cell belongs to a hole, the soft rim included.
  private static let holeLevel: UInt8 = 229
  /// Marks of the frame before: the main person, what was kept, what was filled.
  private enum Mark {
    static let main: UInt8 = 1
    static let kept: UInt8 = 2
    static let filled: UInt8 = 1
  }

  private let width, height: Int
  private let components: ConnectedComponents
  private let marks, holeMarks, near: Plane<UInt8>
  private let counts: Plane<Int32>
  private var main = MainPerson()
  /// Whether no frame was seen yet.
  private var isFirst = true

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    components = ConnectedComponents(width: width, height: height)
    marks = Plane(width: width, height: height, margin: 0)
    holeMarks = Plane(width: width, height: height, margin: 0)
    near = Plane(width: width, height: height, margin: 0)
    counts = Plane(width: width, height: 1, margin: 0)
  }

  /// Forgets all frames: the next one has nothing to do with those before.
  func reset() {
    main.reset()
    isFirst = true
    for storage in [marks.storage, holeMarks.storage] {
      storage.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  /// Mends the next frame's mask.
  func run(_ mask: Rows<UInt8>, to result: Rows<UInt8>, _ options: MaskHygiene) {
    for y in 0..<height { result.row(y).update(from: mask.row(y), count: width) }
    if options.onlyMainPerson || options.leastArea > 0 {
      components.label(
        mask, Self.connectedLevel...255, joinsDiagonals: true, marks: marks.rows)
      choose(options)
      hideDropped(result)
    }
    if options.largestHole > 0 { fillHoles(result, options.largestHole) }
    isFirst = false
  }

  /// Decides which components stay.
  private func choose(_ options: MaskHygiene) {
    let cellCount = Float(width) * Float(height)
    forEachLabel { label in
      let component = components[label]
      // What was there before stays until it is clearly too small.
      let wasKept = component.secondMarkArea * 2 > component.area
      let limit = options.leastArea * (wasKept ? 0.7 : 1)
      components[label].isKept = Float(component.area) / cellCount * 100 >= limit
    }
    guard options.onlyMainPerson else { return mark(main: 0) }
    let label = main.choose(among: components)
    mark(main: label)
    forEachLabel { components[$0].isKept = $0 == label && components[$0].isKept }
    guard label != 0, components[label].isKept else { return }
    keepWhatIsHeld(by: label, leastArea: options.leastArea * cellCount / 100)
  }

  /// Remembers where the main person is, who may be too small to stay; while they are gone, where they were.
  private func mark(main label: Int32) {
    for y in 0..<height {
      let (row, labels) = (marks.rows.row(y), components.row(y))
      if label == 0 {
        for x in 0..<width { row[x] &= Mark.main }
      } else {
        for x in 0..<width { row[x] = labels[x] == label ? Mark.main : 0 }
      }
    }
  }

  /// Keeps small components beside the main person: hands that the mask parts from their arms, what they
  /// hold.
  private func keepWhatIsHeld(by label: Int32, leastArea: Float) {
    let rows = near.rows
    for y in 0..<height {
      let (row, labels) = (rows.row(y), components.row(y))
      for x in 0..<width { row[x] = labels[x] == label ? 1 : 0 }
    }
    CellSpread.widen(
      rows, bit: 1, distance: max(2, max(width, height) / 24), counts: counts.rows.row(0))
    let largest = components[label].area / 5
    for y in 0..<height {
      let (row, labels) = (rows.row(y), components.row(y))
      for x in 0..<width where row[x] != 0 && labels[x] != 0 {
        let area = components[labels[x]].area
        if area <= largest && Float(area) >= leastArea { components[labels[x]].isKept = true }
      }
    }
  }

  /// Hides dropped components, and what is soft and not beside one that stays.
  private func hideDropped(_ result: Rows<UInt8>) {
    let rows = near.rows
    for y in 0..<height {
      let (row, labels, marks) = (rows.row(y), components.row(y), marks.rows.row(y))
      for x in 0..<width {
        let isKept = labels[x] != 0 && components[labels[x]].isKept
        row[x] = isKept ? 1 : 0
        if isKept { marks[x] |= Mark.kept }
      }
    }
    CellSpread.widen(
      rows, bit: 1, distance: max(2, max(width, height) / 64), counts: counts.rows.row(0))
    for y in 0..<height {
      let (row, labels, cells) = (rows.row(y), components.row(y), result.row(y))
      for x in 0..<width {
        let stays = labels[x] != 0 ? components[labels[x]].isKept : row[x] != 0
        if !stays { cells[x] = 0 }
      }
    }
  }

  /// Fills holes of at most `largest` per cent of the frame that nothing joins to its border. One
  /// that was not there before must be clearly smaller, so that one at the limit does not come and go.
  private func fillHoles(_ result: Rows<UInt8>, _ largest: Float) {
    components.label(
      result, 0...Self.holeLevel, joinsDiagonals: false, marks: holeMarks.rows)
    let cellCount = Float(width) * Float(height)
    forEachLabel { label in
      let component = components[label]
      let wasFilled = component.firstMarkArea * 2 > component.area
      let limit = largest * (wasFilled || isFirst ? 1 : 0.8)
      components[label].isKept =
        !component.touchesBorder && Float(component.area) / cellCount * 100 <= limit
    }
    for y in 0..<height {
      let (cells, labels, marks) = (result.row(y), components.row(y), holeMarks.rows.row(y))
      for x in 0..<width {
        let isFilled = labels[x] != 0 && components[labels[x]].isKept
        if isFilled { cells[x] = 255 }
        marks[x] = isFilled ? Mark.filled : 0
      }
    }
  }

  private func forEachLabel(_ body: (Int32) -> Void) {
    var label: Int32 = 1
    while Int(label) <= components.count {
      body(label)
      label += 1
    }
  }
}
