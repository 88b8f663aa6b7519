import Imaging
import Synchronization

/// A picture that may leave. Nothing else can be sent to a virtual camera (`GuardedOutput`), and only
/// `LeakGate` makes one or writes into one.
///
/// `@unchecked Sendable`: see `NewestMailbox`.
final class SafeFrame: @unchecked Sendable {
  /// Content that it shows.
  enum Content { case composed, slate }

  fileprivate(set) var content = Content.slate
  /// When the frame was captured; of no meaning for a slate.
  fileprivate(set) var captureTime = Duration.zero
  /// When it passed the gate.
  fileprivate(set) var passTime = Duration.zero
  /// The effect it was made with; see `LeakGate.isCurrent`.
  fileprivate(set) var epoch = 0
  /// The camera's connection that it came by; see `SharedSignals.generation`.
  fileprivate(set) var generation = 0
  fileprivate let memory: PictureMemory

  fileprivate init(_ memory: PictureMemory) { self.memory = memory }

  /// The picture, to be read.
  var view: FrameView { memory.view.readOnly }
}

/// Lets frames through whose mask is valid, and a slate for all others. Every frame of a session goes
/// through it; see `GatePolicy`.
///
/// `@unchecked Sendable`: `judge` and the draft are the processing thread's; what the output's thread
/// reads is behind locks or atomic.
final class LeakGate: @unchecked Sendable {
  /// Frames that have passed, for the output's thread.
  let passed: NewestMailbox<SafeFrame>
  private var judge: any MaskJudge
  private let slateInUse: Mutex<SafeFrame>
  /// Frames of an older epoch no longer leave.
  private let leastEpoch = Atomic<Int>(0)

  /// A closed gate.
  init(
    judge: any MaskJudge, slate: PictureMemory, _ makeMemory: () throws -> PictureMemory
  ) rethrows {
    self.judge = judge
    passed = try NewestMailbox { SafeFrame(try makeMemory()) }
    slateInUse = Mutex(SafeFrame(slate))
  }

  /// Fault for which it is closed; nil when it is open.
  var fault: GateFault? { judge.fault }

  /// Whether masks may be used again. While the gate is closed, every frame must be inferred.
  var mayReuse: Bool { judge.fault == nil }

  /// Forgets all masks and closes.
  func reset() { judge.reset() }

  /// Judges a frame by its mask, and sends the frame as `compose` makes it, or the slate.
  ///
  /// - Returns: whether the frame passed.
  func pass(
    _ evidence: MaskEvidence, epoch: Int, of picture: CapturedPicture, now: () -> Duration,
    _ compose: (MutableFrameView) -> Void
  ) -> Bool {
    let passes = judge.judge(evidence)
    if passes { compose(passed.draft.memory.view) }
    send(passes ? .composed : .slate, epoch, picture, now())
    return passes
  }

  /// Sends a frame of an effect that a person chose to need no mask.
  func passUnmasked(
    epoch: Int, of picture: CapturedPicture, now: () -> Duration,
    _ compose: (MutableFrameView) -> Void
  ) {
    compose(passed.draft.memory.view)
    send(.composed, epoch, picture, now())
  }

  private func send(
    _ content: SafeFrame.Content, _ epoch: Int, _ picture: CapturedPicture, _ now: Duration
  ) {
    passed.draft.content = content
    passed.draft.epoch = epoch
    passed.draft.captureTime = picture.captureTime
    passed.draft.generation = picture.generation
    passed.draft.passTime = now
    passed.publish()
  }

  /// Slate that is shown instead of frames.
  var slate: SafeFrame { slateInUse.withLock { $0 } }

  /// Shows another slate from now on.
  func setSlate(_ memory: PictureMemory) {
    let frame = SafeFrame(memory)
    slateInUse.withLock { $0 = frame }
  }

  /// Holds back what was made before `epoch`.
  func retire(before epoch: Int) { leastEpoch.store(epoch, ordering: .sequentiallyConsistent) }

  /// Tells whether a frame was not held back since.
  func isCurrent(_ frame: SafeFrame) -> Bool {
    frame.epoch >= leastEpoch.load(ordering: .sequentiallyConsistent)
  }
}
