#if arch(x86_64)
  /// The PAUSE instruction: tells the core that this is a spin loop, which saves power and avoids
  /// the memory-order flush on leaving the loop. About 25 ns on recent cores.
  ///
  /// `_mm_pause` of immintrin.h is a compiler builtin without a symbol, so Swift can't link it; the
  /// LLVM intrinsic of that name takes and returns nothing, and lowers to the one instruction.
  @_silgen_name("llvm.x86.sse2.pause")
  func pauseHint()
#else
  /// No hint on this architecture: the loop polls.
  @inline(__always)
  func pauseHint() {}
#endif
