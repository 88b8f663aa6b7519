#include "Library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

cpipewire_functions cpipewire;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[256];

static void open_library(void) {
  void *library = dlopen("libpipewire-0.3.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(problem, sizeof problem, "%s", dlerror());
    return;
  }
#define X(name)                                                                       \
  if (!(cpipewire.name = (__typeof__(&name))dlsym(library, #name))) {                 \
    snprintf(problem, sizeof problem, "libpipewire-0.3.so.0 is too old: no " #name);  \
    dlclose(library);                                                                 \
    return;                                                                           \
  }
  CPIPEWIRE_FUNCTIONS(X)
#undef X
  cpipewire.pw_init(NULL, NULL);
  // What goes wrong is said by whoever calls.
  if (!getenv("PIPEWIRE_DEBUG")) cpipewire.pw_log_set_level(SPA_LOG_LEVEL_NONE);
}

const char *cpipewire_open_library(void) {
  pthread_once(&once, open_library);
  return problem[0] ? problem : NULL;
}

const char *cpipewire_version(void) { return cpipewire.pw_get_library_version(); }
