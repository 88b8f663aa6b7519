import CVideo4Linux
import Glibc
import Imaging

/// A virtual camera that is open for our frames.
final class OutputStream {
  /// The mode in effect. Its rate is the wanted one: whoever sends keeps the time, and the driver's only
  /// tells readers what to expect.
  let mode: OutputMode

  private let device: OpenDevice
  private let buffers: MappedBuffers
  private let views: [MutableFrameView]
  private let pictureByteCount: Int
  /// Number of buffers that were ever queued: each is ours until then.
  private var usedCount = 0
  private var lastIndex = 0
  /// Whether the driver has so far handed back none but the buffer queued last.
  private var handsBackLast = true

  /// Sets the mode and starts the stream: programs see a camera from now on.
  init(_ device: OpenDevice, _ mode: OutputMode) throws(DeviceError) {
    try device.checkOutput()
    let format = try device.setOutputFormat(mode)
    let interval = FrameInterval(framesPerSecond: mode.framesPerSecond)
    _ = device.setInterval(interval, V4L2_BUF_TYPE_VIDEO_OUTPUT)
    let layout = BufferLayout(format, mode.format, mode.encoding)
    let buffers = try MappedBuffers(device, V4L2_BUF_TYPE_VIDEO_OUTPUT)
    do throws(DeviceError) {
      views = try buffers.memory.map { (memory) throws(DeviceError) in
        try layout.mutableView(memory, device)
      }
      try buffers.start(device)
    } catch {
      buffers.end(device)
      throw error
    }
    self.mode = OutputMode(
      width: layout.width, height: layout.height, framesPerSecond: mode.framesPerSecond,
      format: layout.format, encoding: layout.encoding)
    pictureByteCount = layout.byteCount
    self.device = device
    self.buffers = buffers
  }

  /// Lends memory for a frame and sends it; see `OutputDevice`.
  func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {
    let index = try freeBuffer(until: device.now() + timeout)
    body(views[index])
    var buffer = buffers.buffer(index)
    buffer.bytesused = UInt32(pictureByteCount)
    buffer.field = V4L2_FIELD_NONE.rawValue
    let error = device.control(CVIDEO_QBUF, &buffer)
    guard error == 0 else { throw device.lost("VIDIOC_QBUF", error) }
    lastIndex = index
    usedCount += 1
  }

  /// The buffer to write next.
  ///
  /// v4l2loopback 0.12 hands back the buffer that was queued last, which readers are looking at
  /// right now. They keep their own count of what they read, so that the one queued longest ago can
  /// be taken instead. A driver that hands back any other buffer means what it says.
  private func freeBuffer(until deadline: Duration) throws(DeviceError) -> Int {
    guard usedCount >= buffers.memory.count else { return usedCount }
    let freed = Int(
      try buffers.dequeue(from: device, for: POLLOUT, until: deadline).index)
    handsBackLast = handsBackLast && freed == lastIndex
    return handsBackLast ? (lastIndex + 1) % buffers.memory.count : freed
  }

  /// Ends the stream and closes the device.
  func end() {
    buffers.end(device)
    device.close()
  }
}

extension OpenDevice {
  fileprivate func checkOutput() throws(DeviceError) {
    guard capability.isOutput, capability.isStreaming else {
      // A loopback with exclusive_caps takes frames of one program at a time.
      if capability.isLoopback, capability.isCapture {
        throw .busy("virtual camera '\(path)' gets its frames from another program already")
      }
      throw .unusable(
        "expected a virtual camera '\(path)', found '\(capability.name)', a device of driver "
          + "'\(capability.driver)' that takes no frames")
    }
  }

  /// Sets the format of frames that are sent; the driver may only add gaps between rows.
  fileprivate func setOutputFormat(_ mode: OutputMode) throws(DeviceError) -> v4l2_pix_format {
    guard mode.width > 0, mode.height > 0, mode.width % 2 == 0, mode.height % 2 == 0 else {
      throw .unusable(
        "expected an even size for virtual camera '\(path)', found \(mode.width)x\(mode.height): "
          + "programs refuse cameras of odd sizes")
    }
    guard let fourCC = mode.format.descriptor.v4l2 else {
      let usable = PixelFormat.allCases.filter { $0.descriptor.v4l2 != nil }.map(\.rawValue)
      throw .unusable(
        "expected \(usable.dropLast().joined(separator: ", ")) or \(usable.last ?? "") "
          + "for virtual camera '\(path)', found \(mode.format.rawValue)")
    }
    var answer = v4l2_format()
    answer.type = V4L2_BUF_TYPE_VIDEO_OUTPUT.rawValue
    answer.fmt.pix.width = UInt32(clamping: mode.width)
    answer.fmt.pix.height = UInt32(clamping: mode.height)
    answer.fmt.pix.pixelformat = fourCC.code
    answer.fmt.pix.field = V4L2_FIELD_NONE.rawValue
    answer.fmt.pix.bytesperline = UInt32(
      clamping: mode.format.rowByteCount(plane: 0, width: mode.width))
    answer.fmt.pix.sizeimage = UInt32(
      clamping: mode.format.byteCount(width: mode.width, height: mode.height))
    if mode.format.isYUV { mode.encoding.state(in: &answer.fmt.pix) }
    let error = control(CVIDEO_S_FMT, &answer)
    if error == EBUSY { throw busy() }
    guard error == 0 else {
      throw .busy(
        "virtual camera '\(path)' takes no format now (\(String(cString: strerror(error)))): "
          + "where another program has written to it, v4l2loopback must be loaded anew")
    }
    let found = answer.fmt.pix
    let foundCode = FourCC(code: found.pixelformat)
    guard foundCode == fourCC, Int(found.width) == mode.width, Int(found.height) == mode.height
    else {
      let message =
        "expected virtual camera '\(path)' to take \(fourCC) \(mode.width)x\(mode.height), "
        + "found \(foundCode) \(found.width)x\(found.height)"
      // The loopback keeps its format for as long as anybody has it open.
      throw capability.isLoopback
        ? .busy("\(message), which another program holds it at") : .unusable(message)
    }
    return found
  }
}
