import CVideo4Linux
import Glibc
import Imaging

/// A camera that is open and sends.
final class CaptureStream {
  /// The mode in effect.
  let mode: CaptureMode

  private let device: OpenDevice
  private let buffers: MappedBuffers
  /// The picture in each buffer; empty for JPEG.
  private let views: [FrameView]
  /// The bytes of a whole picture; 0 for JPEG.
  private let pictureByteCount: Int

  /// Sets the mode that is nearest to the wish, of one format where one is given, and starts it.
  init(
    _ device: OpenDevice, _ wish: CaptureWish, _ onlyFormat: FourCC?
  ) throws(DeviceError) {
    let offered = try device.offer(for: wish, onlyFormat)
    let format = try device.setFormat(offered)
    let interval = device.setInterval(offered.interval, V4L2_BUF_TYPE_VIDEO_CAPTURE)
    let (width, height) = (Int(format.width), Int(format.height))
    let buffers = try MappedBuffers(device, V4L2_BUF_TYPE_VIDEO_CAPTURE)
    do throws(DeviceError) {
      let content: CaptureMode.Content
      switch offered.content {
      case .jpeg:
        content = .jpeg
        views = []
        pictureByteCount = 0
      case .pixels(let pixelFormat):
        let layout = BufferLayout(format, pixelFormat)
        content = .pixels(pixelFormat, layout.encoding)
        views = try buffers.memory.map { (memory) throws(DeviceError) in
          try layout.view(UnsafeRawBufferPointer(memory), device)
        }
        pictureByteCount = layout.byteCount
      }
      mode = CaptureMode(
        width: width, height: height,
        framesPerSecond: interval?.framesPerSecond ?? offered.framesPerSecond
          ?? wish.framesPerSecond ?? CaptureWish.usual.framesPerSecond,
        content: content)
      for index in buffers.memory.indices { try buffers.queue(index, to: device) }
      try buffers.start(device)
    } catch {
      buffers.end(device)
      throw error
    }
    self.device = device
    self.buffers = buffers
  }

  /// Waits for a frame and lends it; see `CaptureDevice`.
  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    let buffer = try buffers.dequeue(from: device, for: POLLIN, until: device.now() + timeout)
    let index = Int(buffer.index)
    let byteCount = min(Int(buffer.bytesused), buffers.memory[index].count)
    let picture: CapturedFrame.Picture =
      mode.content == .jpeg
      ? .jpeg(UnsafeRawBufferPointer(rebasing: buffers.memory[index][..<byteCount]))
      : .pixels(views[index])
    let isFlawed =
      buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) != 0 || byteCount < max(pictureByteCount, 1)
    body(
      CapturedFrame(
        picture: picture, captureTime: captureTime(buffer), sequence: buffer.sequence,
        isFlawed: isFlawed))
    try buffers.queue(index, to: device)
  }

  /// The driver's time where it is of the monotonic clock, else now: a virtual camera passes on
  /// whatever its sender wrote.
  private func captureTime(_ buffer: v4l2_buffer) -> Duration {
    let clock = buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK)
    guard clock == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) else { return device.now() }
    return .seconds(buffer.timestamp.tv_sec) + .microseconds(buffer.timestamp.tv_usec)
  }

  /// Ends the stream and closes the device.
  func end() {
    buffers.end(device)
    device.close()
  }
}

extension OpenDevice {
  /// The camera's offer that is nearest to a wish. Nothing is set.
  fileprivate func offer(
    for wish: CaptureWish, _ onlyFormat: FourCC?
  ) throws(DeviceError) -> OfferedMode {
    guard capability.isCapture, capability.isStreaming else {
      throw .unusable(
        "expected a camera '\(path)', found '\(capability.name)' "
          + (capability.isLoopback
            ? "that no program sends to" : "that gives no frames (vbg cameras lists those that do)")
      )
    }
    guard let offered = wish.nearest(of: modes(for: wish, onlyFormat)) else {
      throw .unusable(missingFormat)
    }
    return offered
  }

  /// The mode that a stream would begin with, as the driver offers it.
  func expectedMode(
    _ wish: CaptureWish, _ onlyFormat: FourCC?
  ) throws(DeviceError) -> CaptureMode {
    let offered = try offer(for: wish, onlyFormat)
    let content: CaptureMode.Content =
      switch offered.content {
      case .jpeg: .jpeg
      case .pixels(let format): .pixels(format, ColorEncoding())
      }
    return CaptureMode(
      width: offered.width, height: offered.height,
      framesPerSecond: offered.framesPerSecond ?? wish.framesPerSecond
        ?? CaptureWish.usual.framesPerSecond,
      content: content)
  }

  /// The error of a camera that has no format that vbg reads.
  fileprivate var missingFormat: String {
    let found = formats(V4L2_BUF_TYPE_VIDEO_CAPTURE).map { "\($0.fourCC)" }
    let names = PixelFormat.allCases.compactMap { $0.descriptor.v4l2.map { "\($0)" } }
    return "expected camera '\(path)' to send \(names.joined(separator: ", ")) or MJPG, "
      + "found \(found.isEmpty ? "no format" : found.joined(separator: ", "))"
  }

  /// Sets a camera's format; the driver may change the size.
  fileprivate func setFormat(_ mode: OfferedMode) throws(DeviceError) -> v4l2_pix_format {
    var answer = v4l2_format()
    answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
    answer.fmt.pix.width = UInt32(clamping: mode.width)
    answer.fmt.pix.height = UInt32(clamping: mode.height)
    answer.fmt.pix.pixelformat = mode.fourCC.code
    answer.fmt.pix.field = V4L2_FIELD_ANY.rawValue
    let error = control(CVIDEO_S_FMT, &answer)
    guard error == 0 else { throw error == EBUSY ? busy() : lost("VIDIOC_S_FMT", error) }
    let format = answer.fmt.pix
    let found = FourCC(code: format.pixelformat)
    guard found == mode.fourCC else {
      throw .unusable("expected camera '\(path)' to send \(mode.fourCC), found \(found)")
    }
    guard format.field != V4L2_FIELD_ALTERNATE.rawValue else {
      throw .unusable("expected whole frames of camera '\(path)', found fields one by one")
    }
    return format
  }
}
