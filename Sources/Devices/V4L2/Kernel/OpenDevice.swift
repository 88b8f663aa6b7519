import CVideo4Linux
import Glibc

/// A device node that is open, and what it says of itself.
struct OpenDevice {
  /// The path of the node.
  let path: String
  /// For messages: `camera '/dev/video0'`.
  let role: DeviceRole
  /// Capabilities that it says it has.
  let capability: DeviceCapability

  private let descriptor: Int32
  private let calls: any VideoSystemCalls

  /// Opens `path` and asks what it is.
  ///
  /// - Throws: `DeviceError`, when there is no device or it is no video device at all.
  init(_ path: String, _ role: DeviceRole, _ calls: any VideoSystemCalls) throws(DeviceError) {
    let (descriptor, error) = calls.open(path)
    guard descriptor >= 0 else { throw openFailure(path, role, error, calls) }
    var answer = v4l2_capability()
    let refusal = calls.control(descriptor, CVIDEO_QUERYCAP, &answer)
    guard refusal == 0 else {
      calls.close(descriptor)
      if refusal == ENODEV { throw openFailure(path, role, refusal, calls) }
      throw .unusable("expected \(role) '\(path)', found something that is no video device")
    }
    self.path = path
    self.role = role
    self.descriptor = descriptor
    self.calls = calls
    capability = DeviceCapability(answer)
  }

  /// `ioctl`, repeated when a signal came between. Returns the error number, 0 for success.
  func control<Argument>(_ request: UInt, _ argument: inout Argument) -> Int32 {
    var error: Int32
    repeat {
      error = withUnsafeMutablePointer(to: &argument) { calls.control(descriptor, request, $0) }
    } while error == EINTR
    return error
  }

  /// Maps a buffer of the driver's; nil with the error number.
  func map(byteCount: Int, offset: Int) -> (memory: UnsafeMutableRawPointer?, error: Int32) {
    calls.map(descriptor, byteCount: byteCount, offset: offset)
  }

  /// Ends a mapping.
  func unmap(_ memory: UnsafeMutableRawBufferPointer) { calls.unmap(memory) }

  /// Waits until the device is ready or has failed, and returns the `poll` events that are there.
  ///
  /// - Throws: `.timedOut` at `deadline`, `.lost` when the wait itself fails.
  func wait(for events: Int32, until deadline: Duration) throws(DeviceError) -> Int32 {
    while true {
      let left = max(.zero, deadline - calls.monotonicTime())
      let (found, error) = calls.wait(
        descriptor, for: Int16(events), milliseconds: left.pollMilliseconds)
      if error != 0, error != EINTR { throw lost("poll", error) }
      if found != 0 { return Int32(found) }
      if error == 0, calls.monotonicTime() >= deadline { throw .timedOut }
    }
  }

  /// Has `tell` called whenever the device has one of the `poll` events.
  func watch(
    for events: Int32, _ tell: @escaping @Sendable () -> Void
  ) -> (any DescriptorWatch)? {
    calls.watch(descriptor, for: Int16(events), tell)
  }

  /// The monotonic clock.
  func now() -> Duration { calls.monotonicTime() }

  /// Closes the node.
  func close() { calls.close(descriptor) }

  /// The error of a device that is gone or has failed for good.
  func lost(_ call: String, _ error: Int32) -> DeviceError {
    .lost("\(role.name) '\(path)' failed (\(call): \(String(cString: strerror(error))))")
  }

  /// The error of a device that another program uses.
  func busy() -> DeviceError { .busy("\(role.name) '\(path)' is in use by another program") }
}

extension Duration {
  /// Whole milliseconds, rounded up, so that the last of several waits is not a busy one; longer
  /// times than `poll` takes are cut.
  var pollMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    return Int32(
      clamping: min(seconds, 1_000_000) * 1000 + (attoseconds + 999_999_999_999_999)
        / 1_000_000_000_000_000)
  }
}

/// Use that a device is wanted for.
enum DeviceRole: CustomStringConvertible {
  case camera
  case virtualCamera

  /// For the middle of a message, with its article.
  var description: String {
    switch self {
    case .camera: "a camera"
    case .virtualCamera: "a virtual camera"
    }
  }

  /// For the beginning of a message.
  var name: String {
    switch self {
    case .camera: "camera"
    case .virtualCamera: "virtual camera"
    }
  }
}

/// Explains why a node can't be opened, and what to do about it.
private func openFailure(
  _ path: String, _ role: DeviceRole, _ error: Int32, _ calls: any VideoSystemCalls
) -> DeviceError {
  let expected = "expected \(role) '\(path)', found"
  let node = calls.node(path)
  switch error {
  case ENOENT, ENOTDIR, ENODEV, ENXIO:
    let found = "\(expected) no such device"
    switch role {
    case .camera:
      return .absent("\(found) (vbg cameras lists those that are there)")
    case .virtualCamera:
      return .absent("\(found): \(loopbackAdvice(path, calls))")
    }
  case EACCES, EPERM:
    guard let node, node.isOpenToGroup, node.groupName != "root" else {
      return .unusable("\(expected) no permission to use it: its owner must grant that")
    }
    return .unusable(
      "\(expected) no permission to use it: it belongs to the group '\(node.groupName)' "
        + "(sudo usermod -aG \(node.groupName) $USER, then log in again)")
  case EBUSY:
    return .busy("\(role.name) '\(path)' is in use by another program")
  case EISDIR:
    return .unusable("\(expected) a folder")
  default:
    return .unusable("\(expected): \(String(cString: strerror(error)))")
  }
}

/// Tells how to come by a virtual camera at `path`.
private func loopbackAdvice(_ path: String, _ calls: any VideoSystemCalls) -> String {
  guard !calls.hasModule("v4l2loopback") else {
    return "v4l2loopback is loaded, see vbg cameras for its devices"
  }
  let number = path.hasPrefix("/dev/video") ? Int(path.dropFirst("/dev/video".count)) : nil
  return "load its module with sudo modprobe v4l2loopback devices=1"
    + (number.map { " video_nr=\($0)" } ?? "") + " exclusive_caps=1 card_label=vbg"
    + " (Debian, Ubuntu: apt-get install v4l2loopback-dkms)"
}
