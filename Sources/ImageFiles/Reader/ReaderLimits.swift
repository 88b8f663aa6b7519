import CImageLibraries
import Glibc

/// Limits of what a reader may use; beyond that it is ended.
///
/// Until the picture's size is known the base holds, then as much more as its pixels are worth.
struct ReaderLimits {
  /// Seconds on the clock and of all its threads' processor time.
  var seconds = 20
  /// More of these for a megapixel.
  var secondsPerMegapixel = 1
  /// Bytes of memory, with what libraries map.
  var byteCount = 768 << 20
  /// More bytes for each pixel: decoders keep several copies of a picture.
  var bytesPerPixel = 40

  /// The limits once the size is known.
  func grown(pixelCount: Int) -> ReaderLimits {
    var limits = self
    limits.seconds += secondsPerMegapixel * (pixelCount / 1_000_000)
    limits.byteCount += bytesPerPixel * pixelCount
    return limits
  }

  /// Puts them in force for this process, until others are.
  ///
  /// - Parameters:
  ///   - most: what no later call can exceed.
  ///   - mapped: bytes of addresses that the process had at its start: under a sanitizer, more than any
  ///     machine has memory.
  func enforce(most: ReaderLimits, mapped: Int) {
    limit(RLIMIT_AS, to: mapped + byteCount, most: mapped + most.byteCount)
    limit(RLIMIT_CPU, to: seconds, most: most.seconds)
  }

  /// Whatever this process is made to do by a file, it leaves no core and no file, opens hardly any,
  /// and holds none but the three that it got.
  static func isolate() {
    limit(RLIMIT_CORE, to: 0, most: 0)
    limit(RLIMIT_FSIZE, to: 0, most: 0)
    limit(RLIMIT_NOFILE, to: 64, most: 64)
    close_range(3, .max, 0)
    vbg_forgo_rights()
  }

  /// As the reader's command line has them.
  var arguments: [String] {
    [seconds, secondsPerMegapixel, byteCount, bytesPerPixel].map(String.init)
  }

  init() {}

  /// From a command line.
  init?(_ arguments: some Sequence<String>) {
    let numbers = arguments.compactMap { Int($0) }
    guard numbers.count == 4 else { return nil }
    (seconds, secondsPerMegapixel) = (numbers[0], numbers[1])
    (byteCount, bytesPerPixel) = (numbers[2], numbers[3])
  }
}

/// Sets the soft and the hard limit of a resource; lower hard ones that are in force stay.
private func limit(_ resource: __rlimit_resource, to value: Int, most: Int) {
  let resource = __rlimit_resource_t(resource.rawValue)
  var limit = rlimit()
  guard getrlimit(resource, &limit) == 0 else { return }
  limit.rlim_max = min(limit.rlim_max, rlim_t(most))
  limit.rlim_cur = min(limit.rlim_max, rlim_t(value))
  setrlimit(resource, &limit)
}

/// Bytes of addresses that this process has mapped.
func mappedByteCount() -> Int {
  let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return 0 }
  defer { close(descriptor) }
  let text = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
  return (text.split(separator: " ").first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
}
