#ifndef CALLOCATIONCOUNTER_H
#define CALLOCATIONCOUNTER_H

#include <stdbool.h>

/// A counter of allocations, at 0. Each test has one of its own, since others run at the same time;
/// there are 65535.
int new_allocation_counter(void);

/// Has the calling thread's allocations counted by a counter from now on; by none for 0.
void count_allocations_of_this_thread(int counter);

/// Allocations that a counter has counted so far, on any thread: calls of malloc, calloc, realloc and of
/// the aligned ones.
long counted_allocations(int counter);

/// Whether allocations are counted: not under a sanitizer, where every count stays 0.
bool allocations_are_counted(void);

#endif
