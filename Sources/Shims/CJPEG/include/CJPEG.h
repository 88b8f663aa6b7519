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
  /// RGBA of a gray picture: three equal levels.
  CJPEG_RGBA_GRAY,
  /// Cyan, magenta, yellow, black; 255 is full ink.
  CJPEG_CMYK,
  /// The same as Adobe's programs write them; 0 is full ink.
  CJPEG_CMYK_INVERTED,
} cjpeg_layout;

/// Decodes the JPEG file of `byte_count` bytes to four bytes a pixel, the top row first.
///
/// `pixels` has room for `height` rows of `bytes_per_row` bytes; a file of another size than
/// `width` x `height` is refused. Data whose loss shows in the picture is an error, though
/// libjpeg would only warn; whether the picture is whole is told by its blocks, not by the end
/// marker, and what follows them is not read. Returns false after writing a terminated text to
/// `message`.
bool cjpeg_decode(const uint8_t *bytes, size_t byte_count, uint32_t width, uint32_t height,
                  uint8_t *pixels, size_t bytes_per_row, cjpeg_layout *layout, char *message,
                  size_t message_capacity);

/// How chroma is sampled against luma.
typedef enum {
  /// Luma alone.
  CJPEG_GRAY,
  CJPEG_444,
  CJPEG_422,
  CJPEG_420,
} cjpeg_sampling;

/// Planes of luma and chroma (Y, Cb, Cr) in one piece of memory. Rows and columns are padded to
/// whole blocks of 8 pixels.
typedef struct {
  uint32_t width, height;
  cjpeg_sampling sampling;
  uint32_t plane_count;
  /// From the first byte of the memory to each plane.
  size_t offsets[3];
  size_t bytes_per_row[3];
  size_t rows[3];
  /// Of all planes.
  size_t byte_count;
} cjpeg_planes;

typedef enum { CJPEG_DECODED, CJPEG_NEEDS_MEMORY, CJPEG_DAMAGED } cjpeg_outcome;

/// Decodes a sequential JPEG file of one scan, as cameras send them, to the planes that it is made
/// of. Huffman tables that it lacks are the standard's.
///
/// `memory` has room for `capacity` bytes; where `planes->byte_count` is more, nothing is decoded
/// (`CJPEG_NEEDS_MEMORY`). More pixels than `pixel_limit` are refused. Whatever libjpeg warns of is
/// damage, but for a few surplus bytes before the end, which many cameras send. `CJPEG_DAMAGED`
/// after writing a terminated text to `message`; the memory then holds nothing of use.
cjpeg_outcome cjpeg_decode_planes(const uint8_t *bytes, size_t byte_count, size_t pixel_limit,
                                  uint8_t *memory, size_t capacity, cjpeg_planes *planes,
                                  char *message, size_t message_capacity);

/// Takes bytes of an encoded file, in order; must not jump.
typedef void (*cjpeg_append)(void *context, const uint8_t *bytes, size_t byte_count);

/// A segment behind a file's start: its marker's second byte, and what follows the length.
typedef struct {
  uint8_t marker;
  const uint8_t *bytes;
  /// At most 65533.
  size_t byte_count;
} cjpeg_segment;

/// Encodes `height` rows of `width` RGBA pixels as a baseline JPEG file with these segments; the fourth
/// byte of each pixel is left out. `quality` is libjpeg's, 1...100; colors are not subsampled.
///
/// The file goes to `append` piece by piece. Returns false after writing a terminated text to
/// `message`; what was appended by then is of no use.
bool cjpeg_encode_rgba(const uint8_t *pixels, uint32_t width, uint32_t height,
                       size_t bytes_per_row, int quality, const cjpeg_segment *segments,
                       size_t segment_count, cjpeg_append append, void *context, char *message,
                       size_t message_capacity);

#endif
