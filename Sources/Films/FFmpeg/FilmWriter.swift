import Glibc

/// A film that a child ffmpeg encodes, with all that goes along with the pictures of another film.
///
/// The film grows beside its place under another name, and is put there once it is whole: whatever
/// happens, the place holds what was there before or a film that plays.
///
/// `@unchecked Sendable`: one caller at a time, by `FrameSink`'s contract.
public final class FilmWriter: FrameSink, @unchecked Sendable {
  /// Options of a film's encoding.
  public struct Options: Hashable, Sendable {
    /// A codec (`h264`, `hevc`, `vp9`, `av1`, `prores`, `ffv1`, `mpeg4`) or an encoder of ffmpeg's;
    /// nil is what the container is known for.
    public var codec: String?
    /// 0 (small) ... 100 (best); nil is 75.
    public var quality: Int?
    /// More options for ffmpeg's output, behind those that are chosen here.
    public var ffmpegArguments: [String]
    /// Whether the frames' transparency is kept. They must be `rgba` then.
    public var keepsAlpha: Bool
    /// The film whose sound, subtitles, chapters, title and the like are taken over.
    public var sound: FilmProbe?

    /// Options.
    public init(
      codec: String? = nil, quality: Int? = nil, ffmpegArguments: [String] = [],
      keepsAlpha: Bool = false, sound: FilmProbe? = nil
    ) {
      self.codec = codec
      self.quality = quality
      self.ffmpegArguments = ffmpegArguments
      self.keepsAlpha = keepsAlpha
      self.sound = sound
    }
  }

  /// Format that frames must have in common.
  public let format: FilmFormat
  /// Differences from what was asked for, in words for a person.
  public let conversions: [String]
  /// Chroma sampling of the film, for example `4:2:0`; nil where that is not known.
  public let chromaSampling: String?

  private let path: String
  private let output: PartialFile
  private let child: ChildProcess
  private let sound: FilmProbe?
  private let covers: [MemoryFile]
  private var nut = NUTWriter()
  private var hasBegun = false
  private var isFinished = false

  /// Starts to encode.
  ///
  /// - Precondition: transparency is kept of `rgba` frames only; a quality is in 0 ... 100.
  /// - Throws: `FilmError`.
  public init(
    _ path: String, format: FilmFormat, options: Options = Options(), ffmpeg: FFmpeg
  ) throws(FilmError) {
    precondition(!options.keepsAlpha || format.pixelFormat == .rgba, "expected rgba frames")
    precondition((0...100).contains(options.quality ?? 75), "expected a quality of 0...100")
    try FilmFormat.check(width: format.width, height: format.height)
    let encoding = try FilmEncoding(path: path, format, options: options, ffmpeg: ffmpeg)
    self.path = path
    self.format = format
    conversions = encoding.conversions
    sound = options.sound
    chromaSampling = encoding.chromaSampling
    covers = encoding.covers
    output = try PartialFile(path)
    do {
      child = try ChildProcess(
        ffmpeg.ffmpeg,
        encoding.arguments + [FFmpeg.argument(output.partialPath)] + encoding.trailingArguments,
        input: .pipe, output: .nothing, passesOver: FilmComplaint.isHarmless)
    } catch {
      output.discard()
      throw error
    }
  }

  /// Leaves no file behind when the film was never finished.
  deinit {
    if !isFinished { output.discard() }
  }

  public func write(_ frame: RawFrame) throws(FilmError) {
    precondition(frame.bytes.count == format.byteCount, "expected a frame of the film's format")
    guard let input = child.input else { throw childFailure(child.wait()) }
    do throws(SystemError) {
      if !hasBegun {
        hasBegun = true
        let header = nut.header(format)
        try header.withBytes { (bytes) throws(SystemError) in try input.write(bytes) }
      }
      try nut.writeFrame(
        time: max(0, frame.time), UnsafeRawBufferPointer(frame.bytes), to: input)
    } catch {
      child.closeInput()
      throw childFailure(child.wait())
    }
  }

  public func finish(_ ending: FilmEnding) throws(FilmError) {
    guard ending != .failed, hasBegun else {
      child.signal(SIGKILL)
      _ = child.wait()
      output.discard()
      if ending == .complete { throw .noFrames(path: path) }
      return
    }
    // ffmpeg would copy the rest of the sound; interrupted, it ends all streams where they are.
    let isCut = ending == .interrupted && sound?.sounds.isEmpty == false
    if isCut {
      awaitDrainedInput()
      child.signal(SIGINT)
    }
    child.closeInput()
    let status = isCut ? patientWait() : child.wait()
    guard status.isSuccess || (isCut && status == .interruptedFFmpeg), spaceComplaint == nil else {
      throw childFailure(status)
    }
    isFinished = true
    try output.publish()
  }

  /// Returns what is broken in the sound, or in other streams that go along; nil unless ffmpeg
  /// complained.
  ///
  /// - Parameter isPictureBroken: whether the reader has already told of damage. What both complain of is the
  ///   file's, and counts once.
  public func soundFault(isPictureBroken: Bool) -> FilmError? {
    guard let film = sound else { return nil }
    let lines = child.errorLines.filter { line in
      // Pictures are the reader's business: here the film is only looked at.
      if line.hasPrefix("[\(film.codec) ") { return false }
      return !isPictureBroken || film.sounds.contains { line.hasPrefix("[\($0.codec)") }
    }
    return FilmComplaint.telling(lines).map { .damagedSound(path: film.path, reason: $0) }
  }

  /// Waits until the child has taken all frames out of the pipe, for ten seconds at most. The last two
  /// or three are in its own queues then, and lost when it is interrupted.
  private func awaitDrainedInput() {
    for _ in 0..<1000 {
      guard child.input?.unreadByteCount ?? 0 > 0, child.wait(milliseconds: 10) == nil else {
        return
      }
    }
  }

  /// The status of an interrupted child, which gets ten seconds to end its file.
  private func patientWait() -> ExitStatus {
    if let status = child.wait(milliseconds: 10_000) { return status }
    child.signal(SIGKILL)
    return child.wait()
  }

  /// ffmpeg may end well although a write failed.
  private var spaceComplaint: String? {
    child.errorLines.last { line in
      ["No space left on device", "Disk quota exceeded", "File too large"]
        .contains { line.contains($0) }
    }
  }

  private func childFailure(_ status: ExitStatus) -> FilmError {
    output.discard()
    if let spaceComplaint { return .noSpace(path: path, reason: spaceComplaint) }
    if status == .signaled(SIGXFSZ) {
      return .noSpace(path: path, reason: "the limit on files' sizes is reached")
    }
    return child.failure(status)
  }
}
