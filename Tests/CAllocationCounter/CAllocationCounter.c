// Counts of allocations for the test program. Its own malloc and kin come before the C library's for
// every library in the process: they count, then call glibc's own by its second name, which needs no
// dlsym (that would itself allocate). Under a sanitizer, whose allocator must stay in its place and whose
// checks allocate, they step aside and nothing is counted.

#include "CAllocationCounter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

enum { counter_limit = 1 << 16 };
static atomic_int counter_count;
static atomic_long allocation_counts[counter_limit];
static _Thread_local int counter_of_this_thread;

int new_allocation_counter(void) {
  int counter = atomic_fetch_add(&counter_count, 1) + 1;
  if (counter >= counter_limit) abort();
  return counter;
}

void count_allocations_of_this_thread(int counter) { counter_of_this_thread = counter; }

long counted_allocations(int counter) { return atomic_load(&allocation_counts[counter]); }

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)

bool allocations_are_counted(void) { return false; }

#else

bool allocations_are_counted(void) { return true; }

static void note(void) {
  int counter = counter_of_this_thread;
  if (counter) atomic_fetch_add_explicit(&allocation_counts[counter], 1, memory_order_relaxed);
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  note();
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  note();
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  note();
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *block = __libc_memalign(alignment, size);
  if (!block) return ENOMEM;
  *result = block;
  return 0;
}

#endif
