import Devices

/// Source of the devices of `vbg live`.
package struct LiveDevices: Sendable {
  /// The camera that a name stands for.
  let camera: @Sendable (_ name: String) -> any CaptureDevice
  /// The virtual camera that a name stands for, in a session.
  let output: @Sendable (_ name: String, _ session: String) -> any OutputDevice
  /// The names of the virtual cameras that are there for the taking.
  let outputs: @Sendable () -> [String]

  package init(
    camera: @escaping @Sendable (_ name: String) -> any CaptureDevice,
    output: @escaping @Sendable (_ name: String, _ session: String) -> any OutputDevice,
    outputs: @escaping @Sendable () -> [String] = { [] }
  ) {
    self.camera = camera
    self.output = output
    self.outputs = outputs
  }
}

extension LiveDevices {
  /// The name that stands for PipeWire.
  static let pipeWire = "pipewire"

  /// The machine's, through Video4Linux and PipeWire.
  package static let real = LiveDevices(
    camera: { name in
      if name == pipeWire { return PipeWireCamera() }
      if name.hasPrefix("\(pipeWire):") {
        return PipeWireCamera(node: String(name.dropFirst(pipeWire.count + 1)))
      }
      return VideoCamera(name, controls: keptControls)
    },
    output: { name, session in
      guard name == pipeWire else { return VideoLoopback(name) }
      let isUsual = session == LiveSteeringArguments.usualName
      return PipeWireOutput(session: session, description: isUsual ? "vbg" : "vbg \(session)")
    },
    outputs: { (pipeWireIsThere() ? [pipeWire] : []) + freeLoopback() })
}

/// The first device of v4l2loopback's that no program sends to.
private func freeLoopback() -> [String] {
  let devices = listVideoDevices().filter { $0.roles.contains(.virtualCamera) }
  // With exclusive_caps, one that a program sends to is a camera; without, all are.
  let free = devices.first { !$0.roles.contains(.camera) } ?? devices.first
  return free.map { [$0.path] } ?? []
}
