#ifndef VBG_CPROCESSOR_H
#define VBG_CPROCESSOR_H

#include <stdint.h>

#if defined(__x86_64__)
/// XCR0: which register states the operating system saves. XGETBV has no Swift name.
/// Call it only where CPUID reports OSXSAVE.
static inline uint64_t extendedControlRegister0(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

/// The pause hint for spin loops.
static inline void pauseProcessor(void) { __asm__ volatile("pause"); }
#elif defined(__aarch64__)
static inline void pauseProcessor(void) { __asm__ volatile("yield"); }
#else
static inline void pauseProcessor(void) {}
#endif

#endif
