#ifndef CPIPEWIRE_STREAM_H
#define CPIPEWIRE_STREAM_H

#include <spa/param/video/format-utils.h>

#include "Connection.h"

/// A virtual camera, or a camera that is read.
struct cpipewire_stream {
  cpipewire_connection connection;
  struct pw_stream *stream;
  struct spa_hook hook;
  cpipewire_listener listener;
  _Atomic int state;
  char message[128];
  /// What both sides agreed on; all zero before.
  cpipewire_format format;
  /// Bytes of a frame, and of a row of its first plane; of JPEG 0.
  size_t byte_count, bytes_per_row;
  /// A camera's newest frame, or the one that is being filled; NULL for none.
  struct pw_buffer *newest;
  /// What a virtual camera offers.
  cpipewire_offer offer;
  /// When a virtual camera found no free memory first, in nanoseconds, and for how long it may.
  int64_t starved_since, starving_patience;
  /// Whether the format changed after the first.
  bool has_changed;
};

/// Connects, makes a stream of a node with these properties, and starts its thread once `begin` has had it
/// connect. NULL with `*error`.
cpipewire_stream *cpipewire_make_stream(const char *name, const struct spa_dict *properties,
                                        const struct pw_stream_events *events, cpipewire_listener listener,
                                        int (*begin)(cpipewire_stream *stream, const void *terms),
                                        const void *terms, int *error);

/// The event of a stream's state, for `pw_stream_events`.
void cpipewire_take_state(void *data, enum pw_stream_state old, enum pw_stream_state now, const char *error);

/// Answers a format with the memory that frames of it take, of which the sender says the size.
void cpipewire_agree(cpipewire_stream *stream, bool settles_size);

#endif
