import CVideo4Linux

/// Capabilities that a device says of itself.
struct DeviceCapability {
  /// Its name for people.
  let name: String
  /// The kernel's driver.
  let driver: String
  /// Where it is plugged in.
  let bus: String
  /// Whether it gives frames.
  let isCapture: Bool
  /// Whether it takes frames.
  let isOutput: Bool
  /// Whether buffers can be mapped.
  let isStreaming: Bool

  /// Reads the driver's answer.
  init(_ answer: v4l2_capability) {
    name = text(answer.card)
    driver = text(answer.driver)
    bus = text(answer.bus_info)
    // The first tells of the whole physical device, the second of this node.
    let hasOwn = answer.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
    let flags = hasOwn ? answer.device_caps : answer.capabilities
    isCapture = flags & UInt32(V4L2_CAP_VIDEO_CAPTURE) != 0
    isOutput = flags & UInt32(V4L2_CAP_VIDEO_OUTPUT) != 0
    isStreaming = flags & UInt32(V4L2_CAP_STREAMING) != 0
  }

  /// Whether it is a virtual camera of v4l2loopback's.
  var isLoopback: Bool { driver == "v4l2 loopback" }
}

/// The text in a C array, which may lack its terminator.
func text<Characters>(_ characters: Characters) -> String {
  withUnsafeBytes(of: characters) { bytes in
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
