import Devices
import Foundation
import Testing

@testable import Commands

/// Returns what `vbg cameras` prints.
@Suite struct CamerasTests {
  private func device() -> VideoDevice {
    var device = VideoDevice(path: "/dev/video0")
    device.name = "Web\u{1b}[31mcam"
    device.driver = "uvcvideo"
    device.bus = "usb-1"
    device.roles = [.camera]
    let sizes = [
      VideoDevice.Size(range: SizeRange(640, 480), framesPerSecond: [30, 12.5, 29.97]),
      VideoDevice.Size(range: SizeRange(1280, 720), framesPerSecond: []),
    ]
    device.formats = [
      VideoDevice.Format(fourCC: "YUYV", description: "YUYV 4:2:2", isUsable: true, sizes: sizes),
      VideoDevice.Format(fourCC: "H264", description: "H.264", isUsable: false, sizes: sizes),
      VideoDevice.Format(fourCC: "NV12", description: "Y/UV 4:2:0", isUsable: true, sizes: sizes),
      VideoDevice.Format(
        fourCC: "GREY", description: "8-bit Greyscale", isUsable: true,
        sizes: [
          VideoDevice.Size(
            range: SizeRange(16, 16), framesPerSecond: [60, 7.05], isRateRange: true)
        ]),
    ]
    return device
  }

  @Test func table() {
    #expect(
      cameraText(device(), isStyled: false) == #"""
        /dev/video0  Web\u{1b}[31mcam (camera)
          uvcvideo, usb-1
          YUYV NV12
            640x480   30, 12.5, 29.97 fps
            1280x720
          GREY
            16x16  60 ... 7.05 fps
          not used: H264
        """#)
  }

  @Test func `devices without formats, and those that can't be asked`() {
    var device = VideoDevice(path: "/dev/video1")
    device.name = "Webcam"
    #expect(
      cameraText(device, isStyled: false)
        == "/dev/video1  Webcam (carries no frames)\n  , ")
    device.problem = "no permission"
    #expect(cameraText(device, isStyled: false) == "/dev/video1  no permission")
    device.problem = nil
    #expect(cameraText(device, isStyled: true).hasPrefix("\u{1b}[1m/dev/video1"))
  }

  @Test func json() throws {
    let data = try JSONEncoder().encode(CameraRecord(device()))
    let record = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(record["path"] as? String == "/dev/video0" && record["problem"] == nil)
    #expect(record["roles"] as? [String] == ["camera"])
    let formats = try #require(record["formats"] as? [[String: Any]])
    #expect(formats.map { $0["isUsable"] as? Bool } == [true, false, true, true])
    let size = try #require((formats[0]["sizes"] as? [[String: Any]])?.first)
    #expect(size["width"] as? Int == 640 && size["greatestWidth"] == nil)
    #expect(size["framesPerSecond"] as? [Double] == [30, 12.5, 29.97])
  }

  @Test func program() throws {
    let folder = ScratchFolder()
    let list = try Program.vbg.run("cameras", in: folder)
    let json = try Program.vbg.run("cameras", "--json", in: folder)
    #expect(list.exitCode == 0 && json.exitCode == 0 && json.errors.isEmpty)
    let records = try #require(
      try JSONSerialization.jsonObject(with: json.output) as? [[String: Any]])
    // Tests run on machines with cameras and without.
    #expect(records.isEmpty == list.output.isEmpty)
    #expect(records.isEmpty == list.saysOneLine, "\(list.errors)")
    let wrong = try Program.vbg.run("cameras", "/dev/video0", in: folder)
    #expect(wrong.exitCode == 2 && wrong.saysOneLine)
  }

  @Test func controlsAreKeptByCamera() throws {
    var kept = try KeptControls(
      path: "cameras.toml",
      [(key: "Web \"cam\"", value: .table([(key: "zoom", value: .integer(120))]))])
    #expect(kept["Web \"cam\""] == ["zoom": 120] && kept["other"].isEmpty)
    kept.keep(3, of: "focus", camera: "other")
    kept.keep(100, of: "zoom", camera: "Web \"cam\"")
    #expect(kept.text == "[\"Web \\\"cam\\\"\"]\nzoom = 100\n\n[\"other\"]\nfocus = 3\n")
    kept.keep(nil, of: "zoom", camera: "Web \"cam\"")
    #expect(kept.text == "[\"other\"]\nfocus = 3\n")
    for value in [ConfigurationValue.integer(1), .table([(key: "zoom", value: .text("far"))])] {
      #expect(throws: ConfigurationError.self) {
        try KeptControls(path: "cameras.toml", [(key: "Webcam", value: value)])
      }
    }
  }

  @Test(arguments: [
    (["--set", "zoom=1"], 2, "expected --controls beside --set"),
    (["--controls", "--set", "zoom=1"], 2, "expected --camera beside --set"),
    (["--controls", "--camera", "/dev/none"], 1, "expected a camera '/dev/none'"),
    (["--controls", "--camera", "/dev/null"], 1, "found something that is no video device"),
  ])
  func controlsOfNoCamera(words: [String], code: Int32, text: String) throws {
    let outcome = try Program.vbg.run(["cameras"] + words, in: ScratchFolder())
    #expect(outcome.exitCode == code && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
  }
}
