import Devices
import Live

extension LiveOpening {
  /// Opens the devices that arguments name, and where they name no virtual camera, what the machine has.
  ///
  /// - Throws: `DeviceFault`.
  init(_ arguments: LiveArguments, _ devices: LiveDevices) throws {
    let wish = CaptureWish(
      width: arguments.size?.width ?? 1280, height: arguments.size?.height ?? 720,
      framesPerSecond: arguments.fps ?? 30)
    let names = arguments.output.isEmpty ? devices.outputs() : arguments.output
    guard !names.isEmpty else {
      throw DeviceFault(
        error: .absent(
          "expected --output to name a virtual camera, found none on this machine: "
            + "systemctl --user start pipewire wireplumber, or sudo modprobe v4l2loopback "
            + "exclusive_caps=1 card_label=vbg"))
    }
    do throws(DeviceError) {
      try self.init(
        camera: devices.camera(arguments.cameraPath), wish: wish,
        outputs: names.map { devices.output($0, arguments.steering.name) },
        framesPerSecond: arguments.fps,
        isOnDemand: arguments.onDemand.map { $0 == .on } ?? names.contains(LiveDevices.pipeWire))
    } catch {
      throw DeviceFault(error: error)
    }
  }
}

/// A device that can't be used, for a person.
struct DeviceFault: Error, CustomStringConvertible {
  let error: DeviceError

  var description: String { error.reason }
}
