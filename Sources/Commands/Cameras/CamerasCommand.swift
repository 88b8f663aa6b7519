import ArgumentParser
import Devices

/// `vbg cameras`
struct CamerasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cameras",
    abstract: "List cameras and virtual cameras with their formats, sizes and rates.",
    usage: "vbg cameras [--controls] [--camera <device>] [<options>]",
    discussion: """
      A camera called pipewire:NAME is PipeWire's, for --camera of vbg live. A virtual camera is one that \
      vbg makes there, or a device of the kernel module v4l2loopback, which takes frames from vbg \
      and shows them to other programs as a camera. To make one:

        sudo modprobe v4l2loopback devices=1 exclusive_caps=1 card_label=vbg
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(
    help: "List the controls of cameras, such as exposure, focus, zoom and power line frequency.")
  var controls = false

  @Option(
    help: ArgumentHelp("With --controls: one camera.", valueName: "device"), completion: .file())
  var camera: String?

  @Option(
    help: ArgumentHelp(
      "With --controls and --camera: set a control, and keep it for vbg live; default: no longer. Can be "
        + "repeated.", valueName: "key=value"))
  var set: [String] = []

  func validate() throws {
    if !controls && (camera != nil || !set.isEmpty) {
      throw ValidationError(
        "expected --controls beside \(camera == nil ? "--set" : "--camera"), found none")
    }
  }

  func run() throws {
    if controls {
      return try CameraControlsReport(camera: camera, settings: set, json: json).run()
    }
    // Where PipeWire is not there, it has no cameras.
    let nodes = (try? listPipeWireCameras()) ?? []
    let devices = listVideoDevices() + nodes.map { VideoDevice($0) }
    if json {
      try printJSON(devices.map(CameraRecord.init))
      return
    }
    guard !devices.isEmpty else {
      report(
        "no video device is there: plug a camera in, or see vbg cameras --help for a virtual one")
      return
    }
    try printLine(devices.map { cameraText($0) }.joined(separator: "\n\n"))
  }
}
