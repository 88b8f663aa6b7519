/// The byte that a render target of 8 bits keeps of a value: clamped to 0...1, times 255, the
/// nearest whole number, half up.
package func q8(_ value: Double) -> UInt8 {
  UInt8((min(max(value, 0), 1) * 255 + 0.5).rounded(.down))
}

/// The byte that a clamped byte array keeps of a value, 0...1: the nearest whole number, half to
/// even.
package func clampedByte(_ value: Double) -> UInt8 {
  UInt8((min(max(value, 0), 1) * 255).rounded(.toNearestOrEven))
}
