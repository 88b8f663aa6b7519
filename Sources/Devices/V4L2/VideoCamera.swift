import Imaging

/// A camera of Video4Linux, by its node, through libv4l2: mapped buffers, the driver's own format,
/// no conversion. It sets the mode nearest to the wish: a size that is asked for comes first, then
/// the rate; pixels are preferred to JPEG where they are as fast.
public final class VideoCamera: CaptureDevice, @unchecked Sendable {
  // Unchecked: `stream` is used by one caller at a time, as `CaptureDevice` demands.

  /// The path of its node.
  public let name: String

  private let calls: any VideoSystemCalls
  private let onlyFormat: FourCC?
  private let controls: @Sendable (_ camera: String) -> [String: Int]
  private var stream: CaptureStream?

  /// The camera at a path such as `/dev/video0`, which need not exist yet.
  ///
  /// - Parameter controls: asked at each opening for the values of controls that the camera, by its name, is to
  ///   have; see `CameraControl`.
  public convenience init(
    _ path: String, controls: @escaping @Sendable (_ camera: String) -> [String: Int] = { _ in [:] }
  ) {
    self.init(path, KernelCalls(), controls: controls)
  }

  /// The camera at a path, made to send one format, by V4L2's name, for tests of that format.
  package convenience init(_ path: String, onlyFormat: String) {
    self.init(path, KernelCalls(), onlyFormat: FourCC(onlyFormat))
  }

  /// A camera of another kernel.
  init(
    _ path: String, _ calls: any VideoSystemCalls, onlyFormat: FourCC? = nil,
    controls: @escaping @Sendable (_ camera: String) -> [String: Int] = { _ in [:] }
  ) {
    self.controls = controls
    name = path
    self.calls = calls
    self.onlyFormat = onlyFormat
  }

  deinit { stream?.end() }

  /// Opens it and starts its stream; see `CaptureDevice`.
  public func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    close()
    let device = try OpenDevice(name, .camera, calls)
    device.restore(controls(device.capability.name))
    do throws(DeviceError) {
      let stream = try CaptureStream(device, wanted, onlyFormat)
      self.stream = stream
      return stream.mode
    } catch {
      device.close()
      throw error
    }
  }

  /// Asks the driver for the mode that `open` would set; see `CaptureDevice`.
  public func expectedMode(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode? {
    let device = try OpenDevice(name, .camera, calls)
    defer { device.close() }
    return try device.expectedMode(wanted, onlyFormat)
  }

  /// Waits for the next frame; see `CaptureDevice`. Frames whose data the driver calls damaged and
  /// those with too few bytes are lent too, flawed.
  public func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    guard let stream else { throw .lost("camera '\(name)' is closed") }
    try stream.nextFrame(timeout: timeout, body)
  }

  /// Ends the stream and closes the node.
  public func close() {
    stream?.end()
    stream = nil
  }
}
