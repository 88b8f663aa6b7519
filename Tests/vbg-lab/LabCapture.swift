import Devices
import Glibc
import ImageFiles
import Imaging

/// Takes frames of a camera and says what came.
final class LabCapture {
  private let camera: VideoCamera
  private let options: LabOptions
  private let raw: LabFile?
  private let decoder = MotionJPEGDecoder()
  private var frameCount = 0

  init(_ path: String, _ options: LabOptions) {
    camera = options["format"].map { VideoCamera(path, onlyFormat: $0) } ?? VideoCamera(path)
    self.options = options
    raw = options.file("raw")
  }

  func run() {
    let wanted = options.integer("frames") ?? 1
    var attempts = options.integer("reopen") ?? 0
    while true {
      do throws(DeviceError) {
        try open()
        while frameCount < wanted { try next(isLast: frameCount + 1 == wanted) }
        camera.close()
        say("done \(frameCount)")
        return
      } catch {
        camera.close()
        say("error \(describe(error))")
      }
      guard attempts > 0 else { exit(1) }
      attempts -= 1
      pause(.milliseconds(200))
    }
  }

  private func open() throws(DeviceError) {
    let size = options.size
    let mode = try camera.open(
      CaptureWish(
        width: size?.width, height: size?.height, framesPerSecond: options.framesPerSecond))
    let content =
      switch mode.content {
      case .jpeg: "jpeg"
      case .pixels(let format, let encoding):
        "\(format.rawValue) \(encoding.matrix.rawValue) \(encoding.range.rawValue)"
      }
    say("mode \(mode.width)x\(mode.height) \(mode.framesPerSecond) \(content)")
  }

  private func next(isLast: Bool) throws(DeviceError) {
    do throws(DeviceError) {
      try camera.nextFrame(timeout: options.milliseconds("timeout") ?? .seconds(5)) {
        take($0, isLast)
      }
      frameCount += 1
      pause(options.milliseconds("pause"))
    } catch .timedOut {
      say("timed-out")
      // As many as it may be opened again; else a silent camera would hold us for ever.
      if options["reopen"] == nil { throw .timedOut }
    }
  }

  private func take(_ frame: borrowing CapturedFrame, _ isLast: Bool) {
    let head =
      "frame \(frameCount) sequence=\(frame.sequence) "
      + "microseconds=\(Int(frame.captureTime / .microseconds(1))) flawed=\(frame.isFlawed ? 1 : 0)"
    switch frame.picture {
    case .pixels(let view):
      say(head)
      raw?.write(view)
      if isLast, let time = options.milliseconds("hold") {
        pause(time)
        raw?.write(view)
      }
      if isLast { writeRGBA(view) }
    case .jpeg(let bytes):
      raw?.write(bytes)
      do throws(ImageError) {
        let view = try decoder.decode(bytes)
        say("\(head) jpeg=\(bytes.count) \(view.width)x\(view.height) \(view.format.rawValue)")
        if isLast { writeRGBA(view) }
      } catch {
        say("\(head) jpeg=\(bytes.count) \(error)")
      }
    }
  }

  private func writeRGBA(_ view: FrameView) {
    guard let file = options.file("rgba") else { return }
    let converter = FrameConverter(
      width: view.width, height: view.height,
      from: view.layout, to: PixelLayout(.rgba))
    var frame = Frame(
      width: view.width, height: view.height,
      pixels: [UInt8](repeating: 0, count: view.width * view.height * 4))
    frame.withMutableView { converter.convert(view, to: $0) }
    frame.withView { file.write($0) }
  }
}
