// vbg-embedded run MODEL INPUT OUTPUT: as run.mjs, on Linux without a C library.

#include <stddef.h>
#include <stdint.h>

extern long vbg_system_call(long number, long a, long b, long c, long d);
extern void *malloc(size_t count);
extern void vbg_digest(const uint8_t *bytes, int32_t count, uint8_t *digits);
extern int32_t vbg_load(const uint8_t *bytes, int32_t count);
extern int32_t vbg_message(uint8_t *bytes, int32_t capacity);
extern int32_t vbg_input_count(void), vbg_output_count(int32_t index);
extern void vbg_run(const float *values), vbg_output(int32_t index, float *values);

enum { openAt = 56, closeFile = 57, readFile = 63, writeFile = 64, seek = 62, leave = 94, here = -100 };

static _Noreturn void fail(const char *text, size_t count) {
  vbg_system_call(writeFile, 2, (long)text, (long)count, 0);
  vbg_system_call(writeFile, 2, (long)"\n", 1, 0);
  vbg_system_call(leave, 2, 0, 0, 0);
  __builtin_trap();
}

static void *contents(const char *path, int32_t *count) {
  long file = vbg_system_call(openAt, here, (long)path, 0, 0);
  long length = vbg_system_call(seek, file, 0, 2, 0);
  vbg_system_call(seek, file, 0, 0, 0);
  uint8_t *bytes = malloc(length > 0 ? (size_t)length : 1);
  if (length < 0 || length > INT32_MAX || vbg_system_call(readFile, file, (long)bytes, length, 0) != length) {
    fail("can't read a file", 17);
  }
  *count = (int32_t)length;
  return bytes;
}

__attribute__((used)) void begin(long *stack) {
  char **arguments = (char **)(stack + 1);
  if (stack[0] != 5) fail("usage: vbg-embedded run MODEL INPUT OUTPUT", 42);
  int32_t count;
  uint8_t *model = contents(arguments[2], &count);
  uint8_t digits[64];
  vbg_digest(model, count, digits);
  vbg_system_call(writeFile, 1, (long)digits, sizeof digits, 0);
  int32_t outputCount = vbg_load(model, count);
  if (outputCount < 0) {
    uint8_t text[4096];
    int32_t length = vbg_message(text, sizeof text);
    fail((char *)text, (size_t)(length < 4096 ? length : 4096));
  }
  float *values = contents(arguments[3], &count);
  if (count != 4 * vbg_input_count()) fail("expected as many floats as the input has", 40);
  vbg_run(values);
  // Written, made and cut.
  long file = vbg_system_call(openAt, here, (long)arguments[4], 01 | 0100 | 01000, 0666);
  for (int32_t index = 0; index < outputCount; index++) {
    long length = 4L * vbg_output_count(index);
    float *result = malloc((size_t)length);
    vbg_output(index, result);
    if (vbg_system_call(writeFile, file, (long)result, length, 0) != length) fail("can't write", 11);
  }
  vbg_system_call(leave, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n  mov x0, sp\n  and sp, x0, #-16\n  b begin\n");
