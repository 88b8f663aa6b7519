public import Imaging

/// A virtual camera: where other programs take frames from.
public protocol OutputDevice: AnyObject, Sendable {
  /// For messages: a path such as `/dev/video9`.
  var name: String { get }

  /// Opens the device for frames of one size, format and rate and starts its stream.
  ///
  /// - Returns: the mode in effect, which may differ from the wanted one: frames are to be made for it.
  /// - Throws: `DeviceError`; the device is closed then.
  func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode

  /// Lends memory for the next frame to `body`, which fills all of it, and submits the frame.
  /// Allocates nothing once frames flow. One caller at a time.
  ///
  /// - Throws: `DeviceError`: after any other than `.timedOut` the device must be closed.
  func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError)

  /// Tells whether programs read the device now. Waits for nobody.
  ///
  /// - Throws: `DeviceError`: the device must be closed then.
  func readership() throws(DeviceError) -> Readership

  /// Whether frames mean something while nobody reads: the next reader sees the last.
  var takesFramesUnread: Bool { get }

  /// Has `tell` called, on any thread, whenever `readership` may answer something else.
  func onReadershipChange(_ tell: @escaping @Sendable () -> Void)

  /// Ends the stream and lets go of the device. Harmless when it is closed already.
  func close()
}

extension OutputDevice {
  /// Knows nothing of readers.
  public func readership() throws(DeviceError) -> Readership { .unknown }

  /// Takes frames at any time.
  public var takesFramesUnread: Bool { true }

  /// Tells of nothing.
  public func onReadershipChange(_ tell: @escaping @Sendable () -> Void) {}
}
