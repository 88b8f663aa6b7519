import CPipeWire
import Glibc
public import Imaging

/// A virtual camera of PipeWire's: a node that programs find as they find webcams, without a kernel module.
/// It offers one format, YUY2, of one size and rate, as the first reader settles it for all others. Nobody is
/// waited for: where readers hold all memory, a frame is dropped.
public final class PipeWireOutput: OutputDevice, @unchecked Sendable {
  // Unchecked: all but `changes` is used by one caller at a time, as `OutputDevice` demands.

  /// For messages.
  public let name: String

  private let nodeName: String
  private let description: String
  private let changes = ReaderChanges()
  private var stream: OpaquePointer?
  private var mode: OutputMode?
  private var sequence: UInt64 = 0
  /// Whether it has been open before; the daemon is then not waited for.
  private var wasOpen = false

  /// A virtual camera.
  ///
  /// - Parameters:
  ///   - session: distinguishes those of one daemon; the node is called `vbg.` and this.
  ///   - description: the name for people.
  public init(session: String = "camera", description: String = "vbg") {
    name = "pipewire"
    nodeName = PipeWireNode.ownPrefix + session
    self.description = description
  }

  deinit { close() }

  /// Makes the node; see `OutputDevice`. At first the daemon is waited for, for up to 2 s.
  public func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode {
    close()
    try openPipeWireLibrary()
    var mode = wanted
    mode.format = .yuyv
    guard mode.width > 0, mode.height > 0, mode.width % 2 == 0, mode.height % 2 == 0 else {
      throw .unusable(
        "expected an even size for a virtual camera of PipeWire's, "
          + "found \(mode.width)x\(mode.height)")
    }
    let stream = try makeNode(mode)
    if !wasOpen {
      let result = cpipewire_wait_until_connected(stream, 2000)
      guard result == 0 else {
        let message = String(cString: cpipewire_error_message(stream))
        cpipewire_close(stream)
        throw result == -ETIMEDOUT || message.isEmpty
          ? pipeWireFailure(result) : .unusable("PipeWire refuses a virtual camera: \(message)")
      }
    }
    wasOpen = true
    self.stream = stream
    self.mode = mode
    return mode
  }

  private func makeNode(_ mode: OutputMode) throws(DeviceError) -> OpaquePointer {
    let interval = FrameInterval(framesPerSecond: mode.framesPerSecond)
    let listener = cpipewire_listener(
      context: Unmanaged.passUnretained(changes).toOpaque(),
      changed: { context in
        guard let context else { return }
        Unmanaged<ReaderChanges>.fromOpaque(context).takeUnretainedValue().tell()
      })
    var error: Int32 = 0
    let stream = nodeName.withCString { nodeName in
      description.withCString { description in
        var offer = cpipewire_offer(
          node_name: nodeName, description: description, width: UInt32(clamping: mode.width),
          height: UInt32(clamping: mode.height), rate_numerator: interval.denominator,
          rate_denominator: interval.numerator)
        return cpipewire_offer_camera(&offer, listener, &error)
      }
    }
    guard let stream else { throw pipeWireFailure(error) }
    return stream
  }

  /// Lends memory that readers share and sends the frame; see `OutputDevice`. Never waits: `.timedOut` where
  /// nobody reads or readers hold all memory.
  public func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {
    guard let stream, let mode else { throw .lost("\(name): is closed") }
    let byteCount = mode.format.byteCount(width: mode.width, height: mode.height)
    var memory: UnsafeMutableRawPointer?
    var bytesPerRow = 0
    switch cpipewire_begin_frame(stream, byteCount, &memory, &bytesPerRow) {
    case 0: break
    case -EPIPE: throw lost
    default: throw .timedOut
    }
    sequence += 1
    defer { cpipewire_end_frame(stream, monotonicNanoseconds(), sequence) }
    let bytes = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
    do throws(FrameViewError) {
      body(
        try MutableFrameView(
          width: mode.width, height: mode.height, format: mode.format, encoding: mode.encoding,
          bytes: bytes, bytesPerRow: bytesPerRow))
    } catch {
      preconditionFailure("memory of a frame's size holds one: \(error)")
    }
  }

  /// True while programs read it; see `OutputDevice`.
  public func readership() throws(DeviceError) -> Readership {
    guard let stream else { throw .lost("\(name): is closed") }
    switch cpipewire_state(stream) {
    case Int32(CPIPEWIRE_LOST): throw lost
    case Int32(CPIPEWIRE_STREAMING): return .somebody
    default: return .nobody
    }
  }

  public var takesFramesUnread: Bool { false }

  public func onReadershipChange(_ tell: @escaping @Sendable () -> Void) { changes.use(tell) }

  /// Takes the node away.
  public func close() {
    if let stream { cpipewire_close(stream) }
    stream = nil
    mode = nil
  }

  private var lost: DeviceError { .lost("\(name): PipeWire's daemon is gone") }
}

/// The monotonic clock.
func monotonicNanoseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
