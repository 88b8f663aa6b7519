import Devices
import Glibc
import Imaging

/// Sends a pattern to a virtual camera, another picture each frame.
final class LabSend {
  private let output: VideoLoopback
  private let options: LabOptions
  private let copy: LabFile?
  private var frameCount = 0

  init(_ path: String, _ options: LabOptions) {
    output = VideoLoopback(path)
    self.options = options
    copy = options.file("copy")
  }

  func run() {
    let size = options.size ?? (640, 480)
    guard let format = PixelFormat(rawValue: options["format"] ?? "yuyv") else {
      fail("expected a pixel format, found \(options["format"] ?? "")")
    }
    let rate = options.framesPerSecond ?? 30
    let wanted = OutputMode(
      width: size.width, height: size.height, framesPerSecond: rate, format: format)
    var attempts = options.integer("reopen") ?? 0
    while true {
      do throws(DeviceError) {
        let mode = try output.open(wanted)
        say("sending \(mode.width)x\(mode.height) \(mode.format.rawValue)")
        try send(rate)
        output.close()
        say("done \(frameCount)")
        return
      } catch {
        output.close()
        say("error \(describe(error))")
      }
      guard attempts > 0 else { exit(1) }
      attempts -= 1
      pause(.milliseconds(200))
    }
  }

  private func send(_ rate: Double) throws(DeviceError) {
    let clock = ContinuousClock()
    let start = clock.now
    var sentCount = 0
    while frameCount < options.integer("frames") ?? 1 {
      try output.submit(timeout: options.milliseconds("timeout") ?? .seconds(2)) { view in
        fill(view)
        copy?.write(view.readOnly)
      }
      frameCount += 1
      sentCount += 1
      pause(.seconds(Double(sentCount) / rate) - (clock.now - start))
    }
  }

  private func fill(_ view: MutableFrameView) {
    for plane in 0..<view.format.planeCount {
      let count = view.format.rowByteCount(plane: plane, width: view.width)
      for y in 0..<view.format.rowCount(plane: plane, height: view.height) {
        let row = view.row(y, plane: plane)
        for x in 0..<count {
          row[x] = UInt8(truncatingIfNeeded: x * 7 + y * 13 + plane * 29 + frameCount * 31 + x * y)
        }
      }
    }
  }
}
