import CMalloc
import Glibc

/// Lets the heap grow in huge pages, from here on: one heap for all threads. Once a process, which then
/// keeps a small block that nobody frees.
///
/// What a short process does with most of its memory is to touch it once: the kernel takes 1.2 us for a
/// page of 4 KB, and 35 us for one of 2 MB (AMD EPYC, a virtual machine). Where it has no huge ones,
/// nothing changes. Memory that is never touched costs nothing, but for the rest of the last page.
///
/// - Parameter byteCount: what the heap may need; larger blocks are mapped apart, as usual.
func useHugePages(heapByteCount byteCount: Int) {
  mallopt(M_ARENA_MAX, 1)
  for option in [M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, M_TOP_PAD] {
    mallopt(option, CInt(clamping: byteCount))
  }
  guard let end = sbrk(0) else { return }
  // A gap that is never freed and hardly touched: what follows lies on whole huge pages. It is more than
  // the heap has left, and so makes it grow.
  let start = (end + (1 << 18)).alignedUp(toMultipleOf: 1 << 21)
  // Its size is asked for, as the compiler leaves out a block that nothing looks at.
  guard malloc_usable_size(malloc(start - end)) > 0 else { return }
  guard let limit = sbrk(0), limit > start else { return }
  madvise(start, limit - start, MADV_HUGEPAGE)
}
