#define _GNU_SOURCE
#include "CProcessor.h"

#include <sched.h>

int32_t processorOfThisThread(void) { return sched_getcpu(); }

bool leaveProcessors(const int32_t *processors, int32_t count) {
  cpu_set_t allowed;
  // Fails where the kernel has more processors than the set can hold.
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return false;
  cpu_set_t left = allowed;
  for (int32_t index = 0; index < count; index++) {
    if (processors[index] >= 0 && processors[index] < CPU_SETSIZE) CPU_CLR(processors[index], &left);
  }
  if (CPU_COUNT(&left) == 0 || sched_setaffinity(0, sizeof left, &left) != 0) return false;
  return sched_setaffinity(0, sizeof allowed, &allowed) == 0;
}
