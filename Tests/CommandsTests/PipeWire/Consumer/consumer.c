// consumer TARGET COUNT read|hoard: a program that knows nothing of vbg reads a virtual camera and checks the
// frames of `vbg-pipewire-lab send`: a line for each, `NUMBER ok` or `NUMBER bad`; with `hoard` it gives no
// memory back and never ends.
#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pw_main_loop *loop;
static struct pw_stream *stream;
static struct spa_video_info_raw format;
static int count, is_hoard;

static void check(const uint8_t *bytes, uint32_t size) {
  uint64_t number = 0;
  memcpy(&number, bytes, 8);
  uint32_t bad = size != format.size.width * format.size.height * 2;
  for (uint32_t i = 8; i < size && !bad; i++) bad = bytes[i] != (uint8_t)(i * 7 + (i >> 8) * 13 + number * 37);
  printf("%llu %s\n", (unsigned long long)number, bad ? "bad" : "ok");
}

static void on_process(void *data) {
  struct pw_buffer *buffer;
  (void)data;
  while ((buffer = pw_stream_dequeue_buffer(stream))) {
    struct spa_data *memory = &buffer->buffer->datas[0];
    if (count-- > 0) check((uint8_t *)memory->data + memory->chunk->offset, memory->chunk->size);
    if (is_hoard) continue;
    pw_stream_queue_buffer(stream, buffer);
    if (count <= 0) pw_main_loop_quit(loop);
  }
}

static void on_param(void *data, uint32_t id, const struct spa_pod *param) {
  (void)data;
  if (id != SPA_PARAM_Format || !param) return;
  spa_format_video_raw_parse(param, &format);
  printf("format %ux%u %u/%u\n", format.size.width, format.size.height, format.framerate.num,
         format.framerate.denom);
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS, .param_changed = on_param, .process = on_process,
};

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  count = atoi(argv[2]);
  is_hoard = strcmp(argv[3], "hoard") == 0;
  setvbuf(stdout, NULL, _IOLBF, 0);
  pw_init(NULL, NULL);
  loop = pw_main_loop_new(NULL);
  stream = pw_stream_new_simple(
    pw_main_loop_get_loop(loop), "consumer",
    pw_properties_new(PW_KEY_MEDIA_TYPE, "Video", PW_KEY_MEDIA_CATEGORY, "Capture", PW_KEY_MEDIA_ROLE, "Camera",
                      "target.object", argv[1], NULL),
    &events, NULL);
  uint8_t bytes[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(bytes, sizeof bytes);
  const struct spa_pod *formats[] = {spa_pod_builder_add_object(
    &builder, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat, SPA_FORMAT_mediaType,
    SPA_POD_Id(SPA_MEDIA_TYPE_video), SPA_FORMAT_mediaSubtype, SPA_POD_Id(SPA_MEDIA_SUBTYPE_raw),
    SPA_FORMAT_VIDEO_format, SPA_POD_Id(SPA_VIDEO_FORMAT_YUY2))};
  pw_stream_connect(stream, PW_DIRECTION_INPUT, PW_ID_ANY, PW_STREAM_FLAG_AUTOCONNECT | PW_STREAM_FLAG_MAP_BUFFERS,
                    formats, 1);
  pw_main_loop_run(loop);
  return 0;
}
