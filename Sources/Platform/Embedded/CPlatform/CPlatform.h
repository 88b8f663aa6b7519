#ifndef VBG_CPLATFORM_H
#define VBG_CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

/// Zeros on a 64-byte boundary, for `free`; null when there is no room.
void *_Nullable vbg_aligned_zeros(size_t count);

/// Nanoseconds of a clock that never goes back.
uint64_t vbg_monotonic_nanoseconds(void);

#endif
