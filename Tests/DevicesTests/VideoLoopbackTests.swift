import CVideo4Linux
import Glibc
import Imaging
import Testing

@testable import Devices

@Suite struct VideoLoopbackTests {
  let kernel = ScriptedKernel()
  let device = ScriptedDevice()
  let output: VideoLoopback
  let path = "/dev/video9"

  init() {
    device.name = "vbg"
    device.driver = "v4l2 loopback"
    device.capabilities = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING
    device.bufferCount = 2
    device.bufferByteCount = 64 * 48 * 3
    kernel.devices[path] = device
    output = VideoLoopback(path, kernel)
  }

  private func openError(_ width: Int = 64, _ height: Int = 48, _ format: PixelFormat = .yuyv)
    -> DeviceError?
  {
    do throws(DeviceError) {
      let wanted = OutputMode(width: width, height: height, framesPerSecond: 30, format: format)
      let mode = try output.open(wanted)
      #expect(mode == wanted)
      return nil
    } catch {
      return error
    }
  }

  /// Sends frames and gives the buffers that they went into.
  private func submit(_ count: Int) throws(DeviceError) -> [Int] {
    var used: [Int] = []
    for _ in 0..<count {
      try output.submit(timeout: .seconds(1)) { view in
        used.append(
          device.mapped.firstIndex { $0.baseAddress == UnsafeMutableRawPointer(view.row(0)) } ?? -1)
      }
    }
    return used
  }

  private func expectClosed() {
    #expect(kernel.openCount == 0 && device.mapped.isEmpty && !device.isStreaming)
  }

  @Test func `the format and the rate that are set`() throws {
    let wanted = OutputMode(width: 64, height: 48, framesPerSecond: 30 / 1.001, format: .nv12)
    #expect(try output.open(wanted) == wanted)
    #expect(FourCC(code: device.format.pixelformat) == FourCC("NV12"))
    #expect(device.format.width == 64 && device.format.height == 48)
    #expect(device.format.bytesperline == 64 && device.format.sizeimage == 64 * 48 * 3 / 2)
    #expect(device.format.field == V4L2_FIELD_NONE.rawValue)
    #expect(ColorEncoding(device.format) == ColorEncoding())
    #expect(device.interval.numerator == 1001 && device.interval.denominator == 30000)
    #expect(device.isStreaming && device.queued.isEmpty, "nothing is shown before a frame")
    output.close()
    output.close()
    expectClosed()
    #expect(throws: DeviceError.lost("virtual camera '/dev/video9' is closed")) { try submit(1) }
  }

  @Test(arguments: [ColorEncoding(.bt601, .full), ColorEncoding(.bt709, .limited)])
  func `readers are told of colors and range`(encoding: ColorEncoding) throws {
    _ = try output.open(
      OutputMode(width: 64, height: 48, framesPerSecond: 30, format: .yuyv, encoding: encoding))
    #expect(ColorEncoding(device.format) == encoding)
    let range = encoding.range == .full ? V4L2_QUANTIZATION_FULL_RANGE : V4L2_QUANTIZATION_LIM_RANGE
    #expect(device.format.quantization == range.rawValue)
  }

  @Test(arguments: PixelFormat.allCases) func `each format`(_ format: PixelFormat) throws {
    let named: [PixelFormat] = [.yuyv, .uyvy, .nv12, .i420, .i422, .rgb, .gray]
    guard named.contains(format) else {
      #expect(
        openError(64, 48, format)
          == .unusable(
            "expected yuyv, uyvy, nv12, i420, i422, rgb or gray for virtual camera '/dev/video9', "
              + "found \(format.rawValue)"))
      expectClosed()
      return
    }
    #expect(openError(64, 48, format) == nil)
    // What is sent under this name is what is read under it.
    #expect(StreamContent(FourCC(code: device.format.pixelformat)) == .pixels(format))
    try output.submit(timeout: .seconds(1)) { view in
      #expect(view.width == 64 && view.height == 48 && view.format == format)
    }
  }

  @Test func `a driver that hands back what was queued last`() throws {
    device.handBack = { $0[$0.count - 1] }
    device.bufferCount = 3
    #expect(openError() == nil)
    #expect(try submit(8) == [0, 1, 2, 0, 1, 2, 0, 1])
  }

  @Test func `a driver that hands back in order`() throws {
    device.bufferCount = 3
    #expect(openError() == nil)
    #expect(try submit(8) == [0, 1, 2, 0, 1, 2, 0, 1])
  }

  @Test func `a driver with a mind of its own`() throws {
    device.handBack = { $0.contains(1) ? 1 : $0[0] }
    device.bufferCount = 3
    #expect(openError() == nil)
    #expect(try submit(7) == [0, 1, 2, 1, 1, 1, 1])
    output.close()
    device.bufferCount = 1
    #expect(openError() == nil)
    #expect(try submit(3) == [0, 0, 0])
  }

  @Test(arguments: [2, 3, UInt32.max]) func `a buffer that the driver does not have`(
    _ index: UInt32
  )
    throws
  {
    #expect(openError() == nil)
    _ = try submit(2)
    device.handBack = { _ in index }
    #expect(
      throws: DeviceError.lost(
        "virtual camera '/dev/video9' failed (VIDIOC_DQBUF: \(String(cString: strerror(ERANGE))))")
    ) { try submit(1) }
  }

  @Test func `sizes that programs refuse`() {
    for (width, height) in [(63, 48), (64, 47), (0, 48), (64, -2)] {
      #expect(
        openError(width, height)
          == .unusable(
            "expected an even size for virtual camera '/dev/video9', found \(width)x\(height): "
              + "programs refuse cameras of odd sizes"))
      expectClosed()
    }
  }

  @Test func `held by others`() {
    device.capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING
    #expect(
      openError()
        == .busy("virtual camera '/dev/video9' gets its frames from another program already"))
    device.capabilities = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING
    device.adjustFormat = {
      $0.width = 640
      $0.height = 480
    }
    #expect(
      openError()
        == .busy(
          "expected virtual camera '/dev/video9' to take YUYV 64x48, found YUYV 640x480, "
            + "which another program holds it at"))
    device.adjustFormat = { $0.height = 480 }
    #expect(
      openError()
        == .busy(
          "expected virtual camera '/dev/video9' to take YUYV 64x48, found YUYV 64x480, "
            + "which another program holds it at"))
    device.adjustFormat = { $0.pixelformat = FourCC("UYVY").code }
    #expect(
      openError()
        == .busy(
          "expected virtual camera '/dev/video9' to take YUYV 64x48, found UYVY 64x48, "
            + "which another program holds it at"))
    device.adjustFormat = { _ in }
    device.errors = [CVIDEO_S_FMT: [EBUSY, EINVAL]]
    #expect(openError() == .busy("virtual camera '/dev/video9' is in use by another program"))
    guard case .busy(let line) = openError() else {
      Issue.record("expected a busy device")
      return
    }
    #expect(line.contains("must be loaded anew"), "\(line)")
    expectClosed()
    #expect(openError() == nil)
  }

  @Test func `no virtual camera`() {
    let missing = VideoLoopback("/dev/video4", kernel)
    func line() -> String? {
      do throws(DeviceError) {
        _ = try missing.open(OutputMode(width: 64, height: 48, framesPerSecond: 30))
      } catch {
        if case .absent(let line) = error { return line }
      }
      return nil
    }
    #expect(
      line()
        == "expected a virtual camera '/dev/video4', found no such device: load its module with "
        + "sudo modprobe v4l2loopback devices=1 video_nr=4 exclusive_caps=1 card_label=vbg "
        + "(Debian, Ubuntu: apt-get install v4l2loopback-dkms)")
    kernel.modules = ["v4l2loopback"]
    #expect(
      line()
        == "expected a virtual camera '/dev/video4', found no such device: v4l2loopback is loaded, "
        + "see vbg cameras for its devices")
    device.driver = "uvcvideo"
    device.name = "Webcam"
    device.capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING
    #expect(
      openError()
        == .unusable(
          "expected a virtual camera '/dev/video9', found 'Webcam', a device of driver 'uvcvideo' "
            + "that takes no frames"))
    expectClosed()
  }

  @Test func `lost while it sends`() throws {
    #expect(openError() == nil)
    _ = try submit(3)
    device.errors = [CVIDEO_QBUF: [ENODEV]]
    #expect(
      throws: DeviceError.lost(
        "virtual camera '/dev/video9' failed (VIDIOC_QBUF: No such device)")
    ) { try submit(1) }
    output.close()
    expectClosed()
  }

  @Test func `a device that gives no buffer back`() throws {
    #expect(openError() == nil)
    _ = try submit(2)
    device.errors = [CVIDEO_DQBUF: [EAGAIN, EAGAIN]]
    #expect(try submit(1) == [0], "tried again")
    device.isStuck = true
    #expect(throws: DeviceError.timedOut) { try submit(1) }
    device.isStuck = false
    #expect(try submit(1).count == 1)
  }
}
