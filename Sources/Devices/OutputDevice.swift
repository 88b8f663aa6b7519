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

  /// Ends the stream and lets go of the device. Harmless when it is closed already.
  func close()
}
