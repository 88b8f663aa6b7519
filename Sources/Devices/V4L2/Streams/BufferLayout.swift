import CVideo4Linux
import Imaging

/// Layout of a picture in a driver's buffer.
struct BufferLayout {
  /// The format's size in pixels.
  let width: Int
  let height: Int
  /// The arrangement of the bytes.
  let format: PixelFormat
  /// Their meaning.
  let encoding: ColorEncoding
  /// Bytes from one row of the first plane to the next.
  let bytesPerRow: Int
  /// Bytes of a picture with what is between its rows.
  let byteCount: Int

  /// The layout of a format that the driver has set, with an encoding of our own for what is sent. A driver that says nothing of its rows, or
  /// nonsense, leaves no gaps.
  init(
    _ format: v4l2_pix_format, _ pixelFormat: PixelFormat, _ encoding: ColorEncoding? = nil
  ) {
    width = Int(format.width)
    height = Int(format.height)
    self.format = pixelFormat
    self.encoding = encoding ?? ColorEncoding(format)
    let tight = pixelFormat.rowByteCount(plane: 0, width: width)
    bytesPerRow = max(tight, Int(format.bytesperline))
    byteCount = pixelFormat.byteCount(width: width, height: height, bytesPerRow: bytesPerRow)
  }

  /// The picture in a buffer.
  func view(_ bytes: UnsafeRawBufferPointer, _ device: OpenDevice) throws(DeviceError) -> FrameView
  {
    do throws(FrameViewError) {
      return try FrameView(
        width: width, height: height, format: format, encoding: encoding, bytes: bytes,
        bytesPerRow: bytesPerRow)
    } catch {
      throw device.misfit(error)
    }
  }

  /// The picture in a buffer, to be written.
  func mutableView(
    _ bytes: UnsafeMutableRawBufferPointer, _ device: OpenDevice
  ) throws(DeviceError) -> MutableFrameView {
    do throws(FrameViewError) {
      return try MutableFrameView(
        width: width, height: height, format: format, encoding: encoding, bytes: bytes,
        bytesPerRow: bytesPerRow)
    } catch {
      throw device.misfit(error)
    }
  }
}

extension OpenDevice {
  fileprivate func misfit(_ error: FrameViewError) -> DeviceError {
    .unusable("\(role.name) '\(path)' has buffers that hold no picture: \(error)")
  }

  /// Sets the time between frames where the device can; returns the one in effect, nil when the
  /// driver doesn't tell.
  func setInterval(
    _ interval: FrameInterval?, _ type: v4l2_buf_type
  ) -> FrameInterval? {
    var answer = v4l2_streamparm()
    answer.type = type.rawValue
    guard control(CVIDEO_G_PARM, &answer) == 0 else { return nil }
    // Of an output the structure has the same fields in the same places. Whether the device says
    // that it can is of no use: v4l2loopback doesn't, and can.
    if let interval {
      answer.parm.capture.timeperframe = interval.fraction
      if control(CVIDEO_S_PARM, &answer) != 0, control(CVIDEO_G_PARM, &answer) != 0 { return nil }
    }
    return FrameInterval(answer.parm.capture.timeperframe)
  }
}
