#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// posix_spawn can't tie a child's life to ours, and between vfork and exec nothing may run that allocates
// or locks, as Swift may.

static int become(const struct ProgramStart *start, pid_t parent) {
  const int handled[] = {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT};
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (unsigned index = 0; index < sizeof handled / sizeof *handled; index++) {
    sigaction(handled[index], &standard, NULL);
  }
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
  // The parent may have ended before the line above.
  if (getppid() != parent) return ECHILD;
  // Away from 0, 1 and 2 first: they could take each other's place.
  int streams[3];
  for (int target = 0; target < 3; target++) {
    int source = start->streams[target];
    streams[target] =
        source >= 0 ? fcntl(source, F_DUPFD_CLOEXEC, 3) : open("/dev/null", O_RDWR | O_CLOEXEC);
    if (streams[target] >= 0 && streams[target] < 3) {
      streams[target] = fcntl(streams[target], F_DUPFD_CLOEXEC, 3);
    }
    if (streams[target] < 0) return errno;
  }
  for (int target = 0; target < 3; target++) {
    if (dup2(streams[target], target) < 0) return errno;
  }
  if (start->folder != NULL && chdir(start->folder) != 0) return errno;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(start->path, start->arguments, start->environment);
  return errno;
}

int startProgram(const struct ProgramStart *start, pid_t *process) {
  // No handler of ours may run in the child, which shares this memory until it is another program.
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  volatile int failure = 0;
  pid_t parent = getpid();
  pid_t child = vfork();
  if (child == 0) {
    failure = become(start, parent);
    _exit(127);
  }
  if (child < 0) failure = errno;
  if (child > 0 && failure != 0) {
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
  *process = child;
  return failure;
}

int descriptorOfProcess(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
