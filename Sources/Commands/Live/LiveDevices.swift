import Devices

/// Where `vbg live` gets its devices: the machine's, or a test's.
struct LiveDevices: Sendable {
  /// The camera at a path.
  var camera: @Sendable (String) -> any CaptureDevice
  /// The virtual camera at a path.
  var output: @Sendable (String) -> any OutputDevice
}

extension LiveDevices {
  /// The machine's, through Video4Linux.
  static let real = LiveDevices(camera: { VideoCamera($0) }, output: { VideoLoopback($0) })
}
