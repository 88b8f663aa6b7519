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

#if defined(VBG_WITHOUT_CLOCK)
uint64_t vbg_monotonic_nanoseconds(void) { return 0; }
#else
__attribute__((import_module("vbg"), import_name("nanoseconds"))) double hostNanoseconds(void);

uint64_t vbg_monotonic_nanoseconds(void) { return (uint64_t)hostNanoseconds(); }
#endif
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

#ifdef __aarch64__
// Compilers call it where errno could matter.
double sqrt(double x) {
  __asm__("fsqrt %d0, %d0" : "+w"(x));
  return x;
}
#endif

#if defined(__wasm__)
// What other machines have instructions for.

double round(double x) {
  double whole = __builtin_trunc(x);
  return __builtin_fabs(x - whole) < 0.5 ? whole : whole + __builtin_copysign(1, x);
}

float roundf(float x) {
  float whole = __builtin_truncf(x);
  return __builtin_fabsf(x - whole) < 0.5f ? whole : whole + __builtin_copysignf(1, x);
}

/// The low 128 bits of a product, by halves of 64 bits.
__int128 __multi3(__int128 a, __int128 b) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  uint64_t xl = (uint32_t)x, xh = x >> 32, yl = (uint32_t)y, yh = y >> 32;
  uint64_t low = xl * yl, middle = xh * yl + (low >> 32), cross = xl * yh + (uint32_t)middle;
  uint64_t high = xh * yh + (middle >> 32) + (cross >> 32);
  high += x * (uint64_t)(b >> 64) + (uint64_t)(a >> 64) * y;
  return (__int128)((unsigned __int128)high << 64 | (cross << 32 | (uint32_t)low));
}
#endif

/// A free block, or the head of one in use: its bytes lie behind it.
typedef struct Block {
  size_t count;
  struct Block *next;
} __attribute__((aligned(16))) Block;

static Block *freeBlocks;  // in the order of their addresses
static byte *heapEnd;

#if defined(__wasm_atomics__)
static int heapIsTaken;

/// Keeps other threads out. Per-frame work allocates nothing: there is hardly ever one that waits.
static void lockHeap(void) {
  while (__atomic_exchange_n(&heapIsTaken, 1, __ATOMIC_ACQUIRE)) {
  }
}

static void unlockHeap(void) { __atomic_store_n(&heapIsTaken, 0, __ATOMIC_RELEASE); }
#else
static void lockHeap(void) {}
static void unlockHeap(void) {}
#endif

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
static void *allocate(size_t alignment, size_t count) {
  if (alignment < 16) alignment = 16;
  if (count > ~(size_t)0 / 2) return 0;
  lockHeap();
  Block *block = take((count + alignment + 31) & ~(size_t)15);
  unlockHeap();
  if (!block) return 0;
  size_t address = ((size_t)(block + 1) + sizeof(Block *) + alignment - 1) & ~(alignment - 1);
  ((Block **)address)[-1] = block;
  return (void *)address;
}

void *malloc(size_t count) { return allocate(16, count); }

/// Room for the small objects on the way to an error, where the heap has none. Given to it once.
static byte reserve[1 << 15] __attribute__((aligned(16)));
static int reserveIsGiven;

static int giveReserve(void) {
  lockHeap();
  int isNew = !reserveIsGiven;
  reserveIsGiven = 1;
  if (isNew) {
    Block *block = (Block *)reserve;
    block->count = sizeof reserve - sizeof(Block);
    giveBack(block);
  }
  unlockHeap();
  return isNew;
}

/// Swift's runtime, which does not look at what it gets, calls this: without room the program ends here,
/// and not by writing to address 0.
int posix_memalign(void **out, size_t alignment, size_t count) {
  *out = allocate(alignment, count);
  if (!*out && giveReserve()) *out = allocate(alignment, count);
  if (!*out) __builtin_trap();
  return 0;
}

int vbg_has_room(size_t count) {
  if (count > ~(size_t)0 / 2) return 0;
  lockHeap();
  Block *block = take((count + 15) & ~(size_t)15);
  if (block) giveBack(block);
  unlockHeap();
  return block != 0;
}

void free(void *memory) {
  if (!memory) return;
  lockHeap();
  giveBack(((Block **)memory)[-1]);
  unlockHeap();
}

void *vbg_aligned_zeros(size_t count) {
  void *memory = allocate(64, count);
  return memory ? memset(memory, 0, count) : 0;
}

/// Seeds of hash tables: the same in every run.
void arc4random_buf(void *to, size_t count) { memset(to, 42, count); }

int putchar(int character) { return character; }

#if defined(__wasm_atomics__)
static void *bodies[vbg_greatest_worker_count];
static int bodyCount;

int vbg_give_body(void *body) {
  int index = __atomic_fetch_add(&bodyCount, 1, __ATOMIC_RELAXED);
  if (index >= vbg_greatest_worker_count) return 0;
  __atomic_store_n(&bodies[index], body, __ATOMIC_RELEASE);
  __builtin_wasm_memory_atomic_notify((int *)&bodies[index], 1);
  return 1;
}

void *vbg_await_body(int worker) {
  if (worker < 0 || worker >= vbg_greatest_worker_count) return 0;
  void *body;
  while (!(body = __atomic_load_n(&bodies[worker], __ATOMIC_ACQUIRE))) {
    __builtin_wasm_memory_atomic_wait32((int *)&bodies[worker], 0, -1);
  }
  return body;
}

void vbg_semaphore_wait(int32_t *count) {
  for (;;) {
    int32_t found = __atomic_load_n(count, __ATOMIC_ACQUIRE);
    if (found > 0) {
      if (__atomic_compare_exchange_n(count, &found, found - 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return;
    } else {
      __builtin_wasm_memory_atomic_wait32(count, found, -1);
    }
  }
}

void vbg_semaphore_signal(int32_t *count) {
  __atomic_fetch_add(count, 1, __ATOMIC_RELEASE);
  __builtin_wasm_memory_atomic_notify(count, 1);
}

/// Where threads outnumber processors, who waits holds up who is awaited: it sleeps once in some milliseconds of waiting.
/// A sleep takes longer than most steps: one in 64 calls makes two threads slower than one.
void vbg_pass_time(void) {
  static int word, calls;
  for (int turn = 0; turn < 200; turn++) (void)__atomic_load_n(&word, __ATOMIC_SEQ_CST);
  int call = __atomic_load_n(&calls, __ATOMIC_RELAXED) + 1;
  __atomic_store_n(&calls, call, __ATOMIC_RELAXED);
  if (call % 16384 == 0) __builtin_wasm_memory_atomic_wait32(&word, 0, 50000);
}
#endif
