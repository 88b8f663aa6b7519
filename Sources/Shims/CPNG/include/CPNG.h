#ifndef CPNG_H
#define CPNG_H

// libpng behind functions that return instead of jumping: its errors are longjmps,
// which Swift can neither catch nor be crossed by. Memory in and out; no state is kept.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bits of a decoded sample; those of 16 are in the machine's byte order.
typedef enum { CPNG_8_BITS, CPNG_16_BITS } cpng_depth;

/// Takes a row once it is whole.
typedef void (*cpng_take_row)(void *context, uint32_t y, uint8_t *row);

/// Decodes the PNG file of `byte_count` bytes to RGBA, straight alpha, the top row first.
///
/// `pixels` has room for `row_count` rows of `bytes_per_row` bytes: `height`, or fewer that are used in
/// turn where the file is not interlaced; `take_row`, if any, gets each. A file of another size than
/// `width` x `height` is refused. Returns false after writing a terminated text to `message`.
bool cpng_decode(const uint8_t *bytes, size_t byte_count, uint32_t width, uint32_t height,
                 cpng_depth depth, uint8_t *pixels, size_t row_count, size_t bytes_per_row,
                 cpng_take_row take_row, void *context, char *message, size_t message_capacity);

/// Takes the next bytes of a file that is being written.
typedef void (*cpng_append)(void *context, const uint8_t *bytes, size_t byte_count);

/// A chunk's checksum, over its type and its data.
uint32_t cpng_checksum(const uint8_t *bytes, size_t byte_count);

/// Expands a zlib stream piece by piece. Returns false when it is damaged, or has more than `limit` bytes.
bool cpng_inflate(const uint8_t *bytes, size_t byte_count, size_t limit, cpng_append append,
                  void *context);

/// How samples stand in a row. Samples of 16 bits are big-endian; RGBX has a byte that is left out.
typedef enum { CPNG_RGBA8, CPNG_RGBX8, CPNG_GRAY8, CPNG_GRAY16 } cpng_layout;

/// Encodes `height` rows of `width` pixels as a PNG file handed to `append` piece by piece. Colors are
/// marked as sRGB.
///
/// Returns false after writing a terminated text to `message`.
bool cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, size_t bytes_per_row,
                 cpng_layout layout, cpng_append append, void *context, char *message,
                 size_t message_capacity);

#endif
