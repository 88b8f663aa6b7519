import Compositing
import Devices
import Dispatch
import Glibc
import Imaging
import Live
import Segmentation
import Synchronization
import Threads

/// Measures what a live session costs: a scripted camera of 1280x720 at 30 frames a second, a virtual
/// camera that keeps nothing, and everything between as `vbg live` has it.
///
/// The camera's 60 frames are made beforehand: a photo that moves a few pixels with noise of a sensor
/// (so that every frame is inferred), or the same frame again and again.
struct LiveRun {
  var model: String
  var photo: String
  var background: String
  /// The compositor's; a background picture is `background`.
  var options: CompositorOptions
  var isJPEG: Bool
  var isMoving: Bool
  var frameCount: Int

  static let (width, height, rate) = (1280, 720, 30.0)
  private static let warmUp = Duration.seconds(2)

  /// Runs and prints one line of JSON.
  func run() throws {
    let pool = ThreadPool(threadCount: 1)
    var segmenterOptions = SegmenterOptions()
    segmenterOptions.comparesInputs = true
    let segmenter = try Segmenter(
      model: contents(of: model), options: segmenterOptions, pool: pool)
    let picture = try decodeImage(contents(of: photo))
    let camera = try PhotoCamera(picture, isJPEG: isJPEG, isMoving: isMoving)
    let opening = try LiveOpening(camera: camera, wish: CaptureWish(), output: NullOutput())
    let placedBackground = placed(
      background: try decodeImage(contents(of: background)), width: Self.width,
      height: Self.height, fit: .cover)
    let session = try LiveSession(
      opening, finder: segmenter,
      effect: try LiveEffect(
        options, background: options.background == .image ? placedBackground : nil,
        mode: opening.outputMode,
        mask: (segmenter.maskWidth, segmenter.maskHeight), pool: pool),
      decoder: MotionJPEGPictures(), onEvent: { fail("\($0)") })
    let ended = DispatchSemaphore(value: 0)
    DispatchQueue(label: "vbg.benchmark").async {
      do { try session.run() } catch { fail("\(error)") }
      ended.signal()
    }
    let clock = MonotonicClock()
    clock.sleep(until: clock.now + Self.warmUp)
    let (before, processorBefore, timeBefore) = (session.statistics, processorTime(), clock.now)
    clock.sleep(until: timeBefore + .seconds(Double(frameCount) / Self.rate))
    let (after, processor) = (session.statistics, processorTime() - processorBefore)
    let elapsed = clock.now - timeBefore
    session.stop()
    ended.wait()
    answer(json(after.since(before), processor: processor, elapsed: elapsed))
  }

  private func json(
    _ statistics: LiveStatistics, processor: Duration, elapsed: Duration
  ) -> String {
    var numbers = [
      ("processor_percent", 100 * (processor / elapsed)), ("elapsed_s", elapsed / .seconds(1)),
      ("latency_median_ms", milliseconds(statistics.latencies.quantile(0.5))),
      ("latency_99th_ms", milliseconds(statistics.latencies.quantile(0.99))),
    ]
    numbers += LiveCount.allCases.map { ("\($0)", Double(statistics[$0])) }
    numbers += LiveStage.allCases.map {
      ("\($0)_ms", statistics[$0] / .milliseconds(1) / Double(max(1, statistics[.captured])))
    }
    return "{" + numbers.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }

  private func milliseconds(_ duration: Duration?) -> Double {
    duration.map { $0 / .milliseconds(1) } ?? -1
  }
}

/// A camera that shows frames made beforehand, at absolute times.
///
/// `@unchecked Sendable`: used by the session's camera thread alone once it is made.
private final class PhotoCamera: CaptureDevice, @unchecked Sendable {
  let name = "a photo"
  private var frames: [[UInt8]] = []
  private let isJPEG: Bool
  private let clock = MonotonicClock()
  private var frameClock = FrameClock(framesPerSecond: LiveRun.rate, start: .zero)
  private var sequence: UInt32 = 0

  init(_ photo: Frame, isJPEG: Bool, isMoving: Bool) throws {
    self.isJPEG = isJPEG
    let (width, height, margin) = (LiveRun.width, LiveRun.height, 16)
    let large = placed(
      background: photo, width: width + 2 * margin, height: height + 2 * margin, fit: .cover)
    var noise = UInt32(1)
    let converter = FrameConverter(
      width: width, height: height, from: PixelLayout(.rgba),
      to: PixelLayout(.yuyv))
    for index in 0..<(isMoving ? 60 : 1) {
      let angle = Double(index) / 60 * 2 * .pi
      let (x, y) = (margin + Int(12 * sin(angle)), margin + Int(8 * cos(angle)))
      var pixels = [UInt8](repeating: 255, count: width * height * 4)
      large.withPixels { source in
        for row in 0..<height {
          for byte in 0..<width * 4 where byte % 4 != 3 {
            let level = Int(source[(row + y) * large.bytesPerRow + x * 4 + byte])
            // Knuth's generator: the sum of two uniform numbers, -6 to 6 levels.
            noise = noise &* 1_664_525 &+ 1_013_904_223
            let change = isMoving ? Int(noise >> 25) % 7 + Int(noise >> 18 & 127) % 7 - 6 : 0
            pixels[row * width * 4 + byte] = UInt8(clamping: level + change)
          }
        }
      }
      let frame = Frame(width: width, height: height, pixels: pixels)
      var bytes = [UInt8](repeating: 0, count: width * height * 2)
      try bytes.withUnsafeMutableBytes { bytes in
        let view = try MutableFrameView(width: width, height: height, format: .yuyv, bytes: bytes)
        frame.withView { converter.convert($0, to: view) }
      }
      frames.append(bytes)
    }
    if isJPEG { frames = try motionJPEG(frames, width: width, height: height) }
  }

  func open(_ wanted: CaptureWish) throws(DeviceError) -> CaptureMode {
    frameClock = FrameClock(framesPerSecond: LiveRun.rate, start: clock.now)
    return CaptureMode(
      width: LiveRun.width, height: LiveRun.height, framesPerSecond: LiveRun.rate,
      content: isJPEG ? .jpeg : .pixels(.yuyv, ColorEncoding()))
  }

  func nextFrame(
    timeout: Duration, _ body: (borrowing CapturedFrame) -> Void
  ) throws(DeviceError) {
    let deadline = frameClock.deadline
    clock.sleep(until: deadline)
    sequence &+= 1 + UInt32(frameClock.advance(now: clock.now))
    frames[Int(sequence) % frames.count].withUnsafeBytes { bytes in
      let picture: CapturedFrame.Picture
      if isJPEG {
        picture = .jpeg(bytes)
      } else {
        guard
          let view = try? FrameView(
            width: LiveRun.width, height: LiveRun.height, format: .yuyv, bytes: bytes)
        else { return }
        picture = .pixels(view)
      }
      body(
        CapturedFrame(
          picture: picture, captureTime: deadline, sequence: sequence, isFlawed: false))
    }
  }

  func close() {}
}

/// Frames of YUYV as a webcam sends them, Motion JPEG with half the colors across, by ffmpeg.
private func motionJPEG(_ frames: [[UInt8]], width: Int, height: Int) throws -> [[UInt8]] {
  let path = "/tmp/vbg-benchmark-\(getpid()).mjpeg"
  defer { unlink(path) }
  let command =
    "ffmpeg -nostdin -y -loglevel error -f rawvideo -pixel_format yuyv422 -video_size "
    + "\(width)x\(height) -i pipe:0 -c:v mjpeg -pix_fmt yuvj422p -q:v 4 -huffman default "
    + "-f mjpeg \(path)"
  guard let pipe = popen(command, "w") else { fail("expected a shell for ffmpeg, found none") }
  for frame in frames { fwrite(frame, 1, frame.count, pipe) }
  guard pclose(pipe) == 0 else { fail("expected ffmpeg to encode Motion JPEG: it failed") }
  let film = try contents(of: path)
  // A file begins with the marker FF D8, which no coded data holds.
  let starts = film.indices.dropLast().filter { film[$0] == 0xff && film[$0 + 1] == 0xd8 }
  guard starts.count == frames.count else {
    fail("expected \(frames.count) JPEG files, found \(starts.count)")
  }
  return zip(starts, starts.dropFirst() + [film.endIndex]).map { Array(film[$0..<$1]) }
}

/// A virtual camera that nobody watches: frames are written to its memory, as to a driver's.
///
/// `@unchecked Sendable`: used by the session's output thread alone.
private final class NullOutput: OutputDevice, @unchecked Sendable {
  let name = "nobody"
  private var memory: PictureMemory?

  func open(_ wanted: OutputMode) throws(DeviceError) -> OutputMode {
    memory = try? PictureMemory(
      width: wanted.width, height: wanted.height, format: wanted.format, encoding: wanted.encoding)
    return wanted
  }

  func submit(timeout: Duration, _ body: (MutableFrameView) -> Void) throws(DeviceError) {
    if let memory { body(memory.view) }
  }

  func close() {}
}
