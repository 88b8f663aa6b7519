#include "CJPEG.h"
#include "JPEGErrors.h"

#include <string.h>

#include <jerror.h>

// A picture has a few dozen scans at most. Each costs a pass over all coefficients however few
// bytes it has, so that a small hostile file could hold the decoder for hours.
enum { MAXIMUM_SCAN_COUNT = 200 };

// Zeros before and behind the place where the data was left: more than the bits that libjpeg reads ahead.
enum { ZERO_RUN_LIMIT = 12 };

enum { END_OF_IMAGE = 0xD9 };

typedef struct {
  struct jpeg_decompress_struct codec;
  struct jpeg_progress_mgr progress;
  jpeg_errors errors;
  const uint8_t *bytes;
  size_t byte_count;
  // Whether all bytes were read, and more was wanted.
  bool has_ended;
  // A bit for each component that a scan had data of.
  unsigned scanned_components;
} decoder;

static const uint8_t end_of_image[] = {0xFF, END_OF_IMAGE};

__attribute__((noreturn)) static void end_early(j_common_ptr codec) {
  const decoder *decoder = codec->client_data;
  fail(codec, "expected more data, found the end of the file after %zu bytes",
       decoder->byte_count);
}

// What was put behind the data is no error's cause.
static void fail_or_end_early(j_common_ptr codec) {
  const decoder *decoder = codec->client_data;
  if (decoder->has_ended) end_early(codec);
  fail_with_message(codec);
}

static void judge_warning(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
  case JWRN_ARITH_BAD_CODE:
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_JPEG_EOF:
  case JWRN_MUST_RESYNC:
    fail_or_end_early(codec);
  }
}

// Many files lack their end marker: once, one is put behind the data. Whoever needs data then finds a marker
// in its place, which is a warning (JWRN_HIT_MARKER), and so an error here. The arithmetic decoder takes
// zeros without a word.
static boolean end_data(j_decompress_ptr codec) {
  decoder *decoder = codec->client_data;
  if (decoder->has_ended || codec->arith_code) end_early((j_common_ptr)codec);
  decoder->has_ended = true;
  codec->src->next_input_byte = end_of_image;
  codec->src->bytes_in_buffer = sizeof end_of_image;
  return TRUE;
}

// Whether the scans so far, all of them finished, leave nothing to come.
static bool is_whole(const decoder *decoder) {
  const struct jpeg_decompress_struct *codec = &decoder->codec;
  for (int component = 0; component < codec->num_components; component++) {
    if (!(decoder->scanned_components >> component & 1)) return false;
    if (!codec->progressive_mode) continue;
    for (int coefficient = 0; coefficient < DCTSIZE2; coefficient++) {
      if (codec->coef_bits[component][coefficient] != 0) return false;
    }
  }
  return true;
}

// A file that was cut off and filled up with zeros decodes: they are the codes of something flat. A scan
// that is whole is filled up with ones before other zeros may follow (T.81, F.1.2.3).
static void refuse_zeros(const decoder *decoder) {
  const struct jpeg_decompress_struct *codec = &decoder->codec;
  if (codec->unread_marker != 0 || decoder->has_ended) return;
  const uint8_t *next = codec->src->next_input_byte;
  size_t before = (size_t)(next - decoder->bytes);
  if (before < ZERO_RUN_LIMIT || codec->src->bytes_in_buffer < ZERO_RUN_LIMIT) return;
  for (int index = -ZERO_RUN_LIMIT; index < ZERO_RUN_LIMIT; index++) {
    if (next[index] != 0) return;
  }
  fail((void *)codec, "expected the picture's data, found zeros up to the end");
}

static void follow_scans(j_common_ptr common) {
  decoder *decoder = common->client_data;
  j_decompress_ptr codec = &decoder->codec;
  if (codec->input_scan_number > MAXIMUM_SCAN_COUNT) {
    fail(codec, "expected at most %d scans, found more", MAXIMUM_SCAN_COUNT);
  }
  for (int index = 0; index < codec->comps_in_scan; index++) {
    decoder->scanned_components |= 1u << codec->cur_comp_info[index]->component_index;
  }
  // What follows the last scan is none of the picture's: an end marker, or anything if there is none.
  if (codec->input_iMCU_row >= codec->total_iMCU_rows && is_whole(decoder)) {
    refuse_zeros(decoder);
    codec->unread_marker = END_OF_IMAGE;
  }
}

// Of a picture in several scans: an end marker may come before the last refinement, as encoders may leave
// those out, but not before each component had a scan.
static void check_scans(const decoder *decoder) {
  j_decompress_ptr codec = (j_decompress_ptr)&decoder->codec;
  if (is_whole(decoder)) return;
  if (decoder->has_ended) end_early((j_common_ptr)codec);
  if (decoder->scanned_components + 1 != 1u << codec->num_components) {
    fail(codec, "expected scans of %d components, found fewer", codec->num_components);
  }
  for (int component = 0; component < codec->num_components && codec->progressive_mode; component++) {
    if (codec->coef_bits[component][0] < 0) fail(codec, "expected each component's mean levels, found none");
  }
}

bool cjpeg_decode(const uint8_t *bytes, size_t byte_count, uint32_t width, uint32_t height,
                  uint8_t *pixels, size_t bytes_per_row, cjpeg_layout *layout, char *message,
                  size_t message_capacity) {
  decoder decoder;
  memset(&decoder, 0, sizeof decoder);
  decoder.bytes = bytes;
  decoder.byte_count = byte_count;

  j_decompress_ptr codec = &decoder.codec;
  codec->client_data = &decoder;
  codec->err = prepare_errors(&decoder.errors, judge_warning, message, message_capacity);
  codec->err->error_exit = fail_or_end_early;
  if (setjmp(decoder.errors.recovery)) {
    jpeg_destroy_decompress(codec);
    return false;
  }
  jpeg_create_decompress(codec);
  jpeg_mem_src(codec, bytes, byte_count);
  codec->src->fill_input_buffer = end_data;

  jpeg_read_header(codec, TRUE);
  if (codec->image_width != width || codec->image_height != height) {
    fail(codec, "expected one image size, found two");
  }
  if (codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK) {
    codec->out_color_space = JCS_CMYK;
    *layout = codec->saw_Adobe_marker ? CJPEG_CMYK_INVERTED : CJPEG_CMYK;
  } else {
    codec->out_color_space = JCS_EXT_RGBA;
    *layout = codec->jpeg_color_space == JCS_GRAYSCALE ? CJPEG_RGBA_GRAY : CJPEG_RGBA;
  }
  bool has_several_scans = jpeg_has_multiple_scans(codec);
  if (has_several_scans) {
    decoder.progress.progress_monitor = follow_scans;
    codec->progress = &decoder.progress;
  }
  jpeg_start_decompress(codec);
  if (has_several_scans) check_scans(&decoder);
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW row = pixels + (size_t)codec->output_scanline * bytes_per_row;
    jpeg_read_scanlines(codec, &row, 1);
  }
  // What follows the only scan is not looked at: every block is decoded.
  if (!has_several_scans) refuse_zeros(&decoder);
  jpeg_destroy_decompress(codec);
  return true;
}
