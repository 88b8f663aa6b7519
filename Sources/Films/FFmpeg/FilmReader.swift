import Glibc
public import Imaging
import Synchronization

/// Frames of a film that a child ffmpeg decodes.
///
/// Frames come through a pipe as raw pictures in the container NUT: unlike bare raw video it carries
/// each frame's time, in the film's own time base. A picture is read straight into the frame's memory.
///
/// `@unchecked Sendable`: `read` has one caller at a time; `cancel` touches only what is locked.
public final class FilmReader: FrameSource, @unchecked Sendable {
  /// Options of a film's decoding.
  public struct Options: Hashable, Sendable {
    /// The pixel format of frames. `i420` is what nearly all films are stored in: they then come as they
    /// are, in 1.5 bytes a pixel instead of `rgba`'s 4.
    public var pixelFormat: PixelFormat
    /// Frames a second for a film whose frames shall be evenly spaced, by leaving frames out and
    /// repeating others; nil keeps all frames and their times.
    public var constantRate: Rational?
    /// Size that frames get, where the film's is not wanted; see `FilmReduction`.
    public var reduction: FilmReduction?

    /// Options.
    public init(
      pixelFormat: PixelFormat = .i420, constantRate: Rational? = nil,
      reduction: FilmReduction? = nil
    ) {
      self.pixelFormat = pixelFormat
      self.constantRate = constantRate
      self.reduction = reduction
    }
  }

  /// Format that all frames have in common.
  public let format: FilmFormat
  /// Conversions on the way in, in words for a person; empty when nothing is lost.
  public let conversions: [String]
  /// The film.
  public let probe: FilmProbe

  /// Frames read so far.
  public private(set) var frameCount = 0

  private let child: ChildProcess
  private var input: NUTReader?
  private var lastTime = 0
  /// Complaints by the time when a film that begins within pictures has come to whole ones.
  private var settlingComplaintCount: Int?
  private static let settlingFrameCount = 30
  private let isCancelled = Atomic<Bool>(false)

  /// Starts to decode.
  ///
  /// - Throws: `FilmError`.
  public init(
    _ probe: FilmProbe, options: Options = Options(), ffmpeg: FFmpeg
  ) throws(FilmError) {
    let decoding = FilmDecoding(probe, options: options, ffmpeg: ffmpeg)
    self.probe = probe
    conversions = decoding.conversions
    child = try ChildProcess(
      ffmpeg.ffmpeg, decoding.arguments, input: .nothing, output: .pipe,
      stop: ffmpeg.stop, passesOver: FilmComplaint.isHarmless)
    guard let output = child.output else { preconditionFailure("the child was given a pipe") }
    var format = decoding.format
    do throws(NUTReader.Failure) {
      let input = try NUTReader(output)
      guard input.width == format.width, input.height == format.height else {
        throw .broken(
          "pictures of \(input.width)x\(input.height) instead of \(format.width)x\(format.height)")
      }
      format.timeBase = input.timeBase
      format.pixelAspect = input.pixelAspect
      self.format = format
      self.input = input
    } catch {
      throw Self.failureToBegin(probe, child, error)
    }
  }

  public func read(into frame: RawFrame) throws(FilmError) -> Bool {
    precondition(frame.bytes.count == format.byteCount, "expected a frame of the film's format")
    guard input != nil else { return false }
    var failure: NUTReader.Failure?
    do throws(NUTReader.Failure) {
      if let time = try input?.readFrame(frame.bytes) {
        frame.time = time
        lastTime = time
        frameCount += 1
        if frameCount == Self.settlingFrameCount { settlingComplaintCount = child.errorCount }
        return true
      }
    } catch {
      failure = error
    }
    try finish(failure)
    return false
  }

  public func cancel() {
    isCancelled.store(true, ordering: .sequentiallyConsistent)
    child.signal(SIGKILL)
  }

  /// Throws unless the film is complete.
  private func finish(_ failure: NUTReader.Failure?) throws(FilmError) {
    input = nil
    let status: ExitStatus
    if failure == nil || failure == .ended, let ended = child.wait(milliseconds: 10_000) {
      status = ended
    } else {
      // A broken stream is not read on: ffmpeg would wait for that.
      child.signal(SIGKILL)
      status = child.wait()
    }
    if isCancelled.load(ordering: .sequentiallyConsistent) { throw .cancelled }
    if failure == nil || failure == .ended, status.isInterruption {
      throw .decoderKilled(path: probe.path, frameCount: frameCount, signal: status.signalName)
    }
    let lastLine = FilmComplaint.telling(child.errorLines)
    if failure != nil || !status.isSuccess {
      throw damage(lastLine ?? failure.map { "\($0)" } ?? "ffmpeg \(status)")
    }
    if frameCount == 0 {
      guard let lastLine else { throw .noFrames(path: probe.path) }
      throw damage(lastLine)
    }
    if let duration = probe.duration, endsEarly(duration) {
      throw damage(lastLine ?? "it ends before its \(duration) seconds are over")
    }
    let ignoredCount = probe.beginsWithinPictures ? settlingComplaintCount ?? .max : 0
    if child.errorCount > ignoredCount, let lastLine {
      throw .damagedWithin(path: probe.path, frameCount: frameCount, reason: lastLine)
    }
  }

  /// ffmpeg ends well on a file that is cut off: it complains, and the last frame comes before the
  /// stated duration is over. Streams may be of different lengths, so the end alone proves nothing.
  private func endsEarly(_ duration: Double) -> Bool {
    guard !child.errorLines.isEmpty else { return false }
    let end = Double(lastTime) * format.timeBase.value
    let frame = probe.averageFrameRate.map { 2 * $0.inverse.value } ?? 0
    return end + frame + 0.1 < duration
  }

  private func damage(_ reason: String) -> FilmError {
    frameCount == 0
      ? .notAFilm(path: probe.path, reason: reason)
      : .damaged(path: probe.path, frameCount: frameCount, reason: reason)
  }

  private static func failureToBegin(
    _ probe: FilmProbe, _ child: ChildProcess, _ failure: NUTReader.Failure
  ) -> FilmError {
    guard case .ended = failure else {
      return .notAFilm(path: probe.path, reason: "\(failure)")
    }
    let status = child.wait()
    if status.isInterruption {
      return .decoderKilled(path: probe.path, frameCount: 0, signal: status.signalName)
    }
    if let line = FilmComplaint.telling(child.errorLines) {
      return .notAFilm(path: probe.path, reason: line)
    }
    return status.isSuccess ? .noFrames(path: probe.path) : child.failure(status)
  }
}
