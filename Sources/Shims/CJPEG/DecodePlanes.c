#include "CJPEG.h"
#include "JPEGErrors.h"

#include <string.h>

#include <jerror.h>

// Cameras are known to leave a few bytes between the last block and the end of the image. More of
// them say that blocks went missing.
enum { SURPLUS_BYTE_LIMIT = 16, END_OF_IMAGE = 0xD9 };

static void judge_warning(j_common_ptr codec, int level) {
  if (level >= 0) return;
  const int *parameters = codec->err->msg_parm.i;
  if (codec->err->msg_code == JWRN_EXTRANEOUS_DATA && parameters[0] <= SURPLUS_BYTE_LIMIT
      && parameters[1] == END_OF_IMAGE) {
    return;
  }
  fail_with_message(codec);
}

static boolean end_early(j_decompress_ptr codec) {
  fail(codec, "expected more data, found the end of the frame");
}

// Returns false for a sampling that there is no pixel format for.
static bool find_sampling(j_decompress_ptr codec, cjpeg_sampling *sampling) {
  const jpeg_component_info *luma = &codec->comp_info[0];
  if (codec->num_components == 1 && codec->jpeg_color_space == JCS_GRAYSCALE) {
    *sampling = CJPEG_GRAY;
    return true;
  }
  if (codec->num_components != 3 || codec->jpeg_color_space != JCS_YCbCr) return false;
  const jpeg_component_info *chroma = &codec->comp_info[1];
  if (chroma->h_samp_factor != codec->comp_info[2].h_samp_factor
      || chroma->v_samp_factor != codec->comp_info[2].v_samp_factor) {
    return false;
  }
  bool is_full_width = luma->h_samp_factor == chroma->h_samp_factor;
  bool is_half_width = luma->h_samp_factor == 2 * chroma->h_samp_factor;
  bool is_full_height = luma->v_samp_factor == chroma->v_samp_factor;
  bool is_half_height = luma->v_samp_factor == 2 * chroma->v_samp_factor;
  if (is_full_width && is_full_height) {
    *sampling = CJPEG_444;
  } else if (is_half_width && is_full_height) {
    *sampling = CJPEG_422;
  } else if (is_half_width && is_half_height) {
    *sampling = CJPEG_420;
  } else {
    return false;
  }
  return true;
}

static void describe_planes(j_decompress_ptr codec, cjpeg_planes *planes) {
  planes->plane_count = (uint32_t)codec->num_components;
  planes->byte_count = 0;
  for (uint32_t plane = 0; plane < planes->plane_count; plane++) {
    const jpeg_component_info *component = &codec->comp_info[plane];
    planes->offsets[plane] = planes->byte_count;
    planes->bytes_per_row[plane] = (size_t)component->width_in_blocks * DCTSIZE;
    planes->rows[plane] = (size_t)component->height_in_blocks * DCTSIZE;
    planes->byte_count += planes->bytes_per_row[plane] * planes->rows[plane];
  }
}

static void refuse(j_decompress_ptr codec, const char *expected) {
  fail(codec, "expected %s, found another kind of JPEG", expected);
}

static void read_planes(j_decompress_ptr codec, uint8_t *memory, const cjpeg_planes *planes) {
  JSAMPROW rows[3][MAX_SAMP_FACTOR * DCTSIZE];
  JSAMPARRAY arrays[3] = {rows[0], rows[1], rows[2]};
  JDIMENSION line_count = (JDIMENSION)codec->max_v_samp_factor * DCTSIZE;
  for (size_t stripe = 0; codec->output_scanline < codec->output_height; stripe++) {
    for (uint32_t plane = 0; plane < planes->plane_count; plane++) {
      size_t stripe_rows = (size_t)codec->comp_info[plane].v_samp_factor * DCTSIZE;
      for (size_t row = 0; row < stripe_rows; row++) {
        // libjpeg leaves out blocks beyond the last; their rows need some address all the same.
        size_t y = stripe * stripe_rows + row;
        if (y >= planes->rows[plane]) y = planes->rows[plane] - 1;
        rows[plane][row] = memory + planes->offsets[plane] + y * planes->bytes_per_row[plane];
      }
    }
    jpeg_read_raw_data(codec, arrays, line_count);
  }
}

cjpeg_outcome cjpeg_decode_planes(const uint8_t *bytes, size_t byte_count, size_t pixel_limit,
                                  uint8_t *memory, size_t capacity, cjpeg_planes *planes,
                                  char *message, size_t message_capacity) {
  struct jpeg_decompress_struct decoder;
  jpeg_errors errors;
  memset(&decoder, 0, sizeof decoder);

  j_decompress_ptr codec = &decoder;
  codec->err = prepare_errors(&errors, judge_warning, message, message_capacity);
  if (setjmp(errors.recovery)) {
    jpeg_destroy_decompress(codec);
    return CJPEG_DAMAGED;
  }
  if (byte_count == 0) {
    fail(codec, "expected data, found none");
  }
  jpeg_create_decompress(codec);
  jpeg_mem_src(codec, bytes, byte_count);
  codec->src->fill_input_buffer = end_early;

  jpeg_read_header(codec, TRUE);
  planes->width = codec->image_width;
  planes->height = codec->image_height;
  if ((size_t)planes->width * planes->height > pixel_limit) {
    fail(codec, "expected at most %zu pixels, found %ux%u", pixel_limit, planes->width,
         planes->height);
  }
  if (codec->progressive_mode || codec->arith_code || jpeg_has_multiple_scans(codec)) {
    refuse(codec, "one scan of Huffman-coded blocks");
  }
  if (!find_sampling(codec, &planes->sampling)) {
    refuse(codec, "luma alone or with chroma as 4:4:4, 4:2:2 or 4:2:0");
  }
  describe_planes(codec, planes);
  if (planes->byte_count > capacity) {
    jpeg_destroy_decompress(codec);
    return CJPEG_NEEDS_MEMORY;
  }
  codec->raw_data_out = TRUE;
  codec->out_color_space = codec->jpeg_color_space;
  jpeg_start_decompress(codec);
  read_planes(codec, memory, planes);
  jpeg_finish_decompress(codec);
  jpeg_destroy_decompress(codec);
  return CJPEG_DECODED;
}
