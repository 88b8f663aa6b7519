extension TensorDescriptor {
  /// The elements of a constant as 32-bit floats: floats as they are or widened (exact), quantized integers
  /// as `Dequantize` has them (rounded once). Nil for other values. Allocates the result.
  public var widenedFloats: [Float]? {
    switch elementType {
    case .float32, .float16: constant?.floats(as: elementType)
    case .int8: dequantized { Double(Int8(bitPattern: $0[$1])) }
    case .uint8: dequantized { Double($0[$1]) }
    case .int16: dequantized { Double($0.loadUnaligned(fromByteOffset: 2 * $1, as: Int16.self)) }
    default: nil
    }
  }

  /// scale * (stored - zero point), in double precision: exact before the one rounding, and safe
  /// for any zero point that a file holds.
  private func dequantized(_ stored: (UnsafeRawBufferPointer, Int) -> Double) -> [Float]? {
    guard let quantization, let constant, !quantization.scales.isEmpty else { return nil }
    guard constant.byteCount > 0 else { return [] }
    // Elements between neighbors along the quantized axis; the rule has checked that axis.
    let sliceCount = quantization.scales.count
    let innerCount =
      sliceCount == 1 ? 1 : shape.dimensions[(quantization.axis + 1)...].reduce(1, *)
    return constant.withBytes { bytes in
      (0..<shape.elementCount).map { index in
        let slice = sliceCount == 1 ? 0 : index / max(1, innerCount) % sliceCount
        let zeroPoint = Double(quantization.zeroPoints[slice])
        return Float(Double(quantization.scales[slice]) * (stored(bytes, index) - zeroPoint))
      }
    }
  }
}
