import Graphs
import Memory

/// Tensors of any type, as the bytes that a file of them has.
extension Session {
  /// Writes all elements of an input from their bytes, dense and in row-major order; outputs as for
  /// `withInputRow`.
  ///
  /// - Precondition: `bytes` has the input's byte count.
  public func setInput(_ input: Int, toBytes bytes: Span<UInt8>) {
    let descriptor = plan.inputs[input]
    precondition(
      bytes.count == descriptor.byteCount,
      "input: expected \(descriptor.byteCount) bytes, found \(bytes.count)")
    let size = descriptor.elementType.byteCount
    bytes.withUnsafeBufferPointer { source in
      var (row, next) = (0, 0)
      while next < source.count {
        let (start, count) = inputRow(input, row, of: descriptor.elementType)
        start.copyMemory(from: source.baseAddress! + next, byteCount: count * size)
        next += count * size
        row += 1
      }
    }
  }

  /// The bytes of a dense copy of an output in row-major order, valid as for `withOutputRow`. Allocates
  /// them.
  ///
  /// - Precondition: `output` exists.
  public func outputBytes(_ output: Int) -> [UInt8] {
    let descriptor = plan.outputs[output]
    let size = descriptor.elementType.byteCount
    return [UInt8](unsafeUninitializedCapacity: descriptor.byteCount) { target, filled in
      var row = 0
      while filled < descriptor.byteCount {
        let (start, count) = outputRow(output, row, of: descriptor.elementType)
        (target.baseAddress! + filled).update(
          from: start.assumingMemoryBound(to: UInt8.self), count: count * size)
        filled += count * size
        row += 1
      }
    }
  }
}
