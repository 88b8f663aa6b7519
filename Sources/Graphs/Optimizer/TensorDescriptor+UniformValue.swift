extension TensorDescriptor {
  /// The one number that every element of a `float32` constant equals; nil for other values.
  /// Reads no further than the first difference.
  var uniformValue: Float? {
    guard elementType == .float32, let constant else { return nil }
    return constant.withBytes { bytes in
      guard bytes.count >= 4 else { return nil }
      let first = bytes.loadUnaligned(as: Float.self)
      for offset in stride(from: 4, through: bytes.count - 4, by: 4)
      where bytes.loadUnaligned(fromByteOffset: offset, as: Float.self) != first {
        return nil
      }
      return first
    }
  }
}
