#ifndef CIMAGELIBRARIES_H
#define CIMAGELIBRARIES_H

// What vbg calls of libraries that it opens at run time, when a file needs them: neither building nor
// starting vbg needs any of them. Each declaration is that of the library's own header, under the
// version of its ABI that the file name of the library stands for. And what Linux offers to keep a
// process small, which Swift's Glibc leaves out.

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libwebp.so.7

typedef struct {
  int width, height;
  int has_alpha, has_animation;
  int format;
  uint32_t padding[5];
} webp_features;

enum { WEBP_DECODER_ABI = 0x0200 };

typedef int (*webp_get_features)(const uint8_t *bytes, size_t byte_count, webp_features *features,
                                 int abi);
typedef uint8_t *(*webp_decode_into)(const uint8_t *bytes, size_t byte_count, uint8_t *pixels,
                                     size_t pixel_byte_count, int bytes_per_row);
typedef size_t (*webp_encode)(const uint8_t *pixels, int width, int height, int bytes_per_row,
                              float quality, uint8_t **file);
typedef size_t (*webp_encode_lossless)(const uint8_t *pixels, int width, int height,
                                       int bytes_per_row, uint8_t **file);
typedef void (*webp_free)(void *memory);

// libwebpdemux.so.2

typedef struct {
  const uint8_t *bytes;
  size_t byte_count;
} webp_data;

enum { WEBP_DEMUX_ABI = 0x0100 };

typedef void *(*webp_animation_new)(const webp_data *file, const void *options, int abi);
typedef int (*webp_animation_next)(void *animation, uint8_t **canvas, int *milliseconds);
typedef void (*webp_animation_delete)(void *animation);

// libheif.so.1

typedef struct {
  int code;
  int detail;
  const char *message;
} heif_error;

typedef struct {
  uint8_t version;
  int primaries, transfer, matrix;
  uint8_t is_full_range;
} heif_nclx;

enum {
  HEIF_UNSUPPORTED_CODEC = 3000,
  HEIF_RGB = 1,
  HEIF_RGBA8 = 11,
  HEIF_RGBA16_LITTLE_ENDIAN = 15,
  HEIF_INTERLEAVED = 10
};

typedef heif_error (*heif_init)(void *parameters);
typedef void *(*heif_context_alloc)(void);
typedef heif_error (*heif_context_read)(void *context, const void *bytes, size_t byte_count,
                                        const void *options);
typedef heif_error (*heif_context_primary)(void *context, void **handle);
typedef int (*heif_handle_number)(const void *handle);
typedef size_t (*heif_handle_profile_size)(const void *handle);
typedef heif_error (*heif_handle_profile)(const void *handle, void *bytes);
typedef heif_error (*heif_handle_nclx)(const void *handle, heif_nclx **nclx);
typedef heif_error (*heif_decode)(const void *handle, void **image, int colorspace, int chroma,
                                  const void *options);
typedef int (*heif_image_number)(const void *image, int channel);
typedef const uint8_t *(*heif_image_plane)(const void *image, int channel, int *bytes_per_row);

// libtiff.so.6

typedef void (*tiff_handler)(const char *module, const char *format, va_list arguments);
typedef tiff_handler (*tiff_set_handler)(tiff_handler handler);
typedef void *(*tiff_open_descriptor)(int descriptor, const char *name, const char *mode);
typedef int (*tiff_get_field)(void *file, uint32_t tag, ...);
typedef int (*tiff_call)(void *file);
typedef ptrdiff_t (*tiff_size)(void *file);
typedef int (*tiff_read_row)(void *file, void *row, uint32_t y, uint16_t plane);
typedef ptrdiff_t (*tiff_read_tile)(void *file, void *tile, uint32_t x, uint32_t y, uint32_t z,
                                    uint16_t plane);
typedef int (*tiff_is_readable)(void *file, char message[1024]);
typedef int (*tiff_read_rgba)(void *file, uint32_t width, uint32_t height, uint32_t *pixels,
                              int orientation, int stops_at_errors);

// TIFFGetFieldDefaulted is variadic, which Swift can't call.
static inline bool tiff_number16(tiff_get_field get, void *file, uint32_t tag, uint16_t *value) {
  return get(file, tag, value) == 1;
}
static inline bool tiff_number32(tiff_get_field get, void *file, uint32_t tag, uint32_t *value) {
  return get(file, tag, value) == 1;
}
static inline bool tiff_numbers16(tiff_get_field get, void *file, uint32_t tag, uint16_t *count,
                                  const uint16_t **values) {
  return get(file, tag, count, values) == 1;
}
static inline bool tiff_bytes(tiff_get_field get, void *file, uint32_t tag, uint32_t *count,
                              const uint8_t **bytes) {
  return get(file, tag, count, bytes) == 1;
}

// libgif.so.7

typedef struct {
  uint8_t red, green, blue;
} gif_color;

typedef struct {
  int count;
  int bit_count;
  bool is_sorted;
  gif_color *colors;
} gif_color_map;

typedef struct {
  int left, top, width, height;
  bool is_interlaced;
  gif_color_map *colors;
} gif_image;

typedef struct {
  int width, height;
  int color_resolution;
  int background;
  uint8_t aspect;
  gif_color_map *colors;
  int image_count;
  gif_image image;
  // The rest is the library's.
} gif_file;

enum { GIF_IMAGE = 2, GIF_EXTENSION = 3, GIF_GRAPHIC_CONTROL = 0xf9 };

typedef gif_file *(*gif_open_descriptor)(int descriptor, int *error);
typedef int (*gif_next_record)(gif_file *file, int *kind);
typedef int (*gif_begin_image)(gif_file *file);
typedef int (*gif_read_row)(gif_file *file, uint8_t *indices, int count);
typedef int (*gif_first_block)(gif_file *file, int *code, uint8_t **block);
typedef int (*gif_next_block)(gif_file *file, uint8_t **block);

// Linux

int close_range(unsigned int first, unsigned int last, int flags);
int prctl(int option, ...);

/// From here on no program that this process starts can get more rights, and nobody may look into its
/// memory.
static inline void vbg_forgo_rights(void) {
  enum { dumpable = 4, no_new_privileges = 38 };
  prctl(dumpable, 0, 0, 0, 0);
  prctl(no_new_privileges, 1, 0, 0, 0);
}

#endif
