import TestSupport

/// Bytes that end right before an unmapped page or begin right behind one, with canaries on the
/// other side, which no computation may change.
final class GuardedBytes {
  private static let canaryCount = 256
  private static let canary: UInt8 = 0xa5

  private let memory: GuardedValues<Float>
  private let capacity: Int
  private var canaries = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

  /// Room for `capacity` bytes.
  init(capacity: Int) {
    self.capacity = (capacity + Self.canaryCount + 3) / 4 * 4
    memory = GuardedValues<Float>(count: self.capacity / 4)
  }

  /// `count` bytes at one end of the memory, each a canary.
  func bytes(_ count: Int, atEnd: Bool) -> UnsafeMutablePointer<UInt8> {
    precondition(count + Self.canaryCount <= capacity, "\(count) bytes do not fit")
    let all = UnsafeMutableRawPointer(memory.part(capacity / 4, atEnd: atEnd).baseAddress!)
      .assumingMemoryBound(to: UInt8.self)
    let used = count + Self.canaryCount
    let start = atEnd ? all + capacity - used : all
    for index in 0..<used { start[index] = Self.canary }
    let bytes = atEnd ? start + Self.canaryCount : start
    canaries = UnsafeMutableBufferPointer(
      start: atEnd ? start : start + count, count: Self.canaryCount)
    return bytes
  }

  /// A copy of `values` at one end of the memory.
  func copy(_ values: [UInt8], atEnd: Bool) -> UnsafeMutablePointer<UInt8> {
    let bytes = bytes(values.count, atEnd: atEnd)
    for (index, value) in values.enumerated() { bytes[index] = value }
    return bytes
  }

  /// Whether nobody wrote beside the bytes that were lent last.
  var isIntact: Bool { canaries.allSatisfy { $0 == Self.canary } }
}
