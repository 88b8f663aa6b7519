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

  /// Opens the device again.
  ///
  /// - Throws: `DeviceError`, also where the device takes other frames now than those that are made.
  func open() throws(DeviceError) {
    let found = try device.open(mode)
    guard found.takesSameFrames(as: mode) else {
      device.close()
      throw .busy("expected virtual camera '\(name)' to take \(mode.frames), found \(found.frames)")
    }
  }

  /// Tells whether programs read it.
  func readership() throws(DeviceError) -> Readership { try device.readership() }

  /// Whether frames mean something while nobody reads.
  var takesFramesUnread: Bool { device.takesFramesUnread }

  func submit(_ frame: SafeFrame, timeout: Duration) throws(DeviceError) {
    try device.submit(timeout: timeout) { $0.copy(frame.view) }
  }

  func close() { device.close() }
}

extension OutputMode {
  /// Tells whether frames lie in memory and mean the same as in another mode; rates may differ.
  func takesSameFrames(as other: OutputMode) -> Bool {
    width == other.width && height == other.height && format == other.format
      && encoding == other.encoding
  }

  /// For a message.
  var frames: String { "\(format.rawValue) \(width)x\(height)" }
}
