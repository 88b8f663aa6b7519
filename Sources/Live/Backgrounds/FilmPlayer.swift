import Compositing
import Films
import Imaging
import Kernels
import Synchronization
import SystemSupport
import Threads

/// The thread of a film behind a session: decodes, brings frames to the output's size, and keeps time.
///
/// `@unchecked Sendable`: `run` is the film's thread, `fetch` and `latest` that of whoever composites; what they
/// share is atomic or behind locks.
final class FilmPlayer: @unchecked Sendable {
  /// Memory for the frames of a film that is decoded once.
  private static let cacheByteCount = 128 << 20
  /// Time after which nobody is taken to want frames.
  private static let idleLimit = Duration.seconds(1)
  /// Time that a frame may take to come before that is told.
  private static let stallLimit = Duration.seconds(5)
  /// Time before a round's end at which the next one is opened.
  private static let openingLead = 2.0
  /// Lateness that is caught up by leaving frames out; what is more makes the film slower.
  private static let largestLag = Duration.milliseconds(50)
  /// The longest that a thread sleeps without a look at what is asked of it.
  private static let nap = Duration.milliseconds(100)

  private struct Beginning {
    var first: Frame?
    var failure: FilmError?
    var isAwaited = true
  }

  private let name: String
  private let fit: Fit
  private let clock: any SessionClock
  private let tell: @Sendable (String) -> Void
  private let children = ChildStop()
  private let placer: PicturePlacer
  private let pictures: NewestMailbox<PictureMemory>
  private let beginning = Monitor(Beginning())
  private let demand = Monitor(false)
  /// When a frame was asked for last, and since when one is waited for (0: none is), in nanoseconds.
  private let askedAt: Atomic<Int64>
  private let waitingSince = Atomic<Int64>(0)
  private let isStallTold = Atomic<Bool>(false)
  private let isResting = Atomic<Bool>(false)
  private let source = Mutex<(any FrameSource)?>(nil)
  private var opening: FilmOpening?
  /// Whether the reader has fetched a frame. The reader's alone.
  private var hasFetched = false

  init(
    _ name: String, width: Int, height: Int, fit: Fit, instructionSet: InstructionSet,
    clock: any SessionClock, tell: @escaping @Sendable (String) -> Void
  ) throws(FrameViewError) {
    (self.name, self.fit, self.clock, self.tell) = (name, fit, clock, tell)
    askedAt = Atomic(clock.now.inNanoseconds)
    placer = PicturePlacer(
      width: width, height: height, instructionSet: instructionSet,
      pool: ThreadPool(threadCount: 1))
    do {
      pictures = try NewestMailbox {
        try PictureMemory(width: width, height: height, format: .rgba)
      }
    } catch let error as FrameViewError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  // MARK: The thread of frames

  func fetch() -> Bool {
    let now = clock.now.inNanoseconds
    askedAt.store(now, ordering: .releasing)
    if isResting.load(ordering: .acquiring) { demand.change { $0 = true } }
    let since = waitingSince.load(ordering: .acquiring)
    if since != 0, now - since > Self.stallLimit.inNanoseconds,
      !isStallTold.exchange(true, ordering: .acquiringAndReleasing)
    {
      tell("background '\(name)': its decoder stalls: its last frame stays until it goes on")
    }
    let isNew = pictures.take()
    hasFetched = hasFetched || isNew
    return isNew
  }

  var latest: FrameView? { hasFetched ? pictures.latest.view.readOnly : nil }

  /// Ends the film. From any thread; waits for nobody.
  func stop() {
    children.stop()
    source.withLock { $0?.cancel() }
    demand.change { $0 = true }
  }

  /// Waits for the first frame; nil when it did not come in time.
  func awaitFirst(_ patience: Duration) throws(FilmError) -> Frame? {
    beginning.wait(milliseconds: Int(patience / .milliseconds(1))) {
      $0.first != nil || $0.failure != nil
    }
    let outcome = beginning.change { outcome in
      defer { outcome = Beginning(isAwaited: false) }
      return outcome
    }
    if let failure = outcome.failure { throw failure }
    return outcome.first
  }

  // MARK: The film's thread

  func run(_ find: @Sendable (ChildStop) throws(FilmError) -> FilmRounds) {
    do throws(FilmError) {
      let rounds = try find(children)
      let film = try LoopingFilm(
        duration: rounds.duration, cacheByteCount: Self.cacheByteCount
      ) { () throws(FilmError) in try self.open(rounds) }
      try play(film, rounds)
    } catch {
      fail(error)
    }
    opening = nil
    source.withLock { $0 = nil }
  }

  private func play(_ film: LoopingFilm, _ rounds: FilmRounds) throws(FilmError) {
    // When the film's time was 0.
    var origin = clock.now
    var shownFrame: RawFrame?
    var shownTime = 0
    var isFaultTold = false
    while !children.isStopped {
      origin += rest()
      let time = clock.now - origin
      waitingSince.store(max(1, clock.now.inNanoseconds), ordering: .releasing)
      let frame = try film.frame(at: time / .seconds(1))
      waitingSince.store(0, ordering: .releasing)
      isStallTold.store(false, ordering: .releasing)
      if children.isStopped { return }
      if frame !== shownFrame || frame.time != shownTime {
        show(frame.view(film.format.color).readOnly)
        (shownFrame, shownTime) = (frame, frame.time)
      }
      if let fault = film.fault, !isFaultTold {
        isFaultTold = true
        tell("background: \(fault)")
      }
      guard let next = film.nextTime else { return }
      if rounds.opensAnywhere, opening == nil, let left = film.timeToOpening,
        left < Self.openingLead
      {
        opening = FilmOpening(rounds)
      }
      let lag = clock.now - origin - time
      if lag > Self.largestLag { origin += lag }
      sleep(until: origin + .seconds(next))
    }
  }

  private func show(_ view: FrameView) {
    let draft = pictures.draft.view
    placer.place(view, fit: fit, to: draft)
    beginning.change { outcome in
      if outcome.isAwaited, outcome.first == nil { outcome.first = Frame(copying: draft.readOnly) }
    }
    pictures.publish()
  }

  /// Opens the film for a round: as was begun before, or now.
  private func open(_ rounds: FilmRounds) throws(FilmError) -> any FrameSource {
    defer { opening = nil }
    if children.isStopped { throw .cancelled }
    let next: any FrameSource
    if let opening { next = try opening.result() } else { next = try rounds.open() }
    source.withLock { $0 = next }
    if children.isStopped { next.cancel() }
    return next
  }

  /// Waits while nobody asks for frames.
  ///
  /// - Returns: for how long.
  private func rest() -> Duration {
    let begin = clock.now
    var isIdle: Bool {
      clock.now.inNanoseconds - askedAt.load(ordering: .acquiring) > Self.idleLimit.inNanoseconds
        && !children.isStopped
    }
    guard isIdle else { return .zero }
    isResting.store(true, ordering: .releasing)
    while isIdle {
      demand.wait(milliseconds: 1000) { $0 }
      demand.change { $0 = false }
    }
    isResting.store(false, ordering: .releasing)
    return clock.now - begin
  }

  private func sleep(until time: Duration) {
    while !children.isStopped, clock.now < time {
      clock.sleep(until: min(time, clock.now + Self.nap))
    }
  }

  private func fail(_ error: FilmError) {
    if children.isStopped { return }
    let isAwaited = beginning.change { outcome in
      outcome.failure = error
      return outcome.isAwaited && outcome.first == nil
    }
    if !isAwaited { tell("background: \(error): its last frame stays") }
  }
}

/// A source that is opened on a thread of its own, before it is wanted.
final class FilmOpening: Sendable {
  private let outcome = Monitor<Result<any FrameSource, FilmError>?>(nil)

  /// Begins; where no thread is to be had, it is done when it is waited for.
  init?(_ rounds: FilmRounds) {
    let outcome = outcome
    do throws(ThreadError) {
      try startSessionThread("vbg.film.next") {
        let found: Result<any FrameSource, FilmError>
        do throws(FilmError) {
          found = .success(try rounds.open())
        } catch {
          found = .failure(error)
        }
        outcome.change { $0 = found }
      }
    } catch {
      return nil
    }
  }

  /// The source, once it is open.
  ///
  /// - Throws: `FilmError`.
  func result() throws(FilmError) -> any FrameSource {
    let found = outcome.change(when: { $0 != nil }) { $0 }
    guard let found else { preconditionFailure("expected an outcome") }
    return try found.get()
  }
}
