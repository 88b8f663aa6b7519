import CVideo4Linux
import Glibc

@testable import Devices

/// A watch of a scripted kernel's.
///
/// `@unchecked Sendable`: a test uses it on one thread.
final class ScriptedWatch: DescriptorWatch, @unchecked Sendable {
  let events: Int16
  let tell: @Sendable () -> Void
  private(set) var isEnded = false

  init(events: Int16, tell: @escaping @Sendable () -> Void) {
    self.events = events
    self.tell = tell
  }

  func end() { isEnded = true }
}

/// A kernel that says and does what a test wants, and knows which of its devices are open.
final class ScriptedKernel: VideoSystemCalls, @unchecked Sendable {
  // Unchecked: a test uses it on one thread.

  var devices: [String: ScriptedDevice] = [:]
  /// Answer of `open` for a path, before any device is looked for.
  var openErrors: [String: Int32] = [:]
  var nodes: [String: DeviceNode] = [:]
  var modules: Set<String> = []
  /// Time passes only while somebody waits.
  private(set) var now: Duration = .seconds(1000)

  private var openDevices: [Int32: ScriptedDevice] = [:]
  private var lastDescriptor: Int32 = 100

  var openCount: Int { openDevices.count }

  func open(_ path: String) -> (descriptor: Int32, error: Int32) {
    if let error = openErrors[path] { return (-1, error) }
    guard let device = devices[path] else { return (-1, ENOENT) }
    lastDescriptor += 1
    openDevices[lastDescriptor] = device
    return (lastDescriptor, 0)
  }

  func control(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    openDevices[descriptor]?.control(request, argument) ?? EBADF
  }

  func map(_ descriptor: Int32, byteCount: Int, offset: Int)
    -> (memory: UnsafeMutableRawPointer?, error: Int32)
  {
    guard let device = openDevices[descriptor] else { return (nil, EBADF) }
    return device.map(byteCount, offset)
  }

  func unmap(_ memory: UnsafeMutableRawBufferPointer) {
    for device in openDevices.values { device.unmap(memory) }
  }

  func wait(_ descriptor: Int32, for events: Int16, milliseconds: Int32)
    -> (events: Int16, error: Int32)
  {
    guard let device = openDevices[descriptor] else { return (0, EBADF) }
    if let events = device.readyEvents(events) { return (events, 0) }
    now += .milliseconds(milliseconds)
    return (0, 0)
  }

  /// Whether openings of nodes can be told, whether one is there to be told, and what `/proc` shows.
  var tellsOpenings = false
  var hasOpening = false
  var isOpenElsewhere = false
  private(set) var lookCount = 0
  /// Watches that have not ended, each with what it tells.
  var watches: [ScriptedWatch] { allWatches.filter { !$0.isEnded } }
  private var allWatches: [ScriptedWatch] = []

  func watch(
    _ descriptor: Int32, for events: Int16, _ tell: @escaping @Sendable () -> Void
  ) -> (any DescriptorWatch)? {
    let watch = ScriptedWatch(events: events, tell: tell)
    allWatches.append(watch)
    return watch
  }

  func openings(of path: String) -> Int32? { tellsOpenings ? 7 : nil }

  func takeOpenings(_ descriptor: Int32) -> Bool {
    defer { hasOpening = false }
    return hasOpening
  }

  func isOpenElsewhere(_ path: String) -> Bool {
    lookCount += 1
    return isOpenElsewhere
  }

  func pass(_ duration: Duration) { now += duration }

  func close(_ descriptor: Int32) { openDevices[descriptor] = nil }

  func monotonicTime() -> Duration { now }

  func node(_ path: String) -> DeviceNode? { nodes[path] }

  func nodePaths() -> [String] { devices.keys.sorted() + openErrors.keys.sorted() }

  func hasModule(_ name: String) -> Bool { modules.contains(name) }
}
