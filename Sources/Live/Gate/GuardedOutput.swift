import Devices
import Imaging

/// A virtual camera that takes nothing but safe frames: the session's only way to its device.
///
/// `@unchecked Sendable`: used by the output's thread alone once it runs.
final class GuardedOutput: @unchecked Sendable {
  private let device: any OutputDevice
  private let mode: OutputMode

  init(_ device: any OutputDevice, mode: OutputMode) {
    self.device = device
    self.mode = mode
  }

  var name: String { device.name }

  func open() throws(DeviceError) { try device.open(mode) }

  func submit(_ frame: SafeFrame, timeout: Duration) throws(DeviceError) {
    try device.submit(timeout: timeout) { $0.copy(frame.view) }
  }

  func close() { device.close() }
}
