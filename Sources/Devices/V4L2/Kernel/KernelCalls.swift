import CVideo4Linux
import Glibc
import SystemSupport

/// The real system calls, through libv4l2 with its conversions switched off: vbg's own are faster,
/// and a conversion behind its back would cost what no figure shows.
struct KernelCalls: VideoSystemCalls {
  /// libv4l2 explains failures on standard error; vbg says them itself.
  private static let silence: Void = {
    if let file = fopen("/dev/null", "w") { cvideo_set_log(file) }
  }()

  init() { Self.silence }

  func open(_ path: String) -> (descriptor: Int32, error: Int32) {
    let descriptor = withPath(path) { cvideo_open($0) }
    return (descriptor, descriptor < 0 ? errno : 0)
  }

  func control(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    cvideo_control(descriptor, request, argument)
  }

  func map(_ descriptor: Int32, byteCount: Int, offset: Int)
    -> (memory: UnsafeMutableRawPointer?, error: Int32)
  {
    let memory = v4l2_mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, Int64(offset))
    return memory == MAP_FAILED ? (nil, errno) : (memory, 0)
  }

  func unmap(_ memory: UnsafeMutableRawBufferPointer) {
    v4l2_munmap(memory.baseAddress, memory.count)
  }

  func wait(_ descriptor: Int32, for events: Int16, milliseconds: Int32)
    -> (events: Int16, error: Int32)
  {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    return poll(&entry, 1, milliseconds) < 0 ? (0, errno) : (entry.revents, 0)
  }

  func watch(
    _ descriptor: Int32, for events: Int16, _ tell: @escaping @Sendable () -> Void
  ) -> (any DescriptorWatch)? {
    try? DescriptorThread(descriptor, for: events, tell)
  }

  func openings(of path: String) -> Int32? { watchOpenings(of: path) }

  func takeOpenings(_ descriptor: Int32) -> Bool { Devices.takeOpenings(descriptor) }

  func isOpenElsewhere(_ path: String) -> Bool {
    // As processes' links say it.
    let real = withPath(path) { realpath($0, nil) }
    defer { free(real) }
    return Devices.isOpenElsewhere(real.map { String(cString: $0) } ?? path)
  }

  func close(_ descriptor: Int32) { v4l2_close(descriptor) }

  func monotonicTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  func node(_ path: String) -> DeviceNode? {
    guard let status = fileStatus(path) else { return nil }
    let group = getgrgid(status.st_gid)?.pointee.gr_name.map { String(cString: $0) }
    let readWrite = S_IRGRP | S_IWGRP
    return DeviceNode(
      isFolder: status.st_mode & S_IFMT == S_IFDIR, groupName: group ?? "\(status.st_gid)",
      isOpenToGroup: status.st_mode & readWrite == readWrite)
  }

  func nodePaths() -> [String] {
    guard let folder = opendir("/dev") else { return [] }
    defer { closedir(folder) }
    var numbers: [Int] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("video"), let number = Int(name.dropFirst("video".count)) {
        numbers.append(number)
      }
    }
    return numbers.sorted().map { "/dev/video\($0)" }
  }

  func hasModule(_ name: String) -> Bool { access("/sys/module/\(name)", F_OK) == 0 }
}
