#ifndef VBG_CPROCESS_H
#define VBG_CPROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/// How a program is started.
struct ProgramStart {
  /// The program's path; no folder is searched.
  const char *path;
  /// Its arguments and environment, each ended by a null pointer.
  char *const *arguments;
  char *const *environment;
  /// The folder that it starts in; null is this process's.
  const char *folder;
  /// What becomes its descriptors 0, 1 and 2; -1 is `/dev/null`.
  int streams[3];
};

/// Starts a program in a process group of its own. The system kills it when the calling thread ends,
/// whatever ends that. SIGINT, SIGTERM, SIGPIPE, SIGHUP and SIGQUIT do what they do by default in it, and
/// nothing is blocked.
///
/// @return 0, or the number of an error; no process is left then.
int startProgram(const struct ProgramStart *start, pid_t *process);

/// A descriptor that can be read from once a child has ended; -1 where the system has none (before Linux
/// 5.3).
int descriptorOfProcess(pid_t process);

/// A file without a name, in memory, that no child inherits; -1 with an error where there is none.
int makeMemoryFile(const char *name);

/// Places for what must not outlive this process when a signal ends it. All may be called by any thread.
///
/// @return the place; -1 when none is free: it is then left behind.
int guardFile(char *path);
int guardChild(pid_t group);

/// Frees a place. False: a signal is ending the process, and the file's path is in use by its handler.
bool releaseFile(int place);
void releaseChild(int place);

/// From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT remove what is guarded before they end the process.
/// Signals that are ignored or handled otherwise stay so.
void guardAgainstSignals(void);

/// Whether a signal is ignored.
bool isIgnored(int number);

/// Kills all guarded children.
void killGuardedChildren(void);

/// Removes all that is guarded and ends the process by the signal.
void endBySignal(int number);

/// From here on the first SIGINT, SIGTERM and SIGHUP write their number to a descriptor, as one byte; the
/// next of the same number ends the process, unless it comes within a quarter of a second: `timeout` and
/// terminals send some twice. Signals that are ignored stay so.
void watchSignals(int descriptor);

/// Ends that.
void endSignalWatch(void);

#endif
