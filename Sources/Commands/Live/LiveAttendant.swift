import Dispatch
import Glibc
import Live
import Synchronization

/// What goes on beside the frames, on a thread of its own: signals, changed files, statistics.
///
/// `@unchecked Sendable`: `isStopped` and `ended` may be used by any thread; all else is the attendant's
/// thread's once it runs.
final class LiveAttendant: @unchecked Sendable {
  private let session: LiveSession
  private let preparation: LivePreparation
  private let typed: [String]
  private let isStopped = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private var configuration: LiveConfiguration
  private var stamps: [FileStamp?]
  private var statistics: StatisticsPrinter?
  private var hasBeenAsked = false

  init(
    _ session: LiveSession, _ preparation: LivePreparation, _ configuration: LiveConfiguration,
    typed: [String]
  ) {
    self.session = session
    self.preparation = preparation
    self.configuration = configuration
    self.typed = typed
    stamps = configuration.watchedFiles.map(FileStamp.init)
    statistics = configuration.arguments.stats.map { StatisticsPrinter($0, session) }
  }

  /// Begins.
  func start() {
    DispatchQueue(label: "vbg.attendant").async { [self] in
      LiveSignals.block()
      attend()
      ended.signal()
    }
  }

  /// Ends, at the latest after the second that is under way.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    ended.wait()
  }

  private func attend() {
    let clock = MonotonicClock()
    var tick = FrameClock(framesPerSecond: 1, start: clock.now + .seconds(1))
    while !isStopped.load(ordering: .acquiring) {
      // Short waits, so that the end of the session is noticed.
      let rest = min(tick.deadline - clock.now, .milliseconds(100))
      if let signal = LiveSignals.wait(for: rest) { answer(signal) }
      guard clock.now >= tick.deadline else { continue }
      _ = tick.advance(now: clock.now)
      let found = configuration.watchedFiles.map(FileStamp.init)
      if found != stamps { reload(found) }
      printStatistics()
    }
  }

  private func answer(_ signal: Int32) {
    if signal == SIGHUP { return reload(configuration.watchedFiles.map(FileStamp.init)) }
    // Somebody who asks twice does not want to wait for a device.
    if hasBeenAsked { _exit(128 + signal) }
    hasBeenAsked = true
    session.stop()
  }

  /// Reads everything again; what can't be used leaves all as it is.
  private func reload(_ found: [FileStamp?]) {
    stamps = found
    do {
      let next = try LiveConfiguration(typed: typed, path: configuration.path)
      let rest = next.settingsForRestart(since: configuration)
      if !rest.isEmpty {
        report("\(rest.joined(separator: ", ")): in force when vbg live is started again")
      }
      session.use(try preparation.effect(next, mode: session.outputMode))
      configuration = next
      stamps = next.watchedFiles.map(FileStamp.init)
      note("read the settings again")
    } catch {
      report("\(error): the settings stay as they were")
    }
  }

  private func printStatistics() {
    do throws(FileError) {
      try statistics?.printLine()
    } catch {
      statistics = nil
      report("\(error)")
    }
  }
}

extension LiveConfiguration {
  /// The files whose change is noticed.
  var watchedFiles: [String] { [path, arguments.effect.background].compactMap(\.self) }
}
