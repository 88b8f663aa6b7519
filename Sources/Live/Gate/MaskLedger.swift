/// The mask of the latest inference and the one before, one byte a cell, 255 for all person.
final class MaskLedger {
  let width: Int
  let height: Int
  private(set) var current: UnsafeMutableBufferPointer<UInt8>
  private var previous: UnsafeMutableBufferPointer<UInt8>
  /// Masks since the last reset, up to 2.
  private var count = 0

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    current = .allocate(capacity: width * height)
    previous = .allocate(capacity: width * height)
    current.initialize(repeating: 0)
    previous.initialize(repeating: 0)
  }

  deinit {
    current.deallocate()
    previous.deallocate()
  }

  /// Takes a mask in: `body` writes all cells.
  func record<Result>(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Result) -> Result {
    swap(&current, &previous)
    count = min(2, count + 1)
    return body(current)
  }

  /// A row of the current mask.
  func row(_ y: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(rebasing: current[y * width..<(y + 1) * width])
  }

  /// Forgets all masks.
  func reset() { count = 0 }

  /// What the current mask says.
  ///
  /// - Parameter visibleLevel: the least value of a cell where the person shows.
  func summary(visibleLevel: UInt8) -> MaskSummary {
    var (person, new) = (0, 0)
    // Sums of 8 bits stay whole in 255 cells, and such loops become vectors.
    for start in stride(from: 0, to: current.count, by: 255) {
      var (somePerson, someNew) = (UInt8(0), UInt8(0))
      for index in start..<min(start + 255, current.count) {
        let isPerson: UInt8 = current[index] >= visibleLevel ? 1 : 0
        let wasPerson: UInt8 = previous[index] >= visibleLevel ? 1 : 0
        somePerson &+= isPerson
        someNew &+= isPerson & ~wasPerson
      }
      person += Int(somePerson)
      new += Int(someNew)
    }
    let total = Float(current.count)
    return MaskSummary(
      personShare: Float(person) / total, growth: count < 2 ? nil : Float(new) / total)
  }
}
