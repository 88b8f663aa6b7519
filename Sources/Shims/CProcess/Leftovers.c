#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

// Everything that the handlers below call may be called in one (signal-safety(7)).

enum { placeCount = 64 };

static _Atomic(char *) files[placeCount];
static _Atomic(pid_t) children[placeCount];
static atomic_bool isEnding;

int guardFile(char *path) {
  for (int place = 0; place < placeCount; place++) {
    char *none = NULL;
    if (atomic_compare_exchange_strong(&files[place], &none, path)) {
      if (atomic_load(&isEnding)) {
        // The handler may be past this place. It ends the process.
        unlink(path);
        for (;;) pause();
      }
      return place;
    }
  }
  return -1;
}

bool releaseFile(int place) { return place < 0 || atomic_exchange(&files[place], NULL) != NULL; }

int guardChild(pid_t group) {
  for (int place = 0; place < placeCount; place++) {
    pid_t none = 0;
    if (atomic_compare_exchange_strong(&children[place], &none, group)) {
      if (atomic_load(&isEnding)) kill(-group, SIGKILL);
      return place;
    }
  }
  return -1;
}

void releaseChild(int place) {
  if (place >= 0) atomic_store(&children[place], 0);
}

void killGuardedChildren(void) {
  for (int place = 0; place < placeCount; place++) {
    pid_t group = atomic_load(&children[place]);
    if (group > 0) kill(-group, SIGKILL);
  }
}

void endBySignal(int number) {
  atomic_store(&isEnding, true);
  // Children first: they could make a file again.
  killGuardedChildren();
  for (int place = 0; place < placeCount; place++) {
    char *path = atomic_exchange(&files[place], NULL);
    if (path != NULL) unlink(path);
  }
  signal(number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
  _exit(128 + number);
}

static const int guarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { guardedCount = sizeof guarded / sizeof *guarded };

static void handle(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

bool isIgnored(int number) {
  struct sigaction current;
  return sigaction(number, NULL, &current) == 0 && current.sa_handler == SIG_IGN;
}

void guardAgainstSignals(void) {
  for (int index = 0; index < guardedCount; index++) {
    struct sigaction current;
    if (sigaction(guarded[index], NULL, &current) != 0) continue;
    // Swift's runtime may have taken SIGQUIT for a crash, to print where it happened.
    bool isQuit = guarded[index] == SIGQUIT && current.sa_handler != SIG_IGN;
    if (isQuit || current.sa_handler == SIG_DFL) handle(guarded[index], endBySignal);
  }
}

static atomic_int watcher = -1;
static _Atomic(long long) firstTimes[64];

static void note(int number) {
  int saved = errno;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  long long now = time.tv_sec * 1000LL + time.tv_nsec / 1000000, first = 0;
  if (atomic_compare_exchange_strong(&firstTimes[number], &first, now)) {
    unsigned char event = (unsigned char)number;
    if (write(atomic_load(&watcher), &event, 1) < 0) endBySignal(number);
  } else if (now - first > 250) {
    endBySignal(number);
  }
  errno = saved;
}

void watchSignals(int descriptor) {
  atomic_store(&watcher, descriptor);
  sigset_t watched;
  sigemptyset(&watched);
  for (int index = 0; index < guardedCount; index++) {
    int number = guarded[index];
    atomic_store(&firstTimes[number], 0);
    if (number == SIGQUIT || isIgnored(number)) continue;
    handle(number, note);
    sigaddset(&watched, number);
  }
  // Who started this process may have had them blocked in its own thread, which is inherited.
  pthread_sigmask(SIG_UNBLOCK, &watched, NULL);
}

void endSignalWatch(void) {
  for (int index = 0; index < guardedCount; index++) {
    struct sigaction current;
    if (sigaction(guarded[index], NULL, &current) == 0 && current.sa_handler == note) {
      handle(guarded[index], endBySignal);
    }
  }
  atomic_store(&watcher, -1);
}
