import Devices

/// One of a session's virtual cameras, with the way back after it was lost. The output's thread's alone.
final class OutputPort {
  private let output: GuardedOutput
  private let clock: any SessionClock
  private let signals: SharedSignals

  /// When the device is tried again; nil while it is open.
  private(set) var retryTime: Duration?
  /// Readers as of the last look; nobody while it is closed.
  private(set) var readership = Readership.unknown
  private var backOff = BackOff()
  private var isReportedLost = false

  init(_ output: GuardedOutput, clock: any SessionClock, signals: SharedSignals) {
    self.output = output
    self.clock = clock
    self.signals = signals
  }

  /// Whether frames mean something while nobody reads.
  var takesFramesUnread: Bool { output.takesFramesUnread }

  /// Whether a frame is of use now, or would be if the device were open.
  var wantsFrames: Bool {
    retryTime != nil || takesFramesUnread || readership != .nobody
  }

  /// Opens the device again where it is time for that, and asks who reads.
  func look() {
    if let retryTime, clock.now >= retryTime { reopen() }
    guard retryTime == nil else { return readership = .nobody }
    do throws(DeviceError) {
      readership = try output.readership()
      if readership != .unknown { succeed() }
    } catch {
      lose(error)
    }
  }

  /// Sends a frame, where the device is open; whether it was taken.
  func submit(_ frame: SafeFrame, timeout: Duration) -> Bool {
    guard retryTime == nil else { return false }
    do throws(DeviceError) {
      try output.submit(frame, timeout: timeout)
      succeed()
      return true
    } catch .timedOut {
      // Nobody reads: the frame is dropped and the stream goes on.
      return false
    } catch {
      lose(error)
      return false
    }
  }

  /// Lets go of the device.
  func close() { output.close() }

  private func succeed() {
    backOff.reset()
    guard isReportedLost else { return }
    isReportedLost = false
    signals.tell(.outputBack(name: output.name))
  }

  private func reopen() {
    do throws(DeviceError) {
      try output.open()
      retryTime = nil
    } catch {
      lose(error)
    }
  }

  private func lose(_ error: DeviceError) {
    output.close()
    readership = .nobody
    retryTime = clock.now + backOff.next()
    guard !isReportedLost else { return }
    isReportedLost = true
    signals.tell(.outputLost(reason: error.reason))
  }
}
