#ifndef CPIPEWIRE_CONNECTION_H
#define CPIPEWIRE_CONNECTION_H

#include "Library.h"

/// A connection to the daemon, with a thread that serves it.
typedef struct {
  struct pw_thread_loop *loop;
  struct pw_context *context;
  struct pw_core *core;
  struct spa_hook listener;
  /// Whether the daemon is gone.
  _Atomic bool is_lost;
  /// The last round trip that the daemon has answered.
  int answered;
  /// Told on the connection's thread that it was lost; may be NULL.
  void (*lost)(void *owner);
  void *owner;
} cpipewire_connection;

/// Connects, without starting the thread. 0, or a negative number of an error; to be closed in either case.
int cpipewire_connect(cpipewire_connection *connection, void (*lost)(void *owner), void *owner);

/// Waits on the locked loop until it is signaled; 0, or -ETIMEDOUT once `deadline` has passed.
int cpipewire_wait(cpipewire_connection *connection, struct timespec *deadline);

/// When so many milliseconds from now have passed, on the clock of `cpipewire_wait`.
struct timespec cpipewire_deadline(cpipewire_connection *connection, int milliseconds);

void cpipewire_disconnect(cpipewire_connection *connection);

#endif
