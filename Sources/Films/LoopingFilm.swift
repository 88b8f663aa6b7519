public import Imaging

/// A film that never ends, for a background: it begins again behind its last frame, and gives the
/// frame of a given time at its own pace.
///
/// A film whose frames fit into `cacheByteCount` is decoded once. A longer one is decoded again each
/// time round. Allocates during the first round only.
///
/// One owner; not safe to share.
public final class LoopingFilm {
  /// Format that frames have in common.
  public let format: FilmFormat

  /// Fault for which the film ended before its end; it goes round without what is missing.
  public private(set) var fault: FilmError?

  /// When the frame behind the one that was shown last is due, in seconds since the begin; nil where there is none,
  /// since the film has one frame.
  public var nextTime: Double? { next.map { _ in Double(nextBegin) * format.timeBase.value } }

  /// Seconds until the film must be opened again, as far as known; nil where it need not be.
  public var timeToOpening: Double? {
    guard source != nil, !isCached, let statedLength else { return nil }
    return Double(max(0, statedLength - lastTime)) * format.timeBase.value
  }

  private let open: () throws(FilmError) -> any FrameSource
  private let statedLength: Int?
  private let cacheCapacity: Int

  /// The decoder of this round; nil when the cache holds the film, or nothing is left to read.
  private var source: (any FrameSource)?
  private var cache: [RawFrame] = []
  private var isCached = true
  /// Two frames for a film that is too long to be cached, read into by turns.
  private lazy var spares = [RawFrame(format), RawFrame(format)]

  private var current: RawFrame
  private var next: RawFrame?
  /// When `next` is shown, in ticks since the begin of the first round.
  private var nextBegin = 0

  private var roundBegin = 0
  private var roundFrameCount = 0
  private var firstTime = 0
  /// The last frame's begin in its round, and how long the frame before it was shown.
  private var lastTime = 0
  private var lastStep: Int

  /// Opens the film; its first frame must decode.
  ///
  /// - Parameters:
  ///   - duration: seconds a round, as far as known: no frame tells how long the last one is shown.
  ///   - cacheByteCount: memory for decoded frames.
  ///   - open: makes a source at the film's begin, each time of one format.
  /// - Throws: `FilmError`.
  public init(
    duration: Double? = nil, cacheByteCount: Int = 256 << 20,
    open: @escaping () throws(FilmError) -> any FrameSource
  ) throws(FilmError) {
    self.open = open
    let source = try open()
    self.source = source
    format = source.format
    let tick = format.timeBase.value
    statedLength = duration.map { Int(($0 / tick).rounded()) }
    lastStep = format.frameRate.map { max(1, Int((1 / ($0.value * tick)).rounded())) } ?? 1
    cacheCapacity = cacheByteCount / format.byteCount
    current = RawFrame(format)
    guard try loadNext(), let first = next else { throw fault ?? .noFrames(path: "the background") }
    current = first
    next = nil
  }

  /// Opens a film's file.
  ///
  /// - Throws: `FilmError`.
  public convenience init(
    _ probe: FilmProbe, pixelFormat: PixelFormat, cacheByteCount: Int = 256 << 20, ffmpeg: FFmpeg
  ) throws(FilmError) {
    let options = FilmReader.Options(pixelFormat: pixelFormat)
    try self.init(duration: probe.duration, cacheByteCount: cacheByteCount) {
      () throws(FilmError) in
      try FilmReader(probe, options: options, ffmpeg: ffmpeg)
    }
  }

  /// The frame to show at a time; valid until the next call.
  ///
  /// - Parameter seconds: since the begin; no less than at the call before.
  /// - Throws: `FilmError` when the film can't be opened again.
  public func frame(at seconds: Double) throws(FilmError) -> RawFrame {
    // Times that were computed from ticks may lie just below theirs.
    let tick = Int((seconds / format.timeBase.value + 1e-3).rounded(.down))
    while true {
      if next == nil {
        guard try loadNext() else { return current }
      }
      guard let frame = next, nextBegin <= tick else { return current }
      current = frame
      next = nil
    }
  }

  /// Loads the frame behind the last one: of this round, or the first of the next.
  ///
  /// - Returns: false when there is none: the film shows its only frame for ever.
  private func loadNext() throws(FilmError) -> Bool {
    for isNewRound in [false, true] {
      if isNewRound {
        guard roundFrameCount > 0 else { return false }
        try beginRound()
      }
      if let frame = takeFrame() {
        if roundFrameCount == 0 { firstTime = frame.time }
        let time = max(frame.time - firstTime, lastTime)
        if time > lastTime { lastStep = time - lastTime }
        lastTime = time
        roundFrameCount += 1
        next = frame
        nextBegin = roundBegin + time
        return true
      }
    }
    return false
  }

  /// The next frame of this round; nil at its end.
  private func takeFrame() -> RawFrame? {
    guard let source else {
      return isCached && roundFrameCount < cache.count ? cache[roundFrameCount] : nil
    }
    let frame = freeFrame()
    do throws(FilmError) {
      if try source.read(into: frame) {
        if isCached { cache.append(frame) }
        return frame
      }
    } catch {
      fault = fault ?? error
      // What was kept is not the whole film.
      isCached = false
      cache = []
    }
    self.source = nil
    return nil
  }

  /// Memory for a frame that is read: `current` must be left as it is.
  private func freeFrame() -> RawFrame {
    if isCached && cache.count < cacheCapacity { return RawFrame(format) }
    isCached = false
    cache = []
    return spares[0] === current ? spares[1] : spares[0]
  }

  private func beginRound() throws(FilmError) {
    var length = lastTime + lastStep
    if let statedLength, fault == nil, statedLength > lastTime { length = statedLength }
    roundBegin += length
    roundFrameCount = 0
    lastTime = 0
    if !isCached { source = try open() }
  }
}
