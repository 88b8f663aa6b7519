#ifndef CPIPEWIRE_H
#define CPIPEWIRE_H

// PipeWire as Swift can use it: its interface is variadic functions, macros and inline calls. The library
// is opened when it is first needed, so that programs start where it is missing; its headers stay within
// this module. Failures are negative numbers of errors.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the library, once; any thread. NULL, or why it can't be used.
const char *_Nullable cpipewire_open_library(void);

/// The library's version, once it is open.
const char *_Nonnull cpipewire_version(void);

/// A node for people and programs to choose.
typedef struct {
  uint32_t id;
  const char *_Nonnull serial, *_Nonnull name, *_Nonnull description;
} cpipewire_node;

/// Tells of each camera of the daemon: nodes of class Video/Source. Waits at most for `seconds`.
int cpipewire_list_cameras(int seconds, void *_Nullable context,
                           void (*_Nonnull found)(void *_Nullable context,
                                                  const cpipewire_node *_Nonnull node));

/// Streams, each with a connection and a thread of its own.
typedef struct cpipewire_stream cpipewire_stream;

enum { CPIPEWIRE_LOST = -1, CPIPEWIRE_CONNECTING = 0, CPIPEWIRE_PAUSED = 1, CPIPEWIRE_STREAMING = 2 };

/// Told on the stream's own thread that `cpipewire_state` may answer something else.
typedef struct {
  void *_Nullable context;
  void (*_Nonnull changed)(void *_Nullable context);
} cpipewire_listener;

/// The frames of a virtual camera: YUY2 of one size and rate.
typedef struct {
  const char *_Nonnull node_name, *_Nonnull description;
  uint32_t width, height, rate_numerator, rate_denominator;
} cpipewire_offer;

/// Frames that are wanted of a camera.
typedef struct {
  /// A node's name or serial number.
  const char *_Nonnull target;
  uint32_t width, height, rate_numerator, rate_denominator;
} cpipewire_wish;

enum {
  CPIPEWIRE_YUY2, CPIPEWIRE_UYVY, CPIPEWIRE_NV12, CPIPEWIRE_I420, CPIPEWIRE_RGB, CPIPEWIRE_GRAY,
  CPIPEWIRE_JPEG
};

/// The format that both sides agreed on.
typedef struct {
  int32_t pixels;
  uint32_t width, height, rate_numerator, rate_denominator;
  bool is_bt709, is_full_range;
} cpipewire_format;

/// A frame in memory that both sides share, valid until it is given back.
typedef struct {
  const uint8_t *_Nullable bytes;
  size_t byte_count;
  size_t bytes_per_row;
  /// Nanoseconds of the monotonic clock; 0 where the sender doesn't tell.
  int64_t time;
  uint64_t sequence;
  bool is_corrupted;
} cpipewire_frame;

/// Makes a virtual camera. NULL with `*error` where there is no daemon.
cpipewire_stream *_Nullable cpipewire_offer_camera(const cpipewire_offer *_Nonnull offer,
                                                   cpipewire_listener listener, int *_Nonnull error);

/// Connects to a camera. NULL with `*error` where there is no daemon.
cpipewire_stream *_Nullable cpipewire_read_camera(const cpipewire_wish *_Nonnull wish, int *_Nonnull error);

/// What the stream does now. Any thread; waits for nobody.
int cpipewire_state(cpipewire_stream *_Nonnull stream);

/// The daemon's words for what went wrong; empty where it has none.
const char *_Nonnull cpipewire_error_message(cpipewire_stream *_Nonnull stream);

/// Waits until the stream is not connecting any more, at most for some milliseconds.
int cpipewire_wait_until_connected(cpipewire_stream *_Nonnull stream, int milliseconds);

/// Lends memory for the next frame of `byte_count` bytes, until `cpipewire_end_frame`, which the same thread
/// must call. -EAGAIN: no reader, or readers hold all memory; -EPIPE: the daemon is gone.
int cpipewire_begin_frame(cpipewire_stream *_Nonnull stream, size_t byte_count,
                          void *_Nullable *_Nonnull memory, size_t *_Nonnull bytes_per_row);

/// Sends the frame.
void cpipewire_end_frame(cpipewire_stream *_Nonnull stream, int64_t time, uint64_t sequence);

/// Waits for a camera's format, at most for some milliseconds. -ETIMEDOUT, or -EPIPE.
int cpipewire_wait_for_format(cpipewire_stream *_Nonnull stream, int milliseconds,
                              cpipewire_format *_Nonnull format);

/// Waits for a camera's next frame and lends the newest, until `cpipewire_end_reading`, which the same thread
/// must call. -ETIMEDOUT; -EPIPE: the daemon or the camera is gone; -ESTALE: its format changed.
int cpipewire_begin_reading(cpipewire_stream *_Nonnull stream, int milliseconds,
                            cpipewire_frame *_Nonnull frame);

/// Gives the frame's memory back.
void cpipewire_end_reading(cpipewire_stream *_Nonnull stream);

/// Ends a stream, its thread and its connection.
void cpipewire_close(cpipewire_stream *_Nonnull stream);

#endif
