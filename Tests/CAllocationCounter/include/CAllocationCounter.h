#ifndef CALLOCATIONCOUNTER_H
#define CALLOCATIONCOUNTER_H

#include <stdbool.h>

/// Starts or ends counting the calling thread's allocations.
void count_allocations_of_this_thread(bool is_counted);

/// Allocations so far of all threads while they were counted: calls of malloc, calloc, realloc and of
/// the aligned ones.
long counted_allocations(void);

#endif
