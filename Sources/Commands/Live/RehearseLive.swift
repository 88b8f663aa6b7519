public import Devices
import Glibc

/// Runs `vbg live` on devices of a test, and ends the process as `launch` does.
public func rehearseLive(
  _ typed: [String], camera: @escaping @Sendable (String) -> any CaptureDevice,
  output: @escaping @Sendable (String) -> any OutputDevice
) -> Never {
  settleProcess()
  do {
    let typed = try joiningOptionalValues(checkedWords(typed))
    _ = try LiveArguments.parse(typed)
    try runLive(typed: typed, devices: LiveDevices(camera: camera, output: output))
    exit(EXIT_SUCCESS)
  } catch {
    exit(conclude(error, of: LiveCommand.self))
  }
}
