public import Imaging

/// A virtual camera of v4l2loopback's, by its node: frames go out by mapped buffers, never by
/// `write`, after which version 0.12 would refuse every later format. Other programs see a camera
/// between `open` and `close` (with the module's `exclusive_caps=1`, which browsers and Zoom need).
public final class VideoLoopback: OutputDevice, @unchecked Sendable {
  // Unchecked: `stream` is used by one caller at a time, as `OutputDevice` demands.

  /// The path of its node.
  public let name: String

  private let calls: any VideoSystemCalls
  private let changes = ReaderChanges()
  private var stream: OutputStream?
  private var readers: LoopbackReaders?

  /// The virtual camera at a path such as `/dev/video9`, which need not exist yet.
  public convenience init(_ path: String) { self.init(path, KernelCalls()) }

  /// A virtual camera of another kernel.
  init(_ path: String, _ calls: any VideoSystemCalls) {
    name = path
    self.calls = calls
  }

  deinit { close() }

  /// Opens it for frames of one mode, and takes no other; see `OutputDevice`. V4L2 has names for all pixel
  /// formats but `rgba`, `bgra` and `i444` that other programs read.
  public func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode {
    close()
    let device = try OpenDevice(name, .virtualCamera, calls)
    do throws(DeviceError) {
      let stream = try OutputStream(device, wanted)
      self.stream = stream
      readers = LoopbackReaders(device, calls, changes)
      return stream.mode
    } catch {
      device.close()
      throw error
    }
  }

  /// Lends memory for the next frame and sends it; see `OutputDevice`. The memory holds an older
  /// frame before it is filled.
  public func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {
    guard let stream else { throw .lost("virtual camera '\(name)' is closed") }
    try stream.submit(timeout: timeout, body)
  }

  /// Tells whether programs read it, as far as that can be known; see `LoopbackReaders` and `OutputDevice`.
  public func readership() throws(DeviceError) -> Readership {
    guard let readers else { throw .lost("virtual camera '\(name)' is closed") }
    return readers.look()
  }

  public func onReadershipChange(_ tell: @escaping @Sendable () -> Void) { changes.use(tell) }

  /// Ends the stream and closes the node.
  public func close() {
    readers?.end()
    readers = nil
    stream?.end()
    stream = nil
  }
}
