import Compositing
import Dispatch
import Glibc
import Live
import Synchronization

/// Puts changed settings in force while frames flow: watches files, reads and prepares on a thread of its
/// own, which may block.
///
/// `@unchecked Sendable`: `askAgain` and `stop` may be used by any thread; all else is the attendant's
/// thread's once it runs.
final class LiveAttendant: @unchecked Sendable {
  /// The least time from one reading to the next, however many signals come.
  private static let readingInterval = Duration.milliseconds(250)

  private let session: LiveSession
  private let preparation: LivePreparation
  private let typed: [String]
  private let isStopped = Atomic<Bool>(false)
  private let isAsked = Atomic<Bool>(false)
  private let woken = DispatchSemaphore(value: 0)
  private let remembered: RememberedChanges?
  private let wishes = Mutex<[ChangeWish]>([])
  private let inForce: Mutex<LiveArguments>
  private var changes: LiveChanges
  private var configuration: LiveConfiguration
  private var watched: WatchedFiles
  /// Files as they were at the last look, while a film may still be growing.
  private var unsettled: WatchedFiles?
  /// Warning that was said of the effect in force.
  private var warning: String?
  /// Reason for which the settings were last refused; nil once they are in force.
  private var refusal: String?

  /// - Parameters:
  ///   - watched: looked at before `configuration` and its background were read.
  ///   - warning: what was said of the first effect.
  init(
    _ session: LiveSession, _ preparation: LivePreparation, _ start: LiveStart,
    watched: WatchedFiles, warning: String?
  ) {
    self.session = session
    self.preparation = preparation
    configuration = start.configuration
    changes = start.changes
    remembered = start.remembered
    typed = start.typed
    inForce = Mutex(start.configuration.arguments)
    self.watched = watched
    self.warning = warning
  }

  /// Begins.
  ///
  /// - Throws: `ThreadError`.
  func start() throws(ThreadError) {
    try startSessionThread("vbg.attendant") { [self] in attend() }
  }

  /// Asks for the settings to be read again. Waits for nobody.
  func askAgain() {
    if !isAsked.exchange(true, ordering: .acquiringAndReleasing) { woken.signal() }
  }

  /// Changes settings of the session, and waits until they are in force.
  ///
  /// - Throws: `ControlError` where they can't be.
  func change(
    _ change: @escaping @Sendable (inout LiveChanges) throws -> Void
  ) throws(ControlError) {
    let wish = ChangeWish(change)
    wishes.withLock { $0.append(wish) }
    woken.signal()
    try wish.wait()
  }

  /// Arguments in force. From any thread.
  var arguments: LiveArguments { inForce.withLock { $0 } }

  /// Ends, without waiting for a file that is being read.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    woken.signal()
  }

  private func attend() {
    let clock = MonotonicClock()
    while true {
      _ = woken.wait(timeout: .now() + 1)
      if isStopped.load(ordering: .acquiring) { return }
      for wish in wishes.withLock({ wishes in
        defer { wishes = [] }
        return wishes
      }) { fulfil(wish) }
      let isAsked = isAsked.exchange(false, ordering: .acquiringAndReleasing)
      let found = watched.lookedAtAgain()
      guard isAsked || found != watched && isSettled(found) else { continue }
      reload(found)
      clock.sleep(until: clock.now + Self.readingInterval)
    }
  }

  /// Tells whether files are as they were at the look before: a film that is still being written would begin anew
  /// with every second of it.
  private func isSettled(_ found: WatchedFiles) -> Bool {
    guard let path = configuration.arguments.effect.background, isFilm(path) else { return true }
    defer { unsettled = found }
    return found == unsettled
  }

  /// Reads everything again; what can't be used leaves all as it is.
  private func reload(_ found: WatchedFiles) {
    watched = found
    do {
      try settle(changes, found)
      refusal = nil
      note("read the settings again")
    } catch {
      let reason = "\(error)"
      if reason != refusal { report("\(reason): the settings stay as they were") }
      refusal = reason
    }
  }

  /// Puts a change in force that somebody waits for.
  private func fulfil(_ wish: ChangeWish) {
    do {
      var next = changes
      try wish.change(&next)
      do {
        _ = try LiveArguments.parse(next.applied(to: typed))
      } catch {
        throw ControlError(LiveArguments.message(for: error))
      }
      try settle(next, watched)
      changes = next
      try remembered?.write(next)
      wish.finish(refusal: nil)
    } catch {
      wish.finish(refusal: "\(error)")
    }
  }

  /// Reads everything again, with changes, and puts it in force.
  private func settle(_ changes: LiveChanges, _ found: WatchedFiles) throws {
    let next = try LiveConfiguration(
      typed: changes.applied(to: typed), settled: changes.names, path: configuration.path,
      mayLackFile: !configuration.hasSettingsOfFile)
    try next.checkRevelation(since: configuration, mode: session.outputMode)
    // Looked at before they are read: what changes meanwhile is read again.
    watched = found.followed(by: next)
    let effect = try preparation.effect(next, mode: session.outputMode, isRunning: true)
    let rest = next.settingsForRestart(since: configuration)
    if !rest.isEmpty {
      report("\(rest.joined(separator: ", ")): in force when vbg live is started again")
    }
    session.use(effect)
    let nextWarning = next.warning(of: effect)
    if let nextWarning, nextWarning != warning { report(nextWarning) }
    warning = nextWarning
    configuration = next
    inForce.withLock { $0 = next.arguments }
  }
}

/// The files whose change is noticed, and how they were when they were looked at.
struct WatchedFiles: Equatable {
  /// State of a path. What is no file, such as a pipe, can't be read twice and never changes.
  private enum Look: Equatable {
    case absent, device
    case file(FileStamp)

    init(_ path: String) {
      self = isDevice(path) ? .device : FileStamp(path).map { .file($0) } ?? .absent
    }
  }

  private let paths: [String]
  private let looks: [Look]

  private init(_ paths: [String]) { self.init(paths: paths, looks: paths.map { Look($0) }) }

  private init(paths: [String], looks: [Look]) {
    self.paths = paths
    self.looks = looks
  }

  /// Looks at a configuration file, which need not be there.
  init(configurationPath: String?) { self.init([configurationPath].compactMap(\.self)) }

  /// Looks at the files again.
  func lookedAtAgain() -> WatchedFiles { WatchedFiles(paths) }

  /// The configuration file as it was looked at, and with it the pictures that it names.
  func followed(by configuration: LiveConfiguration) -> WatchedFiles {
    let effect = configuration.arguments.effect
    let background = WatchedFiles([effect.background, effect.studio.inFront].compactMap(\.self))
    let count = configuration.path == nil ? 0 : 1
    return WatchedFiles(
      paths: paths.prefix(count) + background.paths, looks: looks.prefix(count) + background.looks)
  }
}
