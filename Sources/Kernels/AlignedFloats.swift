/// Floats on a 64-byte boundary, written while they are made and constant afterwards.
public final class AlignedFloats: @unchecked Sendable {  // immutable once `init` has returned
  /// The first float; aligned to 64 bytes.
  public let base: UnsafePointer<Float>
  /// The number of floats.
  public let count: Int

  /// Allocates `count` zeros and lets `fill` write them.
  public init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    let floats = memory.bindMemory(to: Float.self)
    floats.initialize(repeating: 0)
    fill(UnsafeMutableBufferPointer(rebasing: floats[0..<count]))
    self.base = UnsafePointer(floats.baseAddress.unsafelyUnwrapped)
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(mutating: base).deallocate() }
}
