#ifndef CPIPEWIRE_LIBRARY_H
#define CPIPEWIRE_LIBRARY_H

#include <pipewire/pipewire.h>

#include "CPipeWire.h"

/// The functions of the library that are called, by the names that it gives them.
#define CPIPEWIRE_FUNCTIONS(X)                                                                              \
  X(pw_init) X(pw_get_library_version) X(pw_log_set_level) X(pw_thread_loop_new) X(pw_thread_loop_start)     \
  X(pw_thread_loop_stop) X(pw_thread_loop_destroy) X(pw_thread_loop_lock) X(pw_thread_loop_unlock)           \
  X(pw_thread_loop_get_loop) X(pw_thread_loop_signal) X(pw_thread_loop_get_time)                            \
  X(pw_thread_loop_timed_wait_full) X(pw_context_new) X(pw_context_connect) X(pw_context_destroy)            \
  X(pw_core_disconnect) X(pw_properties_new_dict) X(pw_proxy_destroy) X(pw_stream_new)                      \
  X(pw_stream_add_listener) X(pw_stream_connect) X(pw_stream_destroy) X(pw_stream_dequeue_buffer)            \
  X(pw_stream_queue_buffer) X(pw_stream_trigger_process) X(pw_stream_is_driving) X(pw_stream_update_params)

/// Where they are, once the library is open.
typedef struct {
#define X(name) __typeof__(&name) name;
  CPIPEWIRE_FUNCTIONS(X)
#undef X
} cpipewire_functions;

extern cpipewire_functions cpipewire;

#endif
