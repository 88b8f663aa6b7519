#include <errno.h>
#include <string.h>

#include "Stream.h"

/// The formats of pixels that are read, as this module numbers them.
static const uint32_t pixel_formats[] = {
  SPA_VIDEO_FORMAT_YUY2, SPA_VIDEO_FORMAT_UYVY, SPA_VIDEO_FORMAT_NV12,
  SPA_VIDEO_FORMAT_I420, SPA_VIDEO_FORMAT_RGB,  SPA_VIDEO_FORMAT_GRAY8,
};

static int32_t number_of(uint32_t format) {
  for (int32_t index = 0; index < (int32_t)SPA_N_ELEMENTS(pixel_formats); index++) {
    if (pixel_formats[index] == format) return index;
  }
  return -1;
}

/// Reads an agreed format; false for one that was not offered.
static bool read_format(const struct spa_pod *parameter, cpipewire_format *format) {
  uint32_t type, subtype;
  if (spa_format_parse(parameter, &type, &subtype) < 0 || type != SPA_MEDIA_TYPE_video) return false;
  if (subtype == SPA_MEDIA_SUBTYPE_mjpg) {
    struct spa_video_info_mjpg info;
    memset(&info, 0, sizeof info);
    if (spa_format_video_mjpg_parse(parameter, &info) < 0) return false;
    *format = (cpipewire_format){CPIPEWIRE_JPEG, info.size.width, info.size.height, info.framerate.num,
                                 info.framerate.denom, false, false};
    return true;
  }
  struct spa_video_info_raw info;
  memset(&info, 0, sizeof info);
  if (subtype != SPA_MEDIA_SUBTYPE_raw || spa_format_video_raw_parse(parameter, &info) < 0) return false;
  *format = (cpipewire_format){
    number_of(info.format), info.size.width, info.size.height, info.framerate.num, info.framerate.denom,
    info.color_matrix == SPA_VIDEO_COLOR_MATRIX_BT709, info.color_range == SPA_VIDEO_COLOR_RANGE_0_255,
  };
  return format->pixels >= 0;
}

static void take_format(void *data, uint32_t id, const struct spa_pod *parameter) {
  cpipewire_stream *stream = data;
  if (id != SPA_PARAM_Format || !parameter) return;
  cpipewire_format format;
  memset(&format, 0, sizeof format);
  if (!read_format(parameter, &format)) return;
  bool is_other = format.pixels != stream->format.pixels || format.width != stream->format.width ||
                  format.height != stream->format.height;
  if (stream->format.width != 0 && is_other) stream->has_changed = true;
  stream->format = format;
  cpipewire_agree(stream, false);
  cpipewire.pw_thread_loop_signal(stream->connection.loop, false);
}

/// Keeps the newest frame and gives all others back.
static void take_frames(void *data) {
  cpipewire_stream *stream = data;
  struct pw_buffer *buffer;
  while ((buffer = cpipewire.pw_stream_dequeue_buffer(stream->stream))) {
    if (stream->newest) cpipewire.pw_stream_queue_buffer(stream->stream, stream->newest);
    stream->newest = buffer;
  }
  cpipewire.pw_thread_loop_signal(stream->connection.loop, false);
}

static void forget_buffer(void *data, struct pw_buffer *buffer) {
  cpipewire_stream *stream = data;
  if (stream->newest == buffer) stream->newest = NULL;
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS, .state_changed = cpipewire_take_state, .param_changed = take_format,
  .remove_buffer = forget_buffer, .process = take_frames,
};

/// A wished format: pixels or JPEG, the wished size or any, the wished rate at least or any.
static const struct spa_pod *wished(struct spa_pod_builder *builder, const cpipewire_wish *wish, bool is_jpeg,
                                    bool is_exact, bool is_quick) {
  struct spa_pod_frame object;
  spa_pod_builder_push_object(builder, &object, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat);
  spa_pod_builder_add(builder, SPA_FORMAT_mediaType, SPA_POD_Id(SPA_MEDIA_TYPE_video), SPA_FORMAT_mediaSubtype,
                      SPA_POD_Id(is_jpeg ? SPA_MEDIA_SUBTYPE_mjpg : SPA_MEDIA_SUBTYPE_raw), 0);
  if (!is_jpeg) {
    spa_pod_builder_add(
      builder, SPA_FORMAT_VIDEO_format,
      SPA_POD_CHOICE_ENUM_Id(7, pixel_formats[0], pixel_formats[0], pixel_formats[1], pixel_formats[2],
                             pixel_formats[3], pixel_formats[4], pixel_formats[5]), 0);
  }
  struct spa_rectangle size = SPA_RECTANGLE(wish->width, wish->height);
  if (is_exact) {
    spa_pod_builder_add(builder, SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle(&size), 0);
  } else {
    spa_pod_builder_add(builder, SPA_FORMAT_VIDEO_size,
                        SPA_POD_CHOICE_RANGE_Rectangle(&size, &SPA_RECTANGLE(2, 2), &SPA_RECTANGLE(16384, 16384)),
                        0);
  }
  struct spa_fraction rate = SPA_FRACTION(wish->rate_numerator, wish->rate_denominator);
  // 2 % less is the same: 29.97.
  struct spa_fraction least = is_quick
    ? SPA_FRACTION(wish->rate_numerator * 49, wish->rate_denominator * 50) : SPA_FRACTION(0, 1);
  spa_pod_builder_add(builder, SPA_FORMAT_VIDEO_framerate,
                      SPA_POD_CHOICE_RANGE_Fraction(&rate, &least, &SPA_FRACTION(1000, 1)), 0);
  return spa_pod_builder_pop(builder, &object);
}

static int begin(cpipewire_stream *stream, const void *terms) {
  uint8_t memory[8192];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory, sizeof memory);
  const struct spa_pod *formats[6];
  for (int index = 0; index < 6; index++) {
    formats[index] = wished(&builder, terms, index % 2 == 1, index < 4, index < 2);
  }
  return cpipewire.pw_stream_connect(
    stream->stream, PW_DIRECTION_INPUT, PW_ID_ANY,
    PW_STREAM_FLAG_AUTOCONNECT | PW_STREAM_FLAG_MAP_BUFFERS | PW_STREAM_FLAG_DONT_RECONNECT, formats, 6);
}

cpipewire_stream *cpipewire_read_camera(const cpipewire_wish *wish, int *error) {
  struct spa_dict_item items[] = {
    SPA_DICT_ITEM_INIT(PW_KEY_MEDIA_TYPE, "Video"),
    SPA_DICT_ITEM_INIT(PW_KEY_MEDIA_CATEGORY, "Capture"),
    SPA_DICT_ITEM_INIT(PW_KEY_MEDIA_ROLE, "Camera"),
    SPA_DICT_ITEM_INIT("target.object", wish->target),
  };
  cpipewire_listener none = {0};
  return cpipewire_make_stream("vbg", &SPA_DICT_INIT_ARRAY(items), &events, none, begin, wish, error);
}

int cpipewire_wait_for_format(cpipewire_stream *stream, int milliseconds, cpipewire_format *format) {
  cpipewire_connection *connection = &stream->connection;
  int result = 0;
  cpipewire.pw_thread_loop_lock(connection->loop);
  struct timespec deadline = cpipewire_deadline(connection, milliseconds);
  while (result == 0 && stream->format.width == 0) {
    result = stream->state == CPIPEWIRE_LOST ? -EPIPE : cpipewire_wait(connection, &deadline);
  }
  *format = stream->format;
  cpipewire.pw_thread_loop_unlock(connection->loop);
  return result;
}

static void describe(cpipewire_stream *stream, cpipewire_frame *frame) {
  struct spa_buffer *buffer = stream->newest->buffer;
  struct spa_data *data = &buffer->datas[0];
  struct spa_meta_header *header = spa_buffer_find_meta_data(buffer, SPA_META_Header, sizeof *header);
  // The sender writes these numbers: they are read once, and nothing beyond the memory is lent.
  const volatile struct spa_chunk *chunk = data->chunk;
  uint32_t offset = chunk->offset, size = chunk->size;
  int32_t stride = chunk->stride;
  offset = SPA_MIN(offset, data->maxsize);
  size = SPA_MIN(size, data->maxsize - offset);
  frame->bytes = data->data ? (const uint8_t *)data->data + offset : NULL;
  frame->byte_count = data->data ? size : 0;
  frame->bytes_per_row = stride > 0 ? (size_t)stride : 0;
  frame->time = header ? header->pts : 0;
  frame->sequence = header ? header->seq : 0;
  frame->is_corrupted = (chunk->flags & SPA_CHUNK_FLAG_CORRUPTED) != 0 ||
                        (header && (header->flags & SPA_META_HEADER_FLAG_CORRUPTED) != 0);
}

int cpipewire_begin_reading(cpipewire_stream *stream, int milliseconds, cpipewire_frame *frame) {
  cpipewire_connection *connection = &stream->connection;
  int result = 0;
  cpipewire.pw_thread_loop_lock(connection->loop);
  struct timespec deadline = cpipewire_deadline(connection, milliseconds);
  while (result == 0 && !stream->newest) {
    result = stream->state == CPIPEWIRE_LOST ? -EPIPE
             : stream->has_changed           ? -ESTALE
                                             : cpipewire_wait(connection, &deadline);
  }
  // Frames of another format than the one that was agreed are not lent.
  if (result == 0 && stream->has_changed) result = -ESTALE;
  if (result == 0) {
    describe(stream, frame);
  } else {
    cpipewire.pw_thread_loop_unlock(connection->loop);
  }
  return result;
}

void cpipewire_end_reading(cpipewire_stream *stream) {
  cpipewire.pw_stream_queue_buffer(stream->stream, stream->newest);
  stream->newest = NULL;
  cpipewire.pw_thread_loop_unlock(stream->connection.loop);
}
