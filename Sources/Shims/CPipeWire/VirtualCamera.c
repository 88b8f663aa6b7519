#include <errno.h>
#include <time.h>

#include "Stream.h"

static void take_format(void *data, uint32_t id, const struct spa_pod *parameter) {
  cpipewire_stream *stream = data;
  if (id == SPA_PARAM_Format && parameter) cpipewire_agree(stream, true);
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS, .state_changed = cpipewire_take_state, .param_changed = take_format,
};

/// Offers one format: the first reader settles it for all others, and not every program adapts.
static const struct spa_pod *describe(struct spa_pod_builder *builder, const cpipewire_offer *offer) {
  return spa_pod_builder_add_object(
    builder, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat, SPA_FORMAT_mediaType,
    SPA_POD_Id(SPA_MEDIA_TYPE_video), SPA_FORMAT_mediaSubtype, SPA_POD_Id(SPA_MEDIA_SUBTYPE_raw),
    SPA_FORMAT_VIDEO_format, SPA_POD_Id(SPA_VIDEO_FORMAT_YUY2), SPA_FORMAT_VIDEO_size,
    SPA_POD_Rectangle(&SPA_RECTANGLE(offer->width, offer->height)), SPA_FORMAT_VIDEO_framerate,
    SPA_POD_Fraction(&SPA_FRACTION(offer->rate_numerator, offer->rate_denominator)));
}

static int begin(cpipewire_stream *stream, const void *terms) {
  const cpipewire_offer *offer = terms;
  uint8_t memory[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory, sizeof memory);
  const struct spa_pod *format = describe(&builder, offer);
  stream->offer = *offer;
  stream->bytes_per_row = (size_t)offer->width * 2;
  stream->byte_count = stream->bytes_per_row * offer->height;
  return cpipewire.pw_stream_connect(stream->stream, PW_DIRECTION_OUTPUT, PW_ID_ANY,
                                     PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS, &format, 1);
}

cpipewire_stream *cpipewire_offer_camera(const cpipewire_offer *offer, cpipewire_listener listener, int *error) {
  struct spa_dict_item items[] = {
    SPA_DICT_ITEM_INIT(PW_KEY_MEDIA_CLASS, "Video/Source"),
    SPA_DICT_ITEM_INIT(PW_KEY_MEDIA_ROLE, "Camera"),
    SPA_DICT_ITEM_INIT(PW_KEY_NODE_NAME, offer->node_name),
    SPA_DICT_ITEM_INIT(PW_KEY_NODE_DESCRIPTION, offer->description),
    SPA_DICT_ITEM_INIT(PW_KEY_MEDIA_NAME, offer->description),
    SPA_DICT_ITEM_INIT(PW_KEY_NODE_VIRTUAL, "true"),
  };
  return cpipewire_make_stream(offer->node_name, &SPA_DICT_INIT_ARRAY(items), &events, listener, begin, offer,
                               error);
}

/// Hands over a buffer that holds so many bytes of a frame; of none readers take no notice.
static void send(cpipewire_stream *stream, struct pw_buffer *buffer, size_t byte_count) {
  struct spa_chunk *chunk = buffer->buffer->datas[0].chunk;
  chunk->offset = 0;
  chunk->size = (uint32_t)byte_count;
  chunk->stride = (int32_t)stream->bytes_per_row;
  chunk->flags = byte_count > 0 ? 0 : SPA_CHUNK_FLAG_CORRUPTED;
  cpipewire.pw_stream_queue_buffer(stream->stream, buffer);
}

/// Begins a cycle of the graph, also where all memory is taken: readers then give theirs back.
static void drive(cpipewire_stream *stream) {
  if (cpipewire.pw_stream_is_driving(stream->stream)) cpipewire.pw_stream_trigger_process(stream->stream);
}

/// How long readers may hold all memory at first, and at last.
static const int64_t first_patience = 1000000000, last_patience = 30000000000;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return SPA_TIMESPEC_TO_NSEC(&time);
}

/// Notices that all memory has been held for long: by a reader who gives nothing back, or by one who died. The
/// format is then offered anew, for which both sides agree on other memory; less and less often.
static void starve(cpipewire_stream *stream) {
  if (stream->starved_since == 0) stream->starved_since = now();
  if (stream->starving_patience == 0) stream->starving_patience = first_patience;
  if (now() - stream->starved_since < stream->starving_patience) return;
  stream->starved_since = 0;
  stream->starving_patience = SPA_MIN(2 * stream->starving_patience, last_patience);
  uint8_t memory[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory, sizeof memory);
  const struct spa_pod *format = describe(&builder, &stream->offer);
  cpipewire.pw_stream_update_params(stream->stream, &format, 1);
}

static int begin_locked(cpipewire_stream *stream, size_t byte_count) {
  if (stream->state == CPIPEWIRE_LOST) return -EPIPE;
  if (stream->state != CPIPEWIRE_STREAMING) return -EAGAIN;
  if (byte_count != stream->byte_count) return -EMSGSIZE;
  struct pw_buffer *buffer = cpipewire.pw_stream_dequeue_buffer(stream->stream);
  if (!buffer) {
    drive(stream);
    starve(stream);
    return -EAGAIN;
  }
  struct spa_data *data = &buffer->buffer->datas[0];
  if (!data->data || data->maxsize < byte_count) {
    send(stream, buffer, 0);
    return -EAGAIN;
  }
  stream->newest = buffer;
  stream->starved_since = 0;
  return 0;
}

int cpipewire_begin_frame(cpipewire_stream *stream, size_t byte_count, void **memory, size_t *bytes_per_row) {
  cpipewire.pw_thread_loop_lock(stream->connection.loop);
  int result = begin_locked(stream, byte_count);
  if (result != 0) {
    cpipewire.pw_thread_loop_unlock(stream->connection.loop);
    return result;
  }
  *memory = stream->newest->buffer->datas[0].data;
  *bytes_per_row = stream->bytes_per_row;
  return 0;
}

void cpipewire_end_frame(cpipewire_stream *stream, int64_t time, uint64_t sequence) {
  struct spa_meta_header *header =
    spa_buffer_find_meta_data(stream->newest->buffer, SPA_META_Header, sizeof *header);
  if (header) {
    header->flags = 0;
    header->pts = time;
    header->seq = sequence;
    header->dts_offset = 0;
  }
  send(stream, stream->newest, stream->byte_count);
  stream->newest = NULL;
  drive(stream);
  cpipewire.pw_thread_loop_unlock(stream->connection.loop);
}
