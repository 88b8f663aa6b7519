// vbg-live-rehearsal LOG OPTIONS...: `vbg live` with a camera and a virtual camera that are scripted, for
// tests of what needs a process of its own: signals, files that change, what is printed.
//
// LOG gets a line an event: `camera opened`, `camera closed`, `output opened`, `output closed`, and for
// each frame that leaves `Y U V` of its first pixel; the virtual camera /dev/hash gets a line for each frame
// that differs from the one before, a hash of all its bytes. The camera /dev/gray shows gray frames that become
// lighter, PICTURE.png that picture. Devices that hang for ever: the cameras /dev/stuck-open and
// /dev/stuck-frame, the virtual cameras /dev/stuck-open and /dev/stuck-submit. All other cameras are absent.

import CommandSupport
import Commands
import ConfigurationFile
import Devices
import Glibc
import ImageFiles
import Imaging
import Live

final class Log: Sendable {
  private let file: Int32

  init(_ path: String) { file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600) }

  func write(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = Glibc.write(file, bytes, bytes.count)
  }
}

/// Never returns, as a driver that waits for its hardware.
func hang() -> Never {
  while true { pause() }
}

/// A camera of gray frames.
///
/// `@unchecked Sendable`: used by the session's camera thread alone once it is made.
final class GrayCamera: CaptureDevice, @unchecked Sendable {
  let name: String
  private let log: Log
  private let memory: PictureMemory
  private var number: UInt32 = 0

  init(_ name: String, _ log: Log) throws {
    self.name = name
    self.log = log
    memory = try PictureMemory(width: 64, height: 48, format: .gray)
  }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    if name == "/dev/stuck-open" { hang() }
    guard name == "/dev/grey" || name == "/dev/stuck-frame" else {
      throw .absent("expected a camera '\(name)', found none")
    }
    log.write("camera opened")
    return CaptureMode(
      width: 64, height: 48, framesPerSecond: 60, content: .pixels(.gray, ColorEncoding()))
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    if name == "/dev/stuck-frame" && number == 10 { hang() }
    usleep(15_000)
    number += 1
    for y in 0..<48 {
      memory.view.row(y).update(repeating: UInt8(60 + number % 64), count: 64)
    }
    body(
      CapturedFrame(
        picture: .pixels(memory.view.readOnly), captureTime: MonotonicClock().now,
        sequence: number, isFlawed: false))
  }

  func close() { log.write("camera closed") }
}

/// A camera that shows one picture.
///
/// `@unchecked Sendable`: used by the session's camera thread alone once it is made.
final class StillCamera: CaptureDevice, @unchecked Sendable {
  let name: String
  private let picture: Frame
  private let log: Log
  private var number: UInt32 = 0

  init(_ name: String, _ log: Log) throws {
    self.name = name
    self.log = log
    picture = try decodeImage(readFile(name))
  }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    log.write("camera opened")
    return CaptureMode(
      width: picture.width, height: picture.height, framesPerSecond: 60,
      content: .pixels(.rgba, ColorEncoding()))
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    usleep(5_000)
    number += 1
    picture.withView {
      body(
        CapturedFrame(
          picture: .pixels($0), captureTime: MonotonicClock().now, sequence: number,
          isFlawed: false))
    }
  }

  func close() { log.write("camera closed") }
}

/// A virtual camera that writes what it gets into a log.
///
/// `@unchecked Sendable`: used by the session's output thread alone once it is made.
final class LoggingOutput: OutputDevice, @unchecked Sendable {
  let name: String
  private let log: Log
  private var memory: PictureMemory?
  private var hash: UInt64 = 0

  init(_ name: String, _ log: Log) {
    self.name = name
    self.log = log
  }

  func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode {
    if name == "/dev/stuck-open" { hang() }
    log.write("output opened")
    memory = try? PictureMemory(width: wanted.width, height: wanted.height, format: wanted.format)
    return wanted
  }

  func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {
    guard let memory else { throw .lost("no memory") }
    if name == "/dev/stuck-submit" { hang() }
    body(memory.view)
    if name == "/dev/hash" { return logHash(of: memory.view) }
    let pixels = memory.view.row(0)
    log.write("\(pixels[0]) \(pixels[1]) \(pixels[3])")
  }

  /// FNV-1a of all bytes, where it is another than before.
  private func logHash(of view: MutableFrameView) {
    var next: UInt64 = 0xcbf2_9ce4_8422_2325
    for y in 0..<view.height {
      for x in 0..<2 * view.width { next = (next ^ UInt64(view.row(y)[x])) &* 0x100_0000_01b3 }
    }
    if next != hash { log.write(String(next, radix: 16)) }
    hash = next
  }

  func close() { log.write("output closed") }
}

servePictureReader()
let log = Log(CommandLine.arguments[1])
ConfigurationReading.use(parseTOML)
settleProcess()
do {
  let words = try checkedWords(Array(CommandLine.arguments.dropFirst(2)))
  try runLive(
    typed: joiningOptionalValues(words),
    devices: LiveDevices(
      camera: { path in
        do {
          return try path.hasSuffix(".png") ? StillCamera(path, log) : GrayCamera(path, log)
        } catch {
          print("vbg-live-rehearsal: \(error)")
          exit(2)
        }
      },
      output: { name, session in
        if name == "pipewire" { return PipeWireOutput(session: session) }
        return LoggingOutput(name, log)
      }))
  exit(EXIT_SUCCESS)
} catch {
  exit(conclude(error, of: VBG.self))
}
