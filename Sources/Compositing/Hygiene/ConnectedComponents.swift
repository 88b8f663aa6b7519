import Memory

/// Connected components of a mask: two passes over its rows with a forest of provisional labels.
///
/// Made for one size; labeling allocates nothing. One owner at a time.
final class ConnectedComponents {
  /// Component of a mask.
  struct Component: BitwiseCopyable {
    /// Cells.
    var area = 0
    /// Sum of the cells' values, in levels.
    var weight: Int64 = 0
    /// Sums of the cells' columns and rows.
    var columnSum: Int64 = 0
    var rowSum: Int64 = 0
    /// Cells of at least `strongLevel`.
    var strongArea = 0
    /// Cells that have each bit of the marks, from the lowest on.
    var firstMarkArea = 0
    var secondMarkArea = 0
    var touchesBorder = false
    /// Whether it is in the result; for who judges components.
    var isKept = false
  }

  /// Value from which on a cell is surely person.
  static let strongLevel: UInt8 = 128

  /// The components, those of the upper rows first; labels count from 1.
  private(set) var count = 0
  let width, height: Int
  private let labels: Plane<Int32>
  /// For each provisional label a smaller one of the same component, or its own; then the final label.
  private let parents: UnsafeMutableBufferPointer<Int32>
  private let components: UnsafeMutableBufferPointer<Component>
  private let storages: [Storage]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    labels = Plane(width: width, height: height, margin: 1)
    // A provisional label begins where the cell to the left is outside.
    let labelCount = height * ((width + 1) / 2) + 1
    storages = [
      Storage(of: Int32.self, count: labelCount), Storage(of: Component.self, count: labelCount),
    ]
    parents = storages[0].elements(of: Int32.self)
    components = storages[1].elements(of: Component.self)
  }

  /// A component by its label, 1...`count`.
  subscript(label: Int32) -> Component {
    get { components[Int(label)] }
    set { components[Int(label)] = newValue }
  }

  /// A row of labels; 0 for cells outside.
  func row(_ y: Int) -> UnsafePointer<Int32> { UnsafePointer(labels.rows.row(y)) }

  /// Labels the cells whose values are in `range`.
  ///
  /// - Parameters:
  ///   - joinsDiagonals: whether cells that meet at a corner are connected.
  ///   - marks: two bits for every cell, whose areas are counted.
  func label(
    _ mask: Rows<UInt8>, _ range: ClosedRange<UInt8>, joinsDiagonals: Bool, marks: Rows<UInt8>
  ) {
    let provisionalCount = labelProvisionally(mask, range, joinsDiagonals)
    count = 0
    components[0] = Component()
    for label in 1..<Int(provisionalCount) {
      let parent = parents[label]
      if Int(parent) == label {
        count += 1
        parents[label] = Int32(truncatingIfNeeded: count)
        components[count] = Component()
      } else {
        // Parents are smaller, and so final already.
        parents[label] = parents[Int(parent)]
      }
    }
    for y in 0..<height { measure(y, mask.row(y), marks.row(y)) }
  }

  /// Returns one more than the greatest provisional label.
  private func labelProvisionally(
    _ mask: Rows<UInt8>, _ range: ClosedRange<UInt8>, _ joinsDiagonals: Bool
  ) -> Int32 {
    var next: Int32 = 1
    for y in 0..<height {
      let (values, row) = (mask.row(y), labels.rows.row(y))
      let above = y > 0 ? labels.rows.row(y - 1) : nil
      row[-1] = 0
      row[width] = 0
      for x in 0..<width {
        guard range.contains(values[x]) else {
          row[x] = 0
          continue
        }
        var label = row[x - 1]
        if let above {
          if above[x] != 0 {
            label = join(label, above[x])
          } else if joinsDiagonals {
            label = join(join(label, above[x - 1]), above[x + 1])
          }
        }
        if label == 0 {
          label = next
          parents[Int(next)] = next
          next &+= 1
        }
        row[x] = label
      }
    }
    return next
  }

  /// Makes two labels one, where both are there, and returns it.
  @inline(__always)
  private func join(_ one: Int32, _ other: Int32) -> Int32 {
    if one == other || other == 0 { return one }
    if one == 0 { return other }
    let (first, second) = (root(one), root(other))
    let (least, greatest) = (min(first, second), max(first, second))
    parents[Int(greatest)] = least
    return least
  }

  private func root(_ label: Int32) -> Int32 {
    var label = label
    while parents[Int(label)] != label {
      // Halves the way for who comes next.
      parents[Int(label)] = parents[Int(parents[Int(label)])]
      label = parents[Int(label)]
    }
    return label
  }

  private func measure(
    _ y: Int, _ values: UnsafeMutablePointer<UInt8>, _ marks: UnsafeMutablePointer<UInt8>
  ) {
    let row = labels.rows.row(y)
    var x = 0
    while x < width {
      guard row[x] != 0 else {
        x += 1
        continue
      }
      let first = x
      let label = parents[Int(row[x])]
      var weight = 0
      var (strongArea, firstMarkArea, secondMarkArea) = (0, 0, 0)
      // A run of cells is of one component.
      while x < width && row[x] != 0 {
        row[x] = label
        weight &+= Int(values[x])
        strongArea &+= values[x] >= Self.strongLevel ? 1 : 0
        firstMarkArea &+= Int(marks[x] & 1)
        secondMarkArea &+= Int(marks[x] >> 1 & 1)
        x += 1
      }
      let length = x - first
      components[Int(label)].area += length
      components[Int(label)].weight += Int64(weight)
      components[Int(label)].columnSum += Int64(first + x - 1) * Int64(length) / 2
      components[Int(label)].rowSum += Int64(y) * Int64(length)
      components[Int(label)].strongArea += strongArea
      components[Int(label)].firstMarkArea += firstMarkArea
      components[Int(label)].secondMarkArea += secondMarkArea
      if y == 0 || y == height - 1 || first == 0 || x == width {
        components[Int(label)].touchesBorder = true
      }
    }
  }
}
