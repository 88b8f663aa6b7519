#include "CJPEG.h"
#include "JPEGErrors.h"

#include <string.h>

typedef struct {
  struct jpeg_compress_struct codec;
  struct jpeg_destination_mgr destination;
  jpeg_errors errors;
  cjpeg_append append;
  void *context;
  uint8_t buffer[16384];
} encoder;

static void ignore_warning(j_common_ptr codec, int level) {
  (void)codec;
  (void)level;
}

static void begin_buffer(j_compress_ptr codec) {
  encoder *encoder = codec->client_data;
  encoder->destination.next_output_byte = encoder->buffer;
  encoder->destination.free_in_buffer = sizeof encoder->buffer;
}

// libjpeg calls it when the buffer is full, whatever free_in_buffer says.
static boolean pass_full_buffer(j_compress_ptr codec) {
  encoder *encoder = codec->client_data;
  encoder->append(encoder->context, encoder->buffer, sizeof encoder->buffer);
  begin_buffer(codec);
  return TRUE;
}

static void pass_rest(j_compress_ptr codec) {
  encoder *encoder = codec->client_data;
  size_t byte_count = sizeof encoder->buffer - encoder->destination.free_in_buffer;
  encoder->append(encoder->context, encoder->buffer, byte_count);
}

bool cjpeg_encode_rgba(const uint8_t *pixels, uint32_t width, uint32_t height,
                       size_t bytes_per_row, int quality, const cjpeg_segment *segments,
                       size_t segment_count, cjpeg_append append, void *context, char *message,
                       size_t message_capacity) {
  encoder encoder;
  memset(&encoder, 0, sizeof encoder);
  encoder.append = append;
  encoder.context = context;

  j_compress_ptr codec = &encoder.codec;
  codec->client_data = &encoder;
  codec->err = prepare_errors(&encoder.errors, ignore_warning, message, message_capacity);
  if (setjmp(encoder.errors.recovery)) {
    jpeg_destroy_compress(codec);
    return false;
  }
  jpeg_create_compress(codec);
  encoder.destination.init_destination = begin_buffer;
  encoder.destination.empty_output_buffer = pass_full_buffer;
  encoder.destination.term_destination = pass_rest;
  codec->dest = &encoder.destination;

  codec->image_width = width;
  codec->image_height = height;
  codec->input_components = 4;
  codec->in_color_space = JCS_EXT_RGBX;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  // Color at full resolution: a person's edge against a saturated background shows the other.
  codec->comp_info[0].h_samp_factor = 1;
  codec->comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(codec, TRUE);
  for (size_t index = 0; index < segment_count; index++) {
    const cjpeg_segment *segment = &segments[index];
    jpeg_write_marker(codec, segment->marker, segment->bytes, (unsigned)segment->byte_count);
  }
  while (codec->next_scanline < codec->image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)codec->next_scanline * bytes_per_row);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
  jpeg_destroy_compress(codec);
  return true;
}
