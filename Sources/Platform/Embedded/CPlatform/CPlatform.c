// What Embedded Swift wants of a C library: memory and a clock. The heap grows at its end, by pages of
// WebAssembly or by Linux's brk; whatever is freed is merged with its free neighbors.

#include "CPlatform.h"

typedef unsigned char byte;

#if defined(__wasm__)
extern byte __heap_base;

static byte *heapStart(void) { return &__heap_base; }

/// Lets the heap end at `end` or later; 0 when there is no room.
static byte *growHeap(byte *end) {
  size_t have = __builtin_wasm_memory_size(0) << 16;
  if ((size_t)end > have) {
    size_t pages = ((size_t)end - have + 65535) >> 16;
    if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) return 0;
  }
  return (byte *)(__builtin_wasm_memory_size(0) << 16);
}

__attribute__((import_module("vbg"), import_name("nanoseconds"))) double hostNanoseconds(void);

uint64_t vbg_monotonic_nanoseconds(void) { return (uint64_t)hostNanoseconds(); }
#elif defined(__aarch64__)
long vbg_system_call(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}

enum { systemBreak = 214, systemClock = 113, clockMonotonic = 1 };

static byte *heapStart(void) { return (byte *)vbg_system_call(systemBreak, 0, 0, 0, 0); }

static byte *growHeap(byte *end) {
  end = (byte *)(((size_t)end + 0xFFFFF) & ~(size_t)0xFFFFF);
  return (byte *)vbg_system_call(systemBreak, (long)end, 0, 0, 0) == end ? end : 0;
}

uint64_t vbg_monotonic_nanoseconds(void) {
  long time[2] = {0, 0};
  vbg_system_call(systemClock, clockMonotonic, (long)time, 0, 0);
  return (uint64_t)time[0] * 1000000000 + (uint64_t)time[1];
}
#endif

// Loops that must not become calls of the functions that they are.
#define plain __attribute__((no_builtin("memcpy", "memmove", "memset")))

#if defined(__wasm__)
__attribute__((target("bulk-memory"))) void *memcpy(void *to, const void *from, size_t count) {
  __asm__("local.get %0\n local.get %1\n local.get %2\n memory.copy 0, 0" ::"r"(to), "r"(from), "r"(count));
  return to;
}

void *memmove(void *to, const void *from, size_t count) { return memcpy(to, from, count); }

__attribute__((target("bulk-memory"))) void *memset(void *to, int value, size_t count) {
  __asm__("local.get %0\n local.get %1\n local.get %2\n memory.fill 0" ::"r"(to), "r"(value), "r"(count));
  return to;
}
#else
plain void *memcpy(void *to, const void *from, size_t count) {
  byte *target = to;
  const byte *source = from;
  for (; count >= 8; count -= 8, target += 8, source += 8) {
    __builtin_memcpy_inline(target, source, 8);
  }
  for (; count; count--) *target++ = *source++;
  return to;
}

plain void *memmove(void *to, const void *from, size_t count) {
  if ((size_t)to - (size_t)from >= count) return memcpy(to, from, count);
  byte *target = to;
  const byte *source = from;
  while (count--) target[count] = source[count];
  return to;
}

plain void *memset(void *to, int value, size_t count) {
  byte *target = to;
  size_t word = (byte)value * (size_t)0x0101010101010101;
  for (; count >= 8; count -= 8, target += 8) __builtin_memcpy_inline(target, &word, 8);
  for (; count; count--) *target++ = (byte)value;
  return to;
}
#endif

int memcmp(const void *a, const void *b, size_t count) {
  const byte *x = a, *y = b;
  for (; count; count--, x++, y++) {
    if (*x != *y) return *x - *y;
  }
  return 0;
}

/// A free block, or the head of one in use: its bytes lie behind it.
typedef struct Block {
  size_t count;
  struct Block *next;
} __attribute__((aligned(16))) Block;

static Block *freeBlocks;  // in the order of their addresses
static byte *heapEnd;

static byte *endOf(Block *block) { return (byte *)(block + 1) + block->count; }

/// Puts a block among the free ones and joins it with its neighbors.
static void giveBack(Block *block) {
  Block **place = &freeBlocks, *before = 0;
  while (*place && *place < block) before = *place, place = &(*place)->next;
  block->next = *place;
  *place = block;
  if (block->next && endOf(block) == (byte *)block->next) {
    block->count += sizeof(Block) + block->next->count;
    block->next = block->next->next;
  }
  if (before && endOf(before) == (byte *)block) {
    before->count += sizeof(Block) + block->count;
    before->next = block->next;
  }
}

/// A block of at least `count` bytes, a multiple of 16; 0 when there is no room.
static Block *take(size_t count) {
  for (;;) {
    for (Block **place = &freeBlocks; *place; place = &(*place)->next) {
      Block *block = *place;
      if (block->count < count) continue;
      if (block->count >= count + 2 * sizeof(Block)) {
        Block *rest = (Block *)((byte *)(block + 1) + count);
        rest->count = block->count - count - sizeof(Block);
        rest->next = block->next;
        *place = rest;
        block->count = count;
      } else {
        *place = block->next;
      }
      return block;
    }
    if (!heapEnd) heapEnd = (byte *)(((size_t)heapStart() + 15) & ~(size_t)15);
    if (count > ~(size_t)0 - (size_t)heapEnd - (1 << 21)) return 0;
    byte *end = growHeap(heapEnd + sizeof(Block) + count);
    if (!end) return 0;
    Block *block = (Block *)heapEnd;
    block->count = (size_t)(end - heapEnd) - sizeof(Block);
    heapEnd = end;
    giveBack(block);
  }
}

/// Behind each aligned address lies what `free` looks for: its block.
int posix_memalign(void **out, size_t alignment, size_t count) {
  *out = 0;
  if (alignment < 16) alignment = 16;
  if (count > ~(size_t)0 / 2) return 12;
  Block *block = take((count + alignment + 31) & ~(size_t)15);
  if (!block) return 12;
  size_t address = ((size_t)(block + 1) + sizeof(Block *) + alignment - 1) & ~(alignment - 1);
  ((Block **)address)[-1] = block;
  *out = (void *)address;
  return 0;
}

void *malloc(size_t count) {
  void *memory;
  posix_memalign(&memory, 16, count);
  return memory;
}

void free(void *memory) {
  if (memory) giveBack(((Block **)memory)[-1]);
}

void *vbg_aligned_zeros(size_t count) {
  void *memory;
  posix_memalign(&memory, 64, count);
  return memory ? memset(memory, 0, count) : 0;
}

/// Seeds of hash tables: the same in every run.
void arc4random_buf(void *to, size_t count) { memset(to, 42, count); }

int putchar(int character) { return character; }
