#include "Stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell(cpipewire_stream *stream) {
  if (stream->listener.changed) stream->listener.changed(stream->listener.context);
  cpipewire.pw_thread_loop_signal(stream->connection.loop, false);
}

static void lose(void *owner) {
  cpipewire_stream *stream = owner;
  stream->state = CPIPEWIRE_LOST;
  tell(stream);
}

void cpipewire_take_state(void *data, enum pw_stream_state old, enum pw_stream_state now, const char *error) {
  (void)old;
  cpipewire_stream *stream = data;
  // What is lost stays lost: its owner makes another.
  if (stream->state == CPIPEWIRE_LOST) return;
  if (error) snprintf(stream->message, sizeof stream->message, "%s", error);
  switch (now) {
    case PW_STREAM_STATE_CONNECTING: stream->state = CPIPEWIRE_CONNECTING; break;
    case PW_STREAM_STATE_PAUSED: stream->state = CPIPEWIRE_PAUSED; break;
    case PW_STREAM_STATE_STREAMING: stream->state = CPIPEWIRE_STREAMING; break;
    default: stream->state = CPIPEWIRE_LOST;
  }
  tell(stream);
}

cpipewire_stream *cpipewire_make_stream(const char *name, const struct spa_dict *properties,
                                        const struct pw_stream_events *events, cpipewire_listener listener,
                                        int (*begin)(cpipewire_stream *stream, const void *terms),
                                        const void *terms, int *error) {
  cpipewire_stream *stream = calloc(1, sizeof *stream);
  if (!stream) abort();
  int result = cpipewire_connect(&stream->connection, lose, stream);
  if (result == 0) {
    stream->stream =
      cpipewire.pw_stream_new(stream->connection.core, name, cpipewire.pw_properties_new_dict(properties));
    if (!stream->stream) result = -errno;
  }
  if (result == 0) {
    cpipewire.pw_stream_add_listener(stream->stream, &stream->hook, events, stream);
    result = begin(stream, terms);
  }
  // Nobody is told before the thread runs: the caller does not know the stream yet.
  stream->listener = listener;
  if (result == 0) result = cpipewire.pw_thread_loop_start(stream->connection.loop);
  if (result == 0) return stream;
  *error = result;
  cpipewire_close(stream);
  return NULL;
}

void cpipewire_agree(cpipewire_stream *stream, bool settles_size) {
  uint8_t memory[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory, sizeof memory);
  struct spa_pod_frame object;
  const struct spa_pod *answers[2];
  spa_pod_builder_push_object(&builder, &object, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers);
  // Eight, so that a reader who keeps some leaves others for the rest.
  spa_pod_builder_add(
    &builder, SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int(8, 2, 16), SPA_PARAM_BUFFERS_dataType,
    SPA_POD_CHOICE_FLAGS_Int((1 << SPA_DATA_MemFd) | (1 << SPA_DATA_MemPtr)), 0);
  if (settles_size) {
    spa_pod_builder_add(
      &builder, SPA_PARAM_BUFFERS_blocks, SPA_POD_Int(1), SPA_PARAM_BUFFERS_size,
      SPA_POD_Int((int32_t)stream->byte_count), SPA_PARAM_BUFFERS_stride,
      SPA_POD_Int((int32_t)stream->bytes_per_row), 0);
  }
  answers[0] = spa_pod_builder_pop(&builder, &object);
  answers[1] = spa_pod_builder_add_object(
    &builder, SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta, SPA_PARAM_META_type, SPA_POD_Id(SPA_META_Header),
    SPA_PARAM_META_size, SPA_POD_Int(sizeof(struct spa_meta_header)));
  cpipewire.pw_stream_update_params(stream->stream, answers, 2);
}

int cpipewire_state(cpipewire_stream *stream) { return stream->state; }

const char *cpipewire_error_message(cpipewire_stream *stream) { return stream->message; }

int cpipewire_wait_until_connected(cpipewire_stream *stream, int milliseconds) {
  cpipewire_connection *connection = &stream->connection;
  int result = 0;
  cpipewire.pw_thread_loop_lock(connection->loop);
  struct timespec deadline = cpipewire_deadline(connection, milliseconds);
  while (result == 0 && stream->state == CPIPEWIRE_CONNECTING) {
    result = cpipewire_wait(connection, &deadline);
  }
  if (stream->state == CPIPEWIRE_LOST) result = -EPIPE;
  cpipewire.pw_thread_loop_unlock(connection->loop);
  return result;
}

void cpipewire_close(cpipewire_stream *stream) {
  if (stream->connection.loop) cpipewire.pw_thread_loop_stop(stream->connection.loop);
  stream->listener.changed = NULL;
  if (stream->stream) {
    spa_hook_remove(&stream->hook);
    cpipewire.pw_stream_destroy(stream->stream);
  }
  cpipewire_disconnect(&stream->connection);
  free(stream);
}
