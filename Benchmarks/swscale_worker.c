// libswscale as a worker that a driver steers: swscale_worker FROM TO WIDTH HEIGHT FLAGS
// FLAGS: point, fast-bilinear or bicubic (its default). The commands are those of vbg-benchmark's
// ConversionWorker. Pictures are read and written without gaps; in memory their rows are aligned
// to 64 bytes, which libswscale likes best.

#include <libavutil/imgutils.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct picture {
  enum AVPixelFormat format;
  uint8_t *planes[4];
  int strides[4];
};

static void fail(const char *message) {
  fprintf(stderr, "swscale_worker: %s\n", message);
  exit(2);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static enum AVPixelFormat format_named(const char *name) {
  static const char *names[][2] = {
      {"yuyv", "yuyv422"}, {"uyvy", "uyvy422"}, {"i420", "yuv420p"}, {"i422", "yuv422p"},
      {"i444", "yuv444p"}, {"rgb", "rgb24"},    {"gray", "gray"}};
  for (size_t index = 0; index < sizeof names / sizeof names[0]; index++)
    if (!strcmp(name, names[index][0])) name = names[index][1];
  enum AVPixelFormat format = av_get_pix_fmt(name);
  if (format == AV_PIX_FMT_NONE) fail("unknown format");
  return format;
}

static struct picture make_picture(const char *name, int width, int height) {
  struct picture picture = {.format = format_named(name)};
  if (av_image_alloc(picture.planes, picture.strides, width, height, picture.format, 64) < 0)
    fail("no memory");
  return picture;
}

static void transfer(const char *path, struct picture *picture, int width, int height, int writes) {
  int size = av_image_get_buffer_size(picture->format, width, height, 1);
  uint8_t *bytes = av_malloc(size);
  uint8_t *planes[4];
  int strides[4];
  FILE *file = fopen(path, writes ? "wb" : "rb");
  if (!file || !bytes) fail("cannot open the file");
  av_image_fill_arrays(planes, strides, bytes, picture->format, width, height, 1);
  if (writes) {
    av_image_copy_to_buffer(
        bytes, size, (const uint8_t *const *)picture->planes, picture->strides, picture->format,
        width, height, 1);
    if (fwrite(bytes, 1, size, file) != (size_t)size) fail("cannot write the file");
  } else {
    if (fread(bytes, 1, size, file) != (size_t)size) fail("the file is too short");
    av_image_copy(
        picture->planes, picture->strides, (const uint8_t **)planes, strides, picture->format,
        width, height);
  }
  if (fclose(file)) fail("cannot write the file");
  av_free(bytes);
}

static int flags_named(const char *name) {
  if (!strcmp(name, "point")) return SWS_POINT;
  if (!strcmp(name, "fast-bilinear")) return SWS_FAST_BILINEAR;
  if (!strcmp(name, "bicubic")) return SWS_BICUBIC;
  fail("unknown flags");
  return 0;
}

int main(int count, char **arguments) {
  if (count != 6) fail("expected FROM TO WIDTH HEIGHT FLAGS");
  int width = atoi(arguments[3]), height = atoi(arguments[4]);
  struct picture source = make_picture(arguments[1], width, height);
  struct picture target = make_picture(arguments[2], width, height);
  struct SwsContext *context = sws_getContext(
      width, height, source.format, width, height, target.format, flags_named(arguments[5]), NULL,
      NULL, NULL);
  if (!context) fail("no conversion");
  unsigned version = swscale_version();
  printf(
      "{\"version\": \"libswscale %u.%u.%u\"}\n", version >> 16, version >> 8 & 255, version & 255);
  fflush(stdout);
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    int run_count, warm_up_count;
    if (!strncmp(line, "input ", 6)) {
      transfer(line + 6, &source, width, height, 0);
      puts("{}");
    } else if (!strncmp(line, "output ", 7)) {
      transfer(line + 7, &target, width, height, 1);
      puts("{}");
    } else if (sscanf(line, "run %d %d", &run_count, &warm_up_count) == 2) {
      printf("{\"nanoseconds\": [");
      for (int index = 0; index < warm_up_count + run_count; index++) {
        long long start = now();
        sws_scale(
            context, (const uint8_t *const *)source.planes, source.strides, 0, height,
            target.planes, target.strides);
        long long duration = now() - start;
        if (index >= warm_up_count)
          printf("%s%lld", index > warm_up_count ? ", " : "", duration);
      }
      puts("]}");
    } else {
      fail("unknown command");
    }
    fflush(stdout);
  }
  return 0;
}
