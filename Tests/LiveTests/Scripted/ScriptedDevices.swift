import Devices
import Imaging
import Synchronization

@testable import Live

/// A camera whose answers a script gives.
///
/// `@unchecked Sendable`: scripts are set before a session runs, and one thread at a time calls it.
final class ScriptedCamera: CaptureDevice, @unchecked Sendable {
  let name = "/dev/camera"
  var onOpen: () throws(DeviceError) -> CaptureMode
  var onNextFrame: ((borrowing CapturedFrame) -> Void) throws(DeviceError) -> Void
  /// The mode it would answer before it is opened; nil: the same.
  var expected: CaptureMode?
  private(set) var isOpen = false
  private(set) var openCount = 0

  init(
    open: @escaping () throws(DeviceError) -> CaptureMode,
    nextFrame: @escaping ((borrowing CapturedFrame) -> Void) throws(DeviceError) -> Void
  ) {
    onOpen = open
    onNextFrame = nextFrame
  }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    precondition(!isOpen, "expected a closed camera to be opened")
    openCount += 1
    let mode = try onOpen()
    isOpen = true
    return mode
  }

  func expectedMode(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode? {
    if let expected { return expected }
    return try onOpen()
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    precondition(isOpen, "expected an open camera to be asked for frames")
    try onNextFrame(body)
  }

  func close() { isOpen = false }
}

/// A virtual camera whose answers a script gives.
///
/// `@unchecked Sendable`: as `ScriptedCamera`.
final class ScriptedOutput: OutputDevice, @unchecked Sendable {
  let name = "/dev/virtual"
  var onOpen: () throws(DeviceError) -> Void = {}
  /// The mode that takes the place of the wanted one.
  var answer: (OutputMode) -> OutputMode = { $0 }
  /// Before a frame is taken.
  var onSubmit: () throws(DeviceError) -> Void = {}
  /// After one was.
  var onFrame: (FrameView) -> Void = { _ in }
  /// Its words on its readers.
  var onReadership: () throws(DeviceError) -> Readership = { .unknown }
  var takesFramesUnread = true
  private(set) var isOpen = false
  private(set) var frameCount = 0
  private(set) var openCount = 0
  /// Time that the latest submission may wait.
  private(set) var patience = Duration.zero
  private var memory: PictureMemory?

  func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode {
    precondition(!isOpen, "expected a closed device to be opened")
    openCount += 1
    try onOpen()
    let mode = answer(wanted)
    do {
      memory = try PictureMemory(
        width: mode.width, height: mode.height, format: mode.format, encoding: mode.encoding)
    } catch {
      throw .unusable("\(error)")
    }
    isOpen = true
    return mode
  }

  func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {
    precondition(isOpen, "expected an open device to get frames")
    patience = timeout
    try onSubmit()
    guard let memory else { return }
    body(memory.view)
    frameCount += 1
    onFrame(memory.view.readOnly)
  }

  func readership() throws(DeviceError) -> Readership {
    precondition(isOpen, "expected an open device to be asked for readers")
    return try onReadership()
  }

  func close() { isOpen = false }
}

/// Event that was told.
final class EventList: Sendable {
  private let list = Mutex<[LiveEvent]>([])

  var events: [LiveEvent] { list.withLock { $0 } }

  func append(_ event: LiveEvent) { list.withLock { $0.append(event) } }
}
