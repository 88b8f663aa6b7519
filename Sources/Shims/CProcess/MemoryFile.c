#define _GNU_SOURCE
#include "CProcess.h"

#include <sys/mman.h>

int makeMemoryFile(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
