import CVideo4Linux
import Glibc
import Imaging
import Testing

@testable import Devices

@Suite struct DeviceListTests {
  @Test func `all kinds of devices`() throws {
    let kernel = ScriptedKernel()
    let webcam = ScriptedDevice()
    webcam.name = "Webcam"
    webcam.formats =
      ModeChoiceTests.usual
      + [ScriptedDevice.Format(fourCC: FourCC("H264"), sizes: [(SizeRange(640, 480), [30])])]
    let loopback = ScriptedDevice()
    loopback.driver = "v4l2 loopback"
    loopback.capabilities = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING
    loopback.formats = ["YUYV", "MJPG"].map {
      ScriptedDevice.Format(
        fourCC: FourCC($0), sizes: [(.stepped((48, 32), (8192, 8192), (1, 1)), [])])
    }
    let metadata = ScriptedDevice()
    metadata.capabilities = V4L2_CAP_STREAMING
    kernel.devices = [
      "/dev/video0": webcam, "/dev/video1": metadata, "/dev/video2": loopback,
    ]
    kernel.openErrors["/dev/video3"] = EACCES
    let devices = listVideoDevices(kernel)
    #expect(devices.map(\.path) == (0..<4).map { "/dev/video\($0)" })
    #expect(kernel.openCount == 0)

    #expect(devices[0].name == "Webcam" && devices[0].driver == "scripted")
    #expect(devices[0].bus == "bus" && devices[0].roles == [.camera])
    #expect(devices[0].formats.map(\.fourCC) == ["YUYV", "MJPG", "H264"])
    #expect(devices[0].formats.map(\.isUsable) == [true, true, false])
    #expect(
      devices[0].formats[0].sizes == [
        VideoDevice.Size(range: SizeRange(640, 480), framesPerSecond: [30, 15]),
        VideoDevice.Size(range: SizeRange(1280, 720), framesPerSecond: [10, 5]),
        VideoDevice.Size(range: SizeRange(1920, 1080), framesPerSecond: [5]),
      ])
    #expect(devices[1].roles.isEmpty && devices[1].formats.isEmpty)
    #expect(devices[2].roles == [.virtualCamera])
    #expect(devices[2].formats.map(\.isUsable) == [true, false], "JPEG is read, not written")
    #expect(devices[2].formats[0].sizes[0].range.width.greatest == 8192)
    #expect(try #require(devices[3].problem).contains("no permission"))
    #expect(!webcam.requests.contains(CVIDEO_S_FMT) && !webcam.requests.contains(CVIDEO_REQBUFS))
  }

  @Test func `a driver without a last answer`() {
    let kernel = ScriptedKernel()
    let endless = ScriptedDevice()
    endless.formats = Array(repeating: ModeChoiceTests.usual[0], count: 2000)
    kernel.devices["/dev/video0"] = endless
    #expect(listVideoDevices(kernel)[0].formats.count == 512)
  }
}
