import CProcessor

/// Tells the core that this is a spin loop, which saves power and avoids the memory-order flush on
/// leaving the loop: PAUSE on x86-64 (about 25 ns on recent cores), YIELD on arm64.
@inline(__always)
func pauseHint() {
  pauseProcessor()
}
