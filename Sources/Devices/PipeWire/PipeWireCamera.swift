import CPipeWire
import Glibc
import Imaging

/// A camera of PipeWire's, by the name of its node, or the first: also those that only PipeWire has
/// (libcamera's, phones', other programs'). Never a virtual camera of vbg's.
public final class PipeWireCamera: CaptureDevice, @unchecked Sendable {
  // Unchecked: used by one caller at a time, as `CaptureDevice` demands.

  /// Time that a camera has to settle its format.
  private static let patience: Int32 = 3000

  /// For messages: `pipewire`, or with the node's name behind a colon.
  public let name: String

  private let wanted: String?
  private var stream: OpaquePointer?
  private var mode: CaptureMode?
  private var frameCount: UInt32 = 0

  /// The camera of a node, by name, serial number or description; nil for the first.
  public init(node: String? = nil) {
    wanted = node
    name = node.map { "pipewire:\($0)" } ?? "pipewire"
  }

  deinit { close() }

  /// Connects and waits for the camera's format; see `CaptureDevice`. The wished size and rate are taken where
  /// the camera has them, pixels before JPEG; else the size nearest that the daemon finds.
  public func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    close()
    let node = try listPipeWireCameras().camera(self.wanted)
    let interval = FrameInterval(
      framesPerSecond: wanted.framesPerSecond ?? CaptureWish.usual.framesPerSecond)
    var error: Int32 = 0
    let stream = node.serial.withCString { serial in
      var wish = cpipewire_wish(
        target: serial, width: UInt32(clamping: wanted.aim.width),
        height: UInt32(clamping: wanted.aim.height), rate_numerator: interval.denominator,
        rate_denominator: interval.numerator)
      return cpipewire_read_camera(&wish, &error)
    }
    guard let stream else { throw pipeWireFailure(error) }
    do throws(DeviceError) {
      let mode = try agreedMode(stream, of: node)
      self.stream = stream
      self.mode = mode
      return mode
    } catch {
      cpipewire_close(stream)
      throw error
    }
  }

  /// Looks for the node. Its mode is settled when a stream begins.
  public func expectedMode(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode? {
    _ = try listPipeWireCameras().camera(self.wanted)
    return nil
  }

  private func agreedMode(
    _ stream: OpaquePointer, of node: PipeWireNode
  ) throws(DeviceError) -> CaptureMode {
    var format = cpipewire_format()
    let result = cpipewire_wait_for_format(stream, Self.patience, &format)
    guard result == 0 else {
      let message = String(cString: cpipewire_error_message(stream))
      throw .busy(
        "camera '\(node.name)' of PipeWire's gives no frames"
          + (message.isEmpty ? "" : " (\(message))"))
    }
    let rate =
      format.rate_denominator > 0
      ? Double(format.rate_numerator) / Double(format.rate_denominator) : 0
    return CaptureMode(
      width: Int(format.width), height: Int(format.height),
      framesPerSecond: rate > 0 ? rate : CaptureWish.usual.framesPerSecond,
      content: CaptureMode.Content(format))
  }

  /// Waits for the next frame; see `CaptureDevice`.
  public func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    guard let stream, let mode else { throw .lost("camera '\(name)' is closed") }
    var frame = cpipewire_frame()
    switch cpipewire_begin_reading(stream, timeout.pollMilliseconds, &frame) {
    case 0: break
    case -ETIMEDOUT: throw .timedOut
    case -ESTALE: throw .lost("camera '\(name)' changed its format")
    default: throw .lost("camera '\(name)' is gone")
    }
    defer { cpipewire_end_reading(stream) }
    frameCount &+= 1
    let picture = mode.picture(of: frame)
    body(
      CapturedFrame(
        picture: picture ?? .jpeg(UnsafeRawBufferPointer(start: nil, count: 0)),
        captureTime: captureTime(frame), sequence: frameCount,
        isFlawed: frame.is_corrupted || picture == nil))
  }

  /// The sender's time where it can be one of the last second, else now: not all go by the monotonic clock.
  private func captureTime(_ frame: cpipewire_frame) -> Duration {
    let now = monotonicNanoseconds()
    let isRecent = frame.time <= now && frame.time > now - 1_000_000_000
    return .nanoseconds(isRecent ? frame.time : now)
  }

  /// Ends the stream.
  public func close() {
    if let stream { cpipewire_close(stream) }
    stream = nil
    mode = nil
  }
}

extension CaptureMode.Content {
  fileprivate init(_ format: cpipewire_format) {
    let encoding = ColorEncoding(
      format.is_bt709 ? .bt709 : .bt601, format.is_full_range ? .full : .limited)
    self =
      switch Int(format.pixels) {
      case CPIPEWIRE_YUY2: .pixels(.yuyv, encoding)
      case CPIPEWIRE_UYVY: .pixels(.uyvy, encoding)
      case CPIPEWIRE_NV12: .pixels(.nv12, encoding)
      case CPIPEWIRE_I420: .pixels(.i420, encoding)
      case CPIPEWIRE_RGB: .pixels(.rgb, ColorEncoding())
      case CPIPEWIRE_GRAY: .pixels(.gray, encoding)
      default: .jpeg
      }
  }
}

extension CaptureMode {
  /// The picture in a frame's memory; nil where there are too few bytes for one.
  fileprivate func picture(of frame: cpipewire_frame) -> CapturedFrame.Picture? {
    let bytes = UnsafeRawBufferPointer(start: frame.bytes, count: frame.byte_count)
    guard bytes.count > 0 else { return nil }
    switch content {
    case .jpeg: return .jpeg(bytes)
    case .pixels(let format, let encoding):
      let tight = format.rowByteCount(plane: 0, width: width)
      let view = try? FrameView(
        width: width, height: height, format: format, encoding: encoding, bytes: bytes,
        bytesPerRow: max(tight, frame.bytes_per_row))
      return view.map { .pixels($0) }
    }
  }
}
