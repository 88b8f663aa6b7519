import Devices

/// Source of the devices of `vbg live`.
package struct LiveDevices: Sendable {
  /// The camera at a path.
  let camera: @Sendable (String) -> any CaptureDevice
  /// The virtual camera at a path.
  let output: @Sendable (String) -> any OutputDevice

  package init(
    camera: @escaping @Sendable (String) -> any CaptureDevice,
    output: @escaping @Sendable (String) -> any OutputDevice
  ) {
    self.camera = camera
    self.output = output
  }
}

extension LiveDevices {
  /// The machine's, through Video4Linux.
  static let real = LiveDevices(camera: { VideoCamera($0) }, output: { VideoLoopback($0) })
}
