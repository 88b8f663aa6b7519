#ifndef CPNG_H
#define CPNG_H

// libpng behind two functions that return instead of jumping: its errors are longjmps,
// which Swift can neither catch nor be crossed by. Memory in and out; no state is kept.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Decodes the PNG file of `byte_count` bytes to 8-bit RGBA, straight alpha, the top row first.
///
/// `pixels` has room for `height` rows of `bytes_per_row` bytes; a file of another size than
/// `width` x `height` is refused. Returns false after writing a terminated text to `message`.
bool cpng_decode_rgba(const uint8_t *bytes, size_t byte_count, uint32_t width, uint32_t height,
                      uint8_t *pixels, size_t bytes_per_row, char *message,
                      size_t message_capacity);

/// Takes the next bytes of a file that is being written.
typedef void (*cpng_append)(void *context, const uint8_t *bytes, size_t byte_count);

/// How samples stand in a row. Samples of 16 bits are big-endian.
typedef enum { CPNG_RGBA8, CPNG_GREY8, CPNG_GREY16 } cpng_layout;

/// Encodes `height` rows of `width` pixels as a PNG file handed to `append` piece by piece.
///
/// Returns false after writing a terminated text to `message`.
bool cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, size_t bytes_per_row,
                 cpng_layout layout, cpng_append append, void *context, char *message,
                 size_t message_capacity);

#endif
