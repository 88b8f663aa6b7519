#ifndef JPEG_ERRORS_H
#define JPEG_ERRORS_H

// How all that use libjpeg here leave it: a text for the caller, and a jump to where it set out.

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
  // First, so that libjpeg's pointer to it is one to all of this.
  struct jpeg_error_mgr manager;
  jmp_buf recovery;
  char *message;
  size_t message_capacity;
} jpeg_errors;

__attribute__((format(printf, 2, 3), noreturn)) static inline void
fail(void *codec, const char *format, ...) {
  jpeg_errors *errors = (jpeg_errors *)((j_common_ptr)codec)->err;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(errors->message, errors->message_capacity, format, arguments);
  va_end(arguments);
  longjmp(errors->recovery, 1);
}

static inline void fail_with_message(j_common_ptr codec) {
  char text[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, text);
  fail(codec, "%s", text);
}

// To be called before the codec is created, and followed by setjmp.
static inline struct jpeg_error_mgr *
prepare_errors(jpeg_errors *errors, void (*judge_warning)(j_common_ptr, int), char *message,
               size_t message_capacity) {
  errors->message = message;
  errors->message_capacity = message_capacity;
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = fail_with_message;
  errors->manager.emit_message = judge_warning;
  return &errors->manager;
}

#endif
