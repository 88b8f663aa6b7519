#include "CJPEG.h"
#include "JPEGErrors.h"

#include <string.h>

#include <jerror.h>

// A picture has a few dozen scans at most. Each costs a pass over all coefficients however few
// bytes it has, so that a small hostile file could hold the decoder for hours.
enum { MAXIMUM_SCAN_COUNT = 200 };

typedef struct {
  struct jpeg_decompress_struct codec;
  struct jpeg_progress_mgr progress;
  jpeg_errors errors;
  size_t byte_count;
} decoder;

static void judge_warning(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
  case JWRN_ARITH_BAD_CODE:
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_JPEG_EOF:
  case JWRN_MUST_RESYNC:
    fail_with_message(codec);
  }
}

static boolean end_early(j_decompress_ptr codec) {
  const decoder *decoder = codec->client_data;
  fail(codec, "expected more data, found the end of the file after %zu bytes",
       decoder->byte_count);
}

static void limit_scans(j_common_ptr codec) {
  const decoder *decoder = codec->client_data;
  if (decoder->codec.input_scan_number <= MAXIMUM_SCAN_COUNT) return;
  fail(codec, "expected at most %d scans, found more", MAXIMUM_SCAN_COUNT);
}

bool cjpeg_decode(const uint8_t *bytes, size_t byte_count, uint32_t width, uint32_t height,
                  uint8_t *pixels, size_t bytes_per_row, cjpeg_layout *layout, char *message,
                  size_t message_capacity) {
  decoder decoder;
  memset(&decoder, 0, sizeof decoder);
  decoder.byte_count = byte_count;

  j_decompress_ptr codec = &decoder.codec;
  codec->client_data = &decoder;
  codec->err = prepare_errors(&decoder.errors, judge_warning, message, message_capacity);
  if (setjmp(decoder.errors.recovery)) {
    jpeg_destroy_decompress(codec);
    return false;
  }
  jpeg_create_decompress(codec);
  decoder.progress.progress_monitor = limit_scans;
  codec->progress = &decoder.progress;
  jpeg_mem_src(codec, bytes, byte_count);
  codec->src->fill_input_buffer = end_early;

  jpeg_read_header(codec, TRUE);
  if (codec->image_width != width || codec->image_height != height) {
    fail(codec, "expected one image size, found two");
  }
  if (codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK) {
    codec->out_color_space = JCS_CMYK;
    *layout = codec->saw_Adobe_marker ? CJPEG_CMYK_INVERTED : CJPEG_CMYK;
  } else {
    codec->out_color_space = JCS_EXT_RGBA;
    *layout = CJPEG_RGBA;
  }
  jpeg_start_decompress(codec);
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW row = pixels + (size_t)codec->output_scanline * bytes_per_row;
    jpeg_read_scanlines(codec, &row, 1);
  }
  jpeg_finish_decompress(codec);
  jpeg_destroy_decompress(codec);
  return true;
}
