#ifndef VBG_CPLATFORM_H
#define VBG_CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

/// Zeros on a 64-byte boundary, for `free`; null when there is no room.
void *_Nullable vbg_aligned_zeros(size_t count);

/// Tells whether so many bytes can be allocated; grows the heap for them.
int vbg_has_room(size_t count);

#if defined(__wasm_atomics__)
/// The most workers that bodies are given to.
enum { vbg_greatest_worker_count = 63 };

/// Gives a body to the next worker; 0 where there are no more.
int vbg_give_body(void *_Nonnull body);

/// Waits for the body of a worker; null for one that there is not.
void *_Nullable vbg_await_body(int worker);

/// Waits until a count is above 0, and takes 1 of it.
void vbg_semaphore_wait(int32_t *_Nonnull count);

/// Adds 1 to a count, and wakes one that waits.
void vbg_semaphore_signal(int32_t *_Nonnull count);

/// Lets some 100 ns pass.
void vbg_pass_time(void);
#endif

/// Nanoseconds of a clock that never goes back.
uint64_t vbg_monotonic_nanoseconds(void);

#endif
