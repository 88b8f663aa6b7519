import ArgumentParser
import Devices
import Glibc
import Live
import Studio

/// Shows a session of another process, until a signal ends it.
///
/// - Parameter session: its name; nil for the only one.
/// - Throws: `ExitCode`, once it was said what is wrong; `ThreadError`.
func runStudio(_ page: PageArguments, session name: String?) throws {
  // A page that goes away costs its connection.
  signal(SIGPIPE, SIG_IGN)
  // Before there is any other thread, which would take the signals.
  var signals = sigset_t()
  sigemptyset(&signals)
  for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  try saying {
    let studio = try OpenStudio(page, RemoteSession(name ?? theOnlySession()))
    while sigwaitinfo(&signals, nil) < 0 {}
    studio.end()
  }
}

/// Runs a session of its own and shows it, until a signal ends both.
///
/// - Parameter typed: options of `vbg live`.
/// - Throws: `ExitCode`, once it was said what is wrong; `ThreadError`.
func runStudio(
  _ page: PageArguments, ofOwn typed: [String], devices: LiveDevices
) throws {
  var words = typed
  let named = Set(typed.map(ResolvedSettings.optionName))
  if !named.contains("name") { words += ["--name=studio"] }
  if !named.contains("output"), !typed.contains(where: { $0.hasPrefix("-o") }) {
    words += ["--output=\(UnseenOutput.word)"]
    if !named.contains("on-demand") { words += ["--on-demand=on"] }
  }
  var camera: (any CaptureDevice)?
  try saying {
    if let photo = page.photo { camera = try PhotoCamera(photo) }
    if let film = page.film { camera = try FilmCamera(film) }
  }
  if let camera { words += ["--camera=\(camera.name)"] }
  let source = camera
  let browser = PageCamera()
  var studio: OpenStudio?
  try runLive(
    typed: words,
    devices: LiveDevices(
      camera: { source ?? ($0 == PageCamera.word ? browser : devices.camera($0)) },
      output: { $0 == UnseenOutput.word ? UnseenOutput() : devices.output($0, $1) },
      outputs: devices.outputs),
    onStart: { steering in
      studio = try OpenStudio(page, OwnSession(steering), onPicture: { browser.take($0) })
    })
  studio?.end()
}

/// A page that is served, and what serves it.
private final class OpenStudio {
  private let streams: StudioStreams
  private let server: StudioServer
  private let pump: StudioPump

  /// Begins, and says where.
  ///
  /// - Parameter onPicture: gets the pictures of a page's own camera.
  init(
    _ page: PageArguments, _ session: any StudioSession,
    onPicture: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) throws {
    streams = StudioStreams(onPicture: onPicture)
    let service = StudioService(session)
    server = try StudioServer(port: page.port ?? 0, routes: service.routes, streams: streams)
    pump = try StudioPump(service, streams)
    try printLine(server.address)
    if !page.noOpen, !openBrowser(server.openingAddress) {
      note("found no browser to open: open the address above in one")
    }
  }

  /// Ends what waits. The process's own end closes the rest, and waits for no request.
  func end() { streams.close() }
}

/// The name of the session that runs.
///
/// - Throws: `ControlError` where there is none, or more than one.
private func theOnlySession() throws(ControlError) -> String {
  let usual = LiveSteeringArguments.usualName
  guard let place = ControlPlace(session: usual) else {
    throw ControlError("expected XDG_RUNTIME_DIR to name a folder, found none")
  }
  let ending = ".sock"
  let names = fileNames(in: place.folder).filter { $0.hasSuffix(ending) }
    .map { String($0.dropLast(ending.count)) }.filter(ControlPlace.isName)
    .filter { (try? ControlClient(session: $0)) != nil }
  switch names.count {
  case 0:
    throw ControlError(
      "expected a session that runs, found none: vbg live starts one, and --camera, --photo or --film one "
        + "for this page")
  case 1: return names[0]
  default:
    throw ControlError(
      "expected --name of one of \(names.count) sessions: \(names.sorted().joined(separator: ", "))"
    )
  }
}

/// The names of what lies in a folder; none where it can't be read.
private func fileNames(in folder: String) -> [String] {
  guard let listing = withPath(folder, { opendir($0) }) else { return [] }
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    names.append(
      pathText(withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }))
  }
  return names
}

/// Does something and says what goes wrong.
private func saying(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch {
    report("\(error)")
    throw ExitCode.failure
  }
}
