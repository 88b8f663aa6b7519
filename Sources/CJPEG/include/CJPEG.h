#ifndef CJPEG_H
#define CJPEG_H

// libjpeg-turbo behind a function that returns instead of jumping: its errors are longjmps,
// which Swift can neither catch nor be crossed by. Memory in and out; no state is kept.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the four bytes of a decoded pixel are.
typedef enum {
  CJPEG_RGBA,
  /// Cyan, magenta, yellow, black; 255 is full ink.
  CJPEG_CMYK,
  /// The same as Adobe's programs write them; 0 is full ink.
  CJPEG_CMYK_INVERTED,
} cjpeg_layout;

/// Decodes the JPEG file of `byte_count` bytes to four bytes a pixel, the top row first.
///
/// `pixels` has room for `height` rows of `bytes_per_row` bytes; a file of another size than
/// `width` x `height` is refused. Data whose loss shows in the picture is an error, though
/// libjpeg would only warn. Returns false after writing a terminated text to `message`.
bool cjpeg_decode(const uint8_t *bytes, size_t byte_count, uint32_t width, uint32_t height,
                  uint8_t *pixels, size_t bytes_per_row, cjpeg_layout *layout, char *message,
                  size_t message_capacity);

/// Takes bytes of an encoded file, in order; must not jump.
typedef void (*cjpeg_append)(void *context, const uint8_t *bytes, size_t byte_count);

/// Encodes `height` rows of `width` RGBA pixels as a baseline JPEG file; the fourth byte of each
/// pixel is left out. `quality` is libjpeg's, 1...100; colours are not subsampled.
///
/// The file goes to `append` piece by piece. Returns false after writing a terminated text to
/// `message`; what was appended by then is of no use.
bool cjpeg_encode_rgba(const uint8_t *pixels, uint32_t width, uint32_t height,
                       size_t bytes_per_row, int quality, cjpeg_append append, void *context,
                       char *message, size_t message_capacity);

#endif
