import ArgumentParser
import Devices
import Glibc
import Live

/// Runs `vbg live` until a signal ends it.
///
/// - Parameter typed: the command line behind `live`.
/// - Throws: `ThreadError`; `ExitCode` for what fails before the first frame, once it was said: a mistake in
///   the configuration, a device, a file, what the model throws, wrong usage.
package func runLive(typed: [String], devices: LiveDevices) throws {
  try runLive(typed: typed, devices: devices, onStart: { _ in })
}

/// Runs `vbg live` until a signal ends it.
///
/// - Parameter onStart: called once it can be steered, before it runs.
/// - Throws: as the other, and what `onStart` throws.
func runLive(
  typed: [String], devices: LiveDevices, onStart: (LiveSteering) throws -> Void
) throws {
  // A reader who goes away costs lines, not the session.
  signal(SIGPIPE, SIG_IGN)
  // Before anything is opened, which may take for ever, and before any other thread.
  let signals = try LiveSignals()
  let reports = try reportWithoutWaiting()
  defer { reports.finish(within: .milliseconds(200)) }
  do {
    try run(typed: typed, devices, signals, onStart)
  } catch {
    throw ExitCode(conclude(error, of: LiveCommand.self))
  }
}

private func run(
  typed: [String], _ devices: LiveDevices, _ signals: LiveSignals,
  _ onStart: (LiveSteering) throws -> Void
) throws {
  let configurationFile = WatchedFiles(configurationPath: ConfigurationReading.path)
  let start = try LiveStart(typed: typed)
  let configuration = start.configuration
  let arguments = configuration.arguments
  if arguments.quiet { keepQuiet() }
  if arguments.printConfig { return try printLine(configuration.text) }
  let control = try controlSocket(of: arguments.steering.name)
  let preparation = try LivePreparation(configuration)
  let opening = try LiveOpening(arguments, devices)
  var isRunning = false
  defer {
    if !isRunning { opening.close() }
  }
  let watched = configurationFile.followed(by: configuration)
  let (session, warning) = try begin(opening, configuration, preparation)
  if let warning { report(warning) }
  let attendant = LiveAttendant(
    session, preparation, start, watched: watched, warning: warning)
  try attendant.start()
  let keeper = try arguments.cpuBudget.map {
    try BudgetKeeper($0, session, fullRate: opening.cameraMode?.framesPerSecond)
  }
  let statistics = try arguments.stats.map { try StatisticsPrinter($0, session) }
  let steering = LiveSteering(session: session, attendant: attendant, opening)
  let server = try control.map { try serveControl($0, steering) }
  try onStart(steering)
  isRunning = true
  signals.steer(session, onHangup: { attendant.askAgain() })
  try session.run()
  server?.stop()
  attendant.stop()
  keeper?.stop()
  statistics?.finish(within: .milliseconds(100))
}

/// Prepares the first effect and a session with it.
///
/// Nobody else may keep that effect: its film goes on as long as somebody does.
///
/// - Returns: the session, and what a person should know of the effect.
private func begin(
  _ opening: LiveOpening, _ configuration: LiveConfiguration, _ preparation: LivePreparation
) throws -> (LiveSession, warning: String?) {
  let effect = try preparation.effect(configuration, mode: opening.outputMode)
  let session = try LiveSession(
    opening, finder: preparation.segmenter, effect: effect, decoder: MotionJPEGPictures(),
    onEvent: { event in
      let line = line(for: event, preparation)
      if event.isOrdinary { note(line) } else { report(line) }
    })
  return (session, configuration.warning(of: effect))
}

/// An event for a person, with what to try where nobody is found.
private func line(for event: LiveEvent, _ preparation: LivePreparation) -> String {
  guard event == .nobodyFound else { return "\(event)" }
  return "\(event) (\(adviceForNobody(after: preparation.catalogueEntry)))"
}
