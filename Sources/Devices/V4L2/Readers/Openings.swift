import Glibc
import SystemSupport

/// A descriptor that has events whenever a program opens or closes a file; nil where the kernel gives none.
func watchOpenings(of path: String) -> Int32? {
  let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
  guard descriptor >= 0 else { return nil }
  let events = UInt32(IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)
  let isWatched = withPath(path) { inotify_add_watch(descriptor, $0, events) } >= 0
  if isWatched { return descriptor }
  close(descriptor)
  return nil
}

/// Takes the events that are there, and tells whether there were any.
func takeOpenings(_ descriptor: Int32) -> Bool {
  var hasAny = false
  withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
    while read(descriptor, buffer.baseAddress, buffer.count) > 0 { hasAny = true }
  }
  return hasAny
}

/// Tells whether another process has a file open, of those that this one may look into.
///
/// - Parameter path: the file, without links.
func isOpenElsewhere(_ path: String) -> Bool {
  let own = getpid()
  return names(in: "/proc").contains { name in
    guard let process = Int32(name), process != own else { return false }
    let folder = "/proc/\(process)/fd"
    return names(in: folder).contains { target(of: "\(folder)/\($0)") == path }
  }
}

private func names(in folder: String) -> [String] {
  guard let listing = opendir(folder) else { return [] }
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name.first?.isNumber == true { names.append(name) }
  }
  return names
}

/// Reads where a link leads; nil for what is none.
private func target(of link: String) -> String? {
  withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
    guard let text = buffer.assumingMemoryBound(to: CChar.self).baseAddress else { return nil }
    let count = readlink(link, text, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }
}
