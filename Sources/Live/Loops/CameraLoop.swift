import Devices
import Imaging
import Synchronization

/// The camera's thread: fetches frames, takes them out of the driver's memory, and opens the camera
/// again when it was lost.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class CameraLoop: @unchecked Sendable {
  /// Time that a camera may be silent before it is opened again.
  static let silenceLimit = Duration.seconds(3)
  /// The longest that a step takes when nothing happens.
  static let patience = Duration.milliseconds(100)

  private let device: any CaptureDevice
  private let wish: CaptureWish
  private let clock: any SessionClock
  private let intake: FrameIntake
  private let pictures: NewestMailbox<CapturedPicture>
  private let counters: LiveCounters
  private let signals: SharedSignals

  private enum State {
    /// Nobody wants frames.
    case resting
    case closed(retryTime: Duration)
    case open(lastFrameTime: Duration)
  }
  private var state: State
  private var backOff = BackOff()
  private var generation = 0
  private var lastSequence: UInt32?
  /// Whether a person was told that the camera is lost.
  private var isReportedLost = false

  /// - Parameters:
  ///   - isOpen: whether it was opened before.
  ///   - failure: why it could not be; nil when it is open or was not tried.
  init(
    _ device: any CaptureDevice, wish: CaptureWish, isOpen: Bool, failure: DeviceError?,
    clock: any SessionClock, intake: FrameIntake, pictures: NewestMailbox<CapturedPicture>,
    counters: LiveCounters, signals: SharedSignals
  ) {
    self.device = device
    self.wish = wish
    self.clock = clock
    self.intake = intake
    self.pictures = pictures
    self.counters = counters
    self.signals = signals
    state = isOpen ? .open(lastFrameTime: clock.now) : .resting
    signals.cameraIsLost.store(!isOpen, ordering: .releasing)
    if let failure { lose(failure) }
  }

  /// Fetches a frame, or tries to open the camera, or waits a moment; false when nobody wants frames, and
  /// there is nothing to do until demand changes.
  @discardableResult
  func step() -> Bool {
    guard signals.demand.isWanted else {
      rest()
      return false
    }
    switch state {
    case .resting: open()
    case .closed(let retryTime):
      let now = clock.now
      if now < retryTime {
        clock.sleep(until: min(retryTime, now + Self.patience))
      } else {
        open()
      }
    case .open(let lastFrameTime):
      if generation == signals.generation.load(ordering: .acquiring) {
        fetch(since: lastFrameTime)
      } else {
        rest()
      }
    }
    return true
  }

  /// Lets go of the camera.
  func close() { device.close() }

  /// Lets go of the camera until it is wanted again.
  private func rest() {
    if case .resting = state { return }
    letGo()
    state = .resting
    backOff.reset()
  }

  private func letGo() {
    device.close()
    signals.cameraIsLost.store(true, ordering: .releasing)
    signals.forgetFrames()
  }

  private func open() {
    // Before the first frame can come: whoever asks for frames to be forgotten meanwhile is heeded.
    generation = signals.generation.load(ordering: .acquiring)
    do throws(DeviceError) {
      _ = try device.open(wish)
      state = .open(lastFrameTime: clock.now)
      lastSequence = nil
    } catch {
      lose(error)
    }
  }

  private func fetch(since lastFrameTime: Duration) {
    do throws(DeviceError) {
      try device.nextFrame(timeout: Self.patience) { take($0) }
      state = .open(lastFrameTime: clock.now)
      backOff.reset()
      signals.cameraIsLost.store(false, ordering: .releasing)
      if isReportedLost {
        isReportedLost = false
        signals.tell(.cameraBack(name: device.name))
      }
    } catch .timedOut {
      if clock.now - lastFrameTime > Self.silenceLimit {
        lose(.lost("\(device.name): expected frames, found none for 3 seconds"))
      }
    } catch {
      lose(error)
    }
  }

  private func take(_ frame: borrowing CapturedFrame) {
    let start = clock.now
    counters.add(.captured)
    if let lastSequence {
      let gap = frame.sequence &- lastSequence
      // The driver's count wraps; a count that goes back is a stream that began anew.
      if gap > 1 && gap < 1 << 31 { counters.add(.lostByCamera, Int(gap) - 1) }
    }
    lastSequence = frame.sequence
    guard signals.pace.admits() else { return counters.add(.leftOut) }
    let picture = pictures.draft
    guard intake.write(frame, to: picture.memory.view) else { return counters.add(.flawed) }
    picture.captureTime = frame.captureTime
    picture.generation = generation
    counters.add(.intake, clock.now - start)
    if pictures.publish() { counters.add(.replaced) }
  }

  private func lose(_ error: DeviceError) {
    letGo()
    state = .closed(retryTime: clock.now + backOff.next())
    guard !isReportedLost else { return }
    isReportedLost = true
    signals.tell(.cameraLost(reason: error.reason))
  }
}
