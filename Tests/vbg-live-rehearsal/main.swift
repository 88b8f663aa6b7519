// vbg-live-rehearsal LOG OPTIONS...: `vbg live` with a camera and a virtual camera that are scripted, for
// tests of what needs a process of its own: signals, files that change, what is printed.
//
// LOG gets a line an event: `camera opened`, `camera closed`, `output opened`, `output closed`, and for
// each frame that leaves `Y U V` of its first pixel. The camera /dev/grey shows grey frames that become
// lighter. Devices that hang for ever: the cameras /dev/stuck-open and /dev/stuck-frame, the virtual cameras
// /dev/stuck-open and /dev/stuck-submit. All other cameras are absent.

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

/// A camera of grey frames.
///
/// `@unchecked Sendable`: used by the session's camera thread alone once it is made.
final class GreyCamera: CaptureDevice, @unchecked Sendable {
  let name: String
  private let log: Log
  private let memory: PictureMemory
  private var number: UInt32 = 0

  init(_ name: String, _ log: Log) throws {
    self.name = name
    self.log = log
    memory = try PictureMemory(width: 64, height: 48, format: .grey)
  }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    if name == "/dev/stuck-open" { hang() }
    guard name == "/dev/grey" || name == "/dev/stuck-frame" else {
      throw .absent("expected a camera '\(name)', found none")
    }
    log.write("camera opened")
    return CaptureMode(
      width: 64, height: 48, framesPerSecond: 60, content: .pixels(.grey, ColorEncoding()))
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

/// A virtual camera that writes what it gets into a log.
///
/// `@unchecked Sendable`: used by the session's output thread alone once it is made.
final class LoggingOutput: OutputDevice, @unchecked Sendable {
  let name: String
  private let log: Log
  private var memory: PictureMemory?

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
    let pixels = memory.view.row(0)
    log.write("\(pixels[0]) \(pixels[1]) \(pixels[3])")
  }

  func close() { log.write("output closed") }
}

servePictureReader()
let log = Log(CommandLine.arguments[1])
ConfigurationReading.use(parseTOML)
rehearseLive(
  Array(CommandLine.arguments.dropFirst(2)),
  camera: { path in
    do {
      return try GreyCamera(path, log)
    } catch {
      print("vbg-live-rehearsal: \(error)")
      exit(2)
    }
  }, output: { LoggingOutput($0, log) })
