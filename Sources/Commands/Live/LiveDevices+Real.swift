import Devices

extension LiveDevices {
  /// The machine's, through Video4Linux.
  static let real = LiveDevices(camera: { VideoCamera($0) }, output: { VideoLoopback($0) })
}
