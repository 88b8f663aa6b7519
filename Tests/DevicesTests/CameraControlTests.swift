import CVideo4Linux
import Glibc
import Imaging
import Testing

@testable import Devices

/// The controls of cameras.
@Suite struct CameraControlTests {
  let kernel = ScriptedKernel()
  let device = ScriptedDevice()
  let path = "/dev/video0"

  init() {
    device.name = "Webcam"
    device.formats = [
      ScriptedDevice.Format(fourCC: FourCC("YUYV"), sizes: [(SizeRange(64, 48), [30])])
    ]
    device.bufferByteCount = 64 * 48 * 2
    kernel.devices[path] = device
    // The exposure is held while the automatic is on, which comes behind it.
    device.controls = [
      query(1, "Exposure Time, Absolute", V4L2_CTRL_TYPE_INTEGER, 3...2047, step: 4, value: 7),
      query(2, "Exposure, Dynamic Framerate", V4L2_CTRL_TYPE_BOOLEAN, 0...1, value: 1),
      query(3, "Power Line Frequency", V4L2_CTRL_TYPE_MENU, 0...2, value: 1),
      query(4, "Read only", V4L2_CTRL_TYPE_INTEGER, 0...9, flags: V4L2_CTRL_FLAG_READ_ONLY),
      query(5, "Gone", V4L2_CTRL_TYPE_INTEGER, 0...9, flags: V4L2_CTRL_FLAG_DISABLED),
      query(6, "Camera Controls", V4L2_CTRL_TYPE_CTRL_CLASS, 0...0),
      query(7, "Nonsense", V4L2_CTRL_TYPE_INTEGER, 0...9),
    ]
    device.controls[6].query.minimum = 10
    device.menus[3] = [0: "Disabled", 1: "50 Hz", 2: "60 Hz"]
    device.held[1] = (by: 2, at: 1)
  }

  private func query(
    _ id: UInt32, _ name: String, _ type: v4l2_ctrl_type, _ range: ClosedRange<Int32>,
    step: Int32 = 1, value: Int32 = 0, flags: Int32 = 0
  ) -> (query: v4l2_queryctrl, value: Int32) {
    var query = v4l2_queryctrl()
    query.id = id
    query.type = type.rawValue
    withUnsafeMutableBytes(of: &query.name) { $0.copyBytes(from: name.utf8.prefix(31)) }
    query.minimum = range.lowerBound
    query.maximum = range.upperBound
    query.step = step
    query.default_value = range.lowerBound
    query.flags = UInt32(flags)
    return (query, value)
  }

  @Test func whatIsListed() throws {
    let (camera, controls) = try cameraControls(path, kernel)
    #expect(camera == "Webcam" && kernel.openCount == 0)
    #expect(
      controls.map(\.name) == [
        "exposure-time-absolute", "exposure-dynamic-framerate", "power-line-frequency",
      ])
    #expect(controls.map(\.kind) == [.integer, .boolean, .menu])
    #expect(controls[0].range == 3...2047 && controls[0].value == 7 && controls[0].standard == 3)
    #expect(controls[2].choices.map(\.label) == ["Disabled", "50 Hz", "60 Hz"])
    for (value, isTaken) in [(2, false), (3, true), (4, false), (7, true), (2048, false)] {
      #expect(controls[0].takes(value) == isTaken)
    }
    #expect(controls[2].takes(2) && !controls[2].takes(3))
  }

  /// What is kept is set before frames come, at every opening, in an order that works.
  @Test func whatIsKeptIsRestored() throws {
    let camera = VideoCamera(
      path, kernel,
      controls: { name in
        name == "Webcam"
          ? [
            "exposure-time-absolute": 103, "exposure-dynamic-framerate": 0,
            "power-line-frequency": 9, "unknown": 1,
          ] : [:]
      })
    for _ in 0..<2 {
      _ = try camera.open(CaptureWish())
      #expect(device.controls.prefix(3).map(\.value) == [103, 0, 1])
      camera.close()
      device.controls[0].value = 7
      device.controls[1].value = 1
    }
  }
}
