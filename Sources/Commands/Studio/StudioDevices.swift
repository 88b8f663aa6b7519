import Compositing
import Devices
import Films
import ImageFiles
import Imaging
import Live
import Synchronization

/// A photo as a camera that shows nothing else.
///
/// `@unchecked Sendable`: used by one thread at a time, as sessions use cameras.
final class PhotoCamera: CaptureDevice, @unchecked Sendable {
  let name: String
  private let picture: Frame
  private let clock = MonotonicClock()
  private var ticks = FrameClock(framesPerSecond: 30, start: .zero)
  private var number: UInt32 = 0

  /// - Throws: as `readPicture`.
  init(_ path: String) throws {
    name = path
    picture = try fitted(readPicture(path).frame)
  }

  func expectedMode(_ wanted: CaptureWish) -> CaptureMode? { mode }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    ticks = FrameClock(framesPerSecond: 30, start: clock.now)
    return mode
  }

  private var mode: CaptureMode {
    CaptureMode(
      width: picture.width, height: picture.height, framesPerSecond: 30,
      content: .pixels(.rgba, ColorEncoding()))
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    clock.sleep(until: ticks.deadline)
    _ = ticks.advance(now: clock.now)
    number &+= 1
    picture.withView { view in
      body(
        CapturedFrame(
          picture: .pixels(view), captureTime: clock.now, sequence: number, isFlawed: false))
    }
  }

  func close() {}
}

/// A film that goes round, as a camera.
///
/// `@unchecked Sendable`: used by one thread at a time, as sessions use cameras.
final class FilmCamera: CaptureDevice, @unchecked Sendable {
  let name: String
  private let probe: FilmProbe
  private let ffmpeg: FFmpeg
  private let clock = MonotonicClock()
  private var ticks = FrameClock(framesPerSecond: 30, start: .zero)
  private var film: LoopingFilm?
  private var start = Duration.zero
  private var number: UInt32 = 0

  /// - Throws: `FilmError`.
  init(_ path: String) throws {
    name = path
    var programs = FilmPrograms()
    ffmpeg = try programs.ffmpeg()
    probe = try FilmProbe(path, ffmpeg: ffmpeg)
  }

  func expectedMode(_ wanted: CaptureWish) -> CaptureMode? { mode }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    let size = fittedSize(probe.width, probe.height)
    var options = FilmReader.Options(pixelFormat: .rgba)
    if size != (probe.width, probe.height) {
      options.reduction = FilmReduction(width: size.width, height: size.height)
    }
    do throws(FilmError) {
      let (probe, ffmpeg, chosen) = (probe, ffmpeg, options)
      film = try LoopingFilm(duration: probe.duration) { () throws(FilmError) in
        try FilmReader(probe, options: chosen, ffmpeg: ffmpeg)
      }
    } catch {
      throw .unusable("\(error)")
    }
    start = clock.now
    ticks = FrameClock(framesPerSecond: 30, start: start)
    return mode
  }

  private var mode: CaptureMode {
    let size = fittedSize(probe.width, probe.height)
    return CaptureMode(
      width: film?.format.width ?? size.width, height: film?.format.height ?? size.height,
      framesPerSecond: 30, content: .pixels(.rgba, ColorEncoding()))
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    guard let film else { throw .lost("\(name): expected an open film") }
    clock.sleep(until: ticks.deadline)
    _ = ticks.advance(now: clock.now)
    number &+= 1
    do throws(FilmError) {
      let frame = try film.frame(at: (clock.now - start) / .seconds(1))
      body(
        CapturedFrame(
          picture: .pixels(frame.view(ColorTags()).readOnly), captureTime: clock.now,
          sequence: number, isFlawed: false))
    } catch {
      throw .lost("\(error)")
    }
  }

  func close() { film = nil }
}

/// The camera of the page's own browser, which sends JPEG files: the newest wins.
final class PageCamera: CaptureDevice {
  static let word = "browser"
  /// The most pixels of a picture.
  private static let pixelLimit = 4_000_000

  private struct State {
    var picture: [UInt8]?
    var isOpen = false
  }

  private let state = Monitor(State())
  private let number = Atomic<UInt32>(0)

  var name: String { Self.word }

  /// Takes a picture that a page sent. Waits for nobody.
  func take(_ picture: [UInt8]) {
    guard let header = try? imageHeader(picture), header.format == .jpeg,
      header.width * header.height <= Self.pixelLimit
    else { return }
    state.change { if $0.isOpen { $0.picture = picture } }
  }

  func expectedMode(_ wanted: CaptureWish) -> CaptureMode? { mode }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    state.change { $0 = State(isOpen: true) }
    return mode
  }

  private var mode: CaptureMode {
    CaptureMode(width: 1280, height: 720, framesPerSecond: 30, content: .jpeg)
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    state.wait(milliseconds: max(1, Int(timeout / .milliseconds(1)))) { $0.picture != nil }
    let picture = state.change { state in
      defer { state.picture = nil }
      return state.picture
    }
    guard let picture else { throw .timedOut }
    let sequence = number.add(1, ordering: .relaxed).newValue
    picture.withUnsafeBytes { file in
      body(
        CapturedFrame(
          picture: .jpeg(file), captureTime: MonotonicClock().now, sequence: sequence,
          isFlawed: false))
    }
  }

  func close() { state.change { $0 = State() } }
}

/// The place of a virtual camera where a session is seen on a page alone: nobody reads it.
final class UnseenOutput: OutputDevice {
  static let word = "page"

  var name: String { Self.word }

  func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode { wanted }

  func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {}

  func readership() throws(DeviceError) -> Readership { .nobody }

  /// Frames count as sent while a page looks, which is no reader of a device.
  var takesFramesUnread: Bool { true }

  func close() {}
}

/// A size that sessions keep up with, of the same shape.
private func fittedSize(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
  let scale = min(1, 1280 / Double(width), 960 / Double(height))
  guard scale < 1 else { return (width, height) }
  func side(_ length: Int) -> Int { max(2, Int(Double(length) * scale) & ~1) }
  return (side(width), side(height))
}

private func fitted(_ frame: Frame) -> Frame {
  let size = fittedSize(frame.width, frame.height)
  let opaque = frame.isOpaque ? frame : frame.overBlack()
  guard size != (frame.width, frame.height) else { return opaque }
  return placed(background: opaque, width: size.width, height: size.height, fit: .stretch)
}
