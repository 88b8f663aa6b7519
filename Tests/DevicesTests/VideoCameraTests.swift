import CAllocationCounter
import CVideo4Linux
import Glibc
import Imaging
import Testing

@testable import Devices

@Suite struct VideoCameraTests {
  let kernel = ScriptedKernel()
  let device = ScriptedDevice()
  let camera: VideoCamera
  let path = "/dev/video3"

  init() {
    device.formats = ModeChoiceTests.usual
    device.bufferByteCount = 640 * 480 * 2
    kernel.devices[path] = device
    camera = VideoCamera(path, kernel)
  }

  private func openError(_ wish: CaptureWish = CaptureWish()) -> DeviceError? {
    do throws(DeviceError) {
      _ = try camera.open(wish)
      return nil
    } catch {
      return error
    }
  }

  /// The error of the next frame; nil when there is one.
  private func frameError() -> DeviceError? {
    do throws(DeviceError) {
      try camera.nextFrame(timeout: .milliseconds(500)) { _ in }
      return nil
    } catch {
      return error
    }
  }

  /// That a failed `open` leaves nothing behind.
  private func expectClosed() {
    #expect(kernel.openCount == 0 && device.mapped.isEmpty && !device.isStreaming)
  }

  private static let vga = CaptureWish(width: 640, height: 480, framesPerSecond: 30)

  @Test func `the mode in effect`() throws {
    let mode = try camera.open(CaptureWish(width: 640, height: 480, framesPerSecond: 15))
    #expect(
      mode
        == CaptureMode(
          width: 640, height: 480, framesPerSecond: 15, content: .pixels(.yuyv, ColorEncoding())))
    #expect(device.isStreaming && device.mapped.count == 3 && device.queued == [0, 1, 2])
    camera.close()
    camera.close()
    expectClosed()
  }

  @Test func `what the driver makes of it`() throws {
    device.adjustFormat = {
      $0.width = 638
      $0.colorspace = V4L2_COLORSPACE_REC709.rawValue
      $0.quantization = V4L2_QUANTIZATION_FULL_RANGE.rawValue
    }
    let mode = try camera.open(Self.vga)
    #expect(mode.width == 638 && mode.content == .pixels(.yuyv, ColorEncoding(.bt709, .full)))
  }

  @Test func `color encodings of the driver's fields`() {
    func encoding(
      _ space: v4l2_colorspace, _ matrix: v4l2_ycbcr_encoding = V4L2_YCBCR_ENC_DEFAULT,
      _ range: v4l2_quantization = V4L2_QUANTIZATION_DEFAULT
    ) -> ColorEncoding {
      var format = v4l2_pix_format()
      format.colorspace = space.rawValue
      format.ycbcr_enc = matrix.rawValue
      format.quantization = range.rawValue
      return ColorEncoding(format)
    }
    // videodev2.h: the defaults of sRGB, SMPTE 170M and JPEG are BT.601, of Rec. 709 its own;
    // of JPEG alone the range is full.
    #expect(encoding(V4L2_COLORSPACE_DEFAULT) == ColorEncoding(.bt601, .limited))
    #expect(encoding(V4L2_COLORSPACE_SRGB) == ColorEncoding(.bt601, .limited))
    #expect(encoding(V4L2_COLORSPACE_SMPTE170M) == ColorEncoding(.bt601, .limited))
    #expect(encoding(V4L2_COLORSPACE_REC709) == ColorEncoding(.bt709, .limited))
    #expect(encoding(V4L2_COLORSPACE_JPEG) == ColorEncoding(.bt601, .full))
    #expect(encoding(V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_709) == ColorEncoding(.bt709, .limited))
    #expect(encoding(V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_601) == ColorEncoding())
    #expect(
      encoding(V4L2_COLORSPACE_JPEG, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_LIM_RANGE)
        == ColorEncoding(.bt601, .limited))
  }

  @Test func `frames with their times, counts and flaws`() throws {
    _ = try camera.open(Self.vga)
    let whole = 640 * 480 * 2
    device.events = [
      .frame(byteCount: whole, sequence: 7), .frame(byteCount: whole, sequence: 9, flags: 0),
      .frame(
        byteCount: whole, sequence: 10,
        flags: V4L2_BUF_FLAG_ERROR | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC),
      .frame(byteCount: whole - 1, sequence: 11),
    ]
    var seen: [(UInt32, Duration, Bool, UInt8)] = []
    for _ in 0..<4 {
      try camera.nextFrame(timeout: .seconds(1)) { frame in
        guard case .pixels(let view) = frame.picture else { return }
        #expect(view.width == 640 && view.height == 480 && view.format == .yuyv)
        seen.append(
          (frame.sequence, frame.captureTime, frame.isFlawed, view.plane(0).row(479)[1279]))
      }
    }
    #expect(seen.map(\.0) == [7, 9, 10, 11])
    // Of a clock that is not the monotonic one, the time of arrival.
    #expect(seen.map(\.1) == [.seconds(507.25), kernel.now, .seconds(510.25), .seconds(511.25)])
    #expect(seen.map(\.2) == [false, false, true, true])
    #expect(seen.map(\.3) == [0, 1, 2, 0], "each from its own buffer")
    #expect(device.queued.count == 3)
  }

  @Test func `rows with gaps`() throws {
    let stride = 1344
    device.adjustFormat = { $0.bytesperline = UInt32(stride) }
    device.bufferByteCount = stride * 480
    _ = try camera.open(Self.vga)
    device.events = [.frame(byteCount: stride * 480), .frame(byteCount: 640 * 480 * 2)]
    var flaws: [Bool] = []
    for _ in 0..<2 {
      try camera.nextFrame(timeout: .seconds(1)) { frame in
        if case .pixels(let view) = frame.picture {
          #expect(view.plane(0).bytesPerRow == stride)
        }
        flaws.append(frame.isFlawed)
      }
    }
    #expect(flaws == [false, true])
  }

  /// Rows of halved chroma are half as far apart as those of luma.
  @Test func `chroma rows with gaps`() throws {
    device.formats = [
      ScriptedDevice.Format(fourCC: FourCC("YU12"), sizes: [(SizeRange(640, 480), [30])])
    ]
    device.adjustFormat = { $0.bytesperline = 673 }
    device.bufferByteCount = 673 * 480 + 2 * 337 * 240
    _ = try camera.open(Self.vga)
    device.events = [.frame(byteCount: device.bufferByteCount)]
    try camera.nextFrame(timeout: .seconds(1)) { frame in
      guard case .pixels(let view) = frame.picture else { return }
      #expect(view.format == .i420)
      #expect((0..<3).map { view.plane($0).bytesPerRow } == [673, 337, 337])
      #expect(view.plane(1).row(0) - view.plane(0).row(0) == 673 * 480)
      #expect(view.plane(2).row(0) - view.plane(1).row(0) == 337 * 240)
    }
  }

  @Test func `JPEG as it came`() throws {
    device.bufferByteCount = 1000
    let mode = try camera.open(CaptureWish(width: 1280, height: 720, framesPerSecond: 30))
    #expect(mode.content == .jpeg && mode.framesPerSecond == 30)
    // More bytes than the buffer has is a driver's error, and none is an empty frame.
    device.events = [.frame(byteCount: 400), .frame(byteCount: 5000), .frame(byteCount: 0)]
    var counts: [Int] = []
    for _ in 0..<3 {
      try camera.nextFrame(timeout: .seconds(1)) { frame in
        if case .jpeg(let bytes) = frame.picture { counts.append(bytes.count) }
        #expect(frame.isFlawed == (counts.last == 0))
      }
    }
    #expect(counts == [400, 1000, 0])
  }

  @Test func `a silent camera: time-outs, and the stream goes on`() throws {
    _ = try camera.open(Self.vga)
    let before = kernel.now
    #expect(frameError() == .timedOut)
    #expect(kernel.now - before == .milliseconds(500))
    device.events = [.frame(byteCount: 640 * 480 * 2)]
    #expect(frameError() == nil)
  }

  @Test(arguments: [EINVAL, EIO, ENODEV]) func `a lost camera`(_ number: Int32) throws {
    _ = try camera.open(Self.vga)
    device.events = [.error(number)]
    let reason = String(cString: strerror(number))
    #expect(frameError() == .lost("camera '/dev/video3' failed (VIDIOC_DQBUF: \(reason))"))
    camera.close()
    expectClosed()
    #expect(frameError() == .lost("camera '/dev/video3' is closed"))
    #expect(openError(Self.vga) == nil)
  }

  @Test func `an error that only poll tells of`() throws {
    _ = try camera.open(Self.vga)
    device.extraPollEvents = POLLERR
    guard case .lost = frameError() else {
      Issue.record("expected a lost camera")
      return
    }
  }

  @Test func `a signal in a call is no error`() throws {
    device.errors = [CVIDEO_S_FMT: [EINTR, EINTR], CVIDEO_STREAMON: [EINTR]]
    #expect(openError(Self.vga) == nil)
    device.events = [.error(EINTR), .frame(byteCount: 640 * 480 * 2)]
    #expect(frameError() == nil)
  }

  @Test(
    arguments: [
      (CVIDEO_REQBUFS, EINVAL, "VIDIOC_REQBUFS"), (CVIDEO_QUERYBUF, EINVAL, "VIDIOC_QUERYBUF"),
      (CVIDEO_QBUF, EINVAL, "VIDIOC_QBUF"), (CVIDEO_STREAMON, EIO, "VIDIOC_STREAMON"),
      (CVIDEO_S_FMT, EINVAL, "VIDIOC_S_FMT"),
    ] as [(UInt, Int32, String)])
  func `calls that fail once`(request: UInt, number: Int32, name: String) {
    device.errors = [request: [number]]
    let reason = String(cString: strerror(number))
    #expect(
      openError(Self.vga) == .lost("camera '/dev/video3' failed (\(name): \(reason))"))
    expectClosed()
    // The second of a kind, after what the first has made.
    device.errors = [request: [0, number]]
    if openError(Self.vga) == nil { camera.close() }
    expectClosed()
    device.errors = [:]
    #expect(openError(Self.vga) == nil)
  }

  @Test func `a camera that is in use`() {
    let busy = DeviceError.busy("camera '/dev/video3' is in use by another program")
    for request in [CVIDEO_S_FMT, CVIDEO_REQBUFS, CVIDEO_STREAMON] {
      device.errors = [request: [EBUSY]]
      #expect(openError(Self.vga) == busy)
      expectClosed()
    }
    kernel.openErrors[path] = EBUSY
    #expect(openError() == busy)
    kernel.openErrors = [:]
    device.errors = [CVIDEO_STREAMON: [ENOSPC]]
    #expect(
      openError(Self.vga)
        == .busy("camera '/dev/video3' gets no bandwidth: other devices on its USB bus use it"))
  }

  @Test func `no such camera, no permission`() {
    #expect(
      VideoCamera("/dev/video7", kernel).openError
        == .absent(
          "expected a camera '/dev/video7', found no such device "
            + "(vbg cameras lists those that are there)"))
    kernel.openErrors[path] = EACCES
    kernel.nodes[path] = DeviceNode(isFolder: false, groupName: "video", isOpenToGroup: true)
    #expect(
      openError()
        == .unusable(
          "expected a camera '/dev/video3', found no permission to use it: it belongs to the group "
            + "'video' (sudo usermod -aG video $USER, then log in again)"))
    kernel.nodes[path] = DeviceNode(isFolder: false, groupName: "root", isOpenToGroup: false)
    #expect(
      openError()
        == .unusable(
          "expected a camera '/dev/video3', found no permission to use it: its owner must grant that"
        ))
    kernel.openErrors[path] = EISDIR
    #expect(openError() == .unusable("expected a camera '/dev/video3', found a folder"))
    kernel.openErrors[path] = ENODEV
    guard case .absent = openError() else {
      Issue.record("expected an absent camera")
      return
    }
  }

  @Test func `devices that are no cameras`() {
    device.errors = [CVIDEO_QUERYCAP: [ENOTTY]]
    #expect(
      openError()
        == .unusable("expected a camera '/dev/video3', found something that is no video device"))
    expectClosed()
    device.capabilities = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING
    #expect(
      openError()
        == .unusable(
          "expected a camera '/dev/video3', found 'Scripted' that gives no frames "
            + "(vbg cameras lists those that do)"))
    device.driver = "v4l2 loopback"
    #expect(
      openError()
        == .unusable("expected a camera '/dev/video3', found 'Scripted' that no program sends to"))
    expectClosed()
  }

  @Test func `formats and buffers that vbg can't use`() {
    device.formats = [
      ScriptedDevice.Format(fourCC: FourCC("H264"), sizes: [(SizeRange(640, 480), [30])])
    ]
    #expect(
      openError()
        == .unusable(
          "expected camera '/dev/video3' to send YUYV, UYVY, NV12, YU12, 422P, RGB3, GREY or MJPG, "
            + "found H264"))
    device.formats = ModeChoiceTests.usual
    device.adjustFormat = { $0.pixelformat = FourCC("NV12").code }
    #expect(
      openError(Self.vga)
        == .unusable("expected camera '/dev/video3' to send YUYV, found NV12"))
    device.adjustFormat = { $0.field = V4L2_FIELD_ALTERNATE.rawValue }
    #expect(
      openError(Self.vga)
        == .unusable("expected whole frames of camera '/dev/video3', found fields one by one"))
    expectClosed()
    device.adjustFormat = { _ in }
    device.bufferByteCount = 1000
    guard case .unusable(let line) = openError(Self.vga) else {
      Issue.record("expected an unusable camera")
      return
    }
    #expect(line.contains("expected at least 614400 bytes"), "\(line)")
    expectClosed()
    device.bufferCount = 0
    #expect(
      openError(Self.vga)
        == .lost("camera '/dev/video3' failed (VIDIOC_REQBUFS: Cannot allocate memory)"))
    expectClosed()
  }

  @Test func `frames cost no allocation`() throws {
    _ = try camera.open(Self.vga)
    device.events = Array(repeating: .frame(byteCount: 640 * 480 * 2), count: 40)
    device.forgetsRequests = true
    var sum: UInt32 = 0
    func take(_ count: Int) throws(DeviceError) {
      for _ in 0..<count {
        try camera.nextFrame(timeout: .seconds(1)) { sum &+= $0.sequence }
      }
    }
    try take(10)
    let counter = new_allocation_counter()
    count_allocations_of_this_thread(counter)
    defer { count_allocations_of_this_thread(0) }
    try take(20)
    count_allocations_of_this_thread(0)
    #expect(counted_allocations(counter) == 0)
  }
}

extension VideoCamera {
  /// Error for which it can't be opened; nil when it can.
  fileprivate var openError: DeviceError? {
    do throws(DeviceError) {
      _ = try open(CaptureWish())
      return nil
    } catch {
      return error
    }
  }
}
