#ifndef VBG_CPROCESSOR_H
#define VBG_CPROCESSOR_H

#include <stdbool.h>
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

/// The number of the processor that the calling thread runs on; -1 when the system does not tell.
int32_t processorOfThisThread(void);

/// Moves the calling thread to a processor that it may run on and that is none of these; afterwards it
/// may run where it could before. False when there is no such processor.
bool leaveProcessors(const int32_t *processors, int32_t count);

#endif
