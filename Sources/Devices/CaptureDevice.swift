public import Imaging

/// A camera that can be opened, closed and opened again: what a live session holds on to while the
/// hardware comes and goes.
public protocol CaptureDevice: AnyObject, Sendable {
  /// For messages: a path such as `/dev/video0`.
  var name: String { get }

  /// Opens the device and starts its stream.
  ///
  /// - Returns: the mode in effect, which may differ from the wanted one.
  /// - Throws: `DeviceError`; the device is closed then.
  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode

  /// Tells the mode that `open` would answer, without starting a stream, which lights a camera's light; nil
  /// where that can't be told.
  ///
  /// - Throws: `DeviceError` where the device can't be used.
  func expectedMode(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode?

  /// Waits for the next frame and lends it to `body`, whose frame is valid inside it only. Allocates
  /// nothing once frames flow. One caller at a time.
  ///
  /// - Parameter timeout: how long to wait; `.timedOut` is thrown after that and the stream goes on.
  /// - Throws: `DeviceError`: after any other than `.timedOut` the device must be closed.
  func nextFrame(timeout: Duration, _ body: (borrowing CapturedFrame) -> Void) throws(DeviceError)

  /// Ends the stream and lets go of the device. Harmless when it is closed already.
  func close()
}

extension CaptureDevice {
  /// Can't tell.
  public func expectedMode(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode? { nil }
}

/// A picture as a camera gave it, in memory that the driver owns.
public struct CapturedFrame: ~Copyable {
  /// The pixels.
  public enum Picture {
    /// Pixels to be used as they are.
    case pixels(FrameView)
    /// A JPEG file, not yet checked: it may be truncated or broken.
    case jpeg(UnsafeRawBufferPointer)
  }

  /// The picture.
  public let picture: Picture
  /// When its first byte was captured, on the monotonic clock, since boot.
  public let captureTime: Duration
  /// The driver's count of frames: a gap says that frames were dropped.
  public let sequence: UInt32
  /// Whether the driver says that the data may be damaged.
  public let isFlawed: Bool

  /// A frame.
  public init(picture: Picture, captureTime: Duration, sequence: UInt32, isFlawed: Bool) {
    self.picture = picture
    self.captureTime = captureTime
    self.sequence = sequence
    self.isFlawed = isFlawed
  }
}
