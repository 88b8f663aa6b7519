import Compositing

/// The mask of the latest inference and the one before, one byte a cell, 255 for all person.
package final class MaskLedger {
  package let width: Int
  package let height: Int
  private var current, previous: Storage
  /// Masks since the last reset, up to 2.
  private var count = 0

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
    current = Storage(byteCount: width * height)
    previous = Storage(byteCount: width * height)
  }

  /// Takes in the mask of a finder's last run.
  ///
  /// - Returns: whether the model's output is all numbers; where it is not, cells are of no meaning.
  package func record(from finder: any PersonFinder) -> Bool {
    record { _ in
      guard finder.outputIsFinite() else { return false }
      for y in 0..<height {
        var cells = row(y).mutableSpan
        finder.writeMaskRow(y, to: &cells)
      }
      return true
    }
  }

  /// Takes a mask in: `body` writes all cells.
  package func record<Result>(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Result) -> Result {
    swap(&current, &previous)
    count = min(2, count + 1)
    return body(current.elements(of: UInt8.self))
  }

  /// A row of the current mask.
  package func row(_ y: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(
      rebasing: current.elements(of: UInt8.self)[y * width..<(y + 1) * width])
  }

  /// Forgets all masks.
  package func reset() { count = 0 }

  /// Returns what the current mask says.
  ///
  /// - Parameter visibleLevel: the least value of a cell where the person shows.
  package func summary(visibleLevel: UInt8) -> MaskSummary {
    let (current, previous) = (current.bytes, previous.bytes)
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

/// Summary of a mask, in shares of its cells, 0...1. A cell is person where the person shows at
/// all.
public struct MaskSummary: Sendable, Hashable {
  /// Cells that are person.
  public var personShare: Float
  /// Cells that are person and were not in the mask before; nil when there is none before.
  public var growth: Float?

  /// A summary.
  public init(personShare: Float, growth: Float?) {
    self.personShare = personShare
    self.growth = growth
  }
}

extension CompositorOptions {
  /// The least value of a mask's cell where the person shows.
  package var leastVisibleLevel: UInt8 {
    UInt8(min(255, max(1, (visibleAbove * 255).rounded())))
  }
}
