import FoundationEssentials
import Glibc
import ImageFiles
import Live

/// Does what is asked of a session.
struct LiveSteering: Sendable {
  let session: LiveSession
  let attendant: LiveAttendant
  private let camera: String
  private let outputs: [String]

  /// - Parameter opening: the session's.
  init(session: LiveSession, attendant: LiveAttendant, _ opening: LiveOpening) {
    self.session = session
    self.attendant = attendant
    camera = opening.camera.name
    outputs = opening.outputs.map(\.name)
  }

  /// Does what a request asks for.
  func answer(_ request: ControlRequest) -> ControlReply {
    do {
      switch request.command {
      case .status, .watch: break
      case .pause: session.pause()
      case .resume: session.resume()
      case .toggle: if session.isPaused { session.resume() } else { session.pause() }
      case .set: try set(request.settings ?? [:])
      case .preset: try usePreset(request.name)
      case .nextBackground: try takeNextBackground()
      case .snapshot: return try snapshot()
      case .preview: return try preview(request)
      }
      return ControlReply(status: status)
    } catch {
      return ControlReply(ok: false, error: "\(error)")
    }
  }

  private func set(_ settings: [String: ConfigurationValue]) throws {
    guard !settings.isEmpty else { throw ControlError("expected settings, found none") }
    try attendant.change { changes in
      for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
        try changes.set(try LiveChanges.form(name), value)
      }
      let names = settings.keys.filter { BackgroundArguments.choices.contains($0) }
      if names.count > 1 {
        throw ControlError(
          "expected one of \(names.sorted().joined(separator: ", ")), found \(names.count)")
      }
    }
  }

  private func usePreset(_ name: String?) throws {
    let tables =
      try ConfigurationReading.path.map { try ConfigurationTables($0, mayLack: true) }
      ?? ConfigurationTables()
    let preset = try (NamedPreset.builtIn + tables.presets).named(name ?? "")
    try attendant.change { $0.use(preset) }
  }

  /// The picture behind the one in force, in the order of names.
  private func takeNextBackground() throws {
    let arguments = attendant.arguments
    let current = arguments.effect.background
    guard let folder = arguments.steering.backgrounds ?? usualFolder ?? current.map(folderName(of:))
    else {
      throw ControlError("expected --backgrounds to name a folder of pictures, found none")
    }
    let names = try pictureNames(in: folder)
    guard let first = names.first else {
      throw ControlError("expected pictures in \(folder), found none")
    }
    let place = current.flatMap { current in
      names.firstIndex { "\(folder)/\($0)" == current || $0 == current }
    }
    let next = place.map { names[($0 + 1) % names.count] } ?? first
    try attendant.change { changes in
      try changes.set(try LiveChanges.form("background"), .text("\(folder)/\(next)"))
    }
  }

  private func snapshot() throws -> ControlReply {
    guard let frame = session.snapshot() else {
      throw ControlError("expected a frame that leaves, found none in 2 s")
    }
    return ControlReply(png: Data(try encodePNG(frame)))
  }

  private func preview(_ request: ControlRequest) throws -> ControlReply {
    guard let frame = session.preview(original: request.original ?? false) else {
      throw ControlError("expected a picture, found none in a moment")
    }
    let width = min(max(request.width ?? frame.width, 1), frame.width)
    return ControlReply(jpeg: Data(try encodeJPEG(frame.shrunk(toward: width), quality: 85)))
  }

  private var status: ControlStatus {
    let (mode, statistics) = (session.outputMode, session.statistics)
    return ControlStatus(
      state: session.isPaused ? "paused" : "running", process: getpid(), version: version,
      camera: camera, cameraState: session.cameraState.rawValue, outputs: outputs,
      onDemand: session.isOnDemand, width: mode.width, height: mode.height,
      framesPerSecond: mode.framesPerSecond, settings: settings,
      counts: Dictionary(
        uniqueKeysWithValues: LiveCount.allCases.map { ("\($0)", statistics[$0]) }))
  }
}

extension LiveSteering {
  /// The settings in force, as the configuration has them.
  private var settings: [String: ConfigurationValue] {
    let arguments = attendant.arguments
    return Dictionary(
      LiveSetting.all.compactMap { setting in
        setting.value(arguments).map { (setting.form.name, $0) }
      }, uniquingKeysWith: { $1 })
  }

  /// The user's folder of backgrounds, where it is there.
  private var usualFolder: String? { Self.backgroundFolder.flatMap { isFolder($0) ? $0 : nil } }

  /// The place of the user's folder of backgrounds; nil without a home.
  static var backgroundFolder: String? {
    func variable(_ name: String) -> String? {
      environmentVariable(name).flatMap { isAbsolute($0) ? $0 : nil }
    }
    let data = variable("XDG_DATA_HOME") ?? variable("HOME").map { $0 + "/.local/share" }
    return data.map { $0 + "/vbg/backgrounds" }
  }
}

/// The folder that a file lies in.
private func folderName(of path: String) -> String {
  let name = lastPart(of: path)
  let folder = String(path.dropLast(name.count))
  return folder.isEmpty ? "." : folder == "/" ? folder : String(folder.dropLast())
}

/// Makes the socket of a session. Where there can be none, the session can't be steered, which is said.
///
/// - Throws: `ControlError` where another session has the name.
func controlSocket(of name: String) throws(ControlError) -> ControlSocket? {
  guard let place = ControlPlace(session: name) else { return nil }
  do throws(ControlError) {
    return try ControlSocket(place)
  } catch {
    if error.isTaken { throw error }
    report("\(error): vbg ctl can't steer this session")
    return nil
  }
}

/// Begins to serve a session's socket.
///
/// - Throws: `ThreadError`.
func serveControl(
  _ socket: ControlSocket, _ steering: LiveSteering
) throws(ThreadError) -> ControlServer {
  let session = steering.session
  let server = ControlServer(
    socket,
    statistics: {
      let teller = StatisticsTeller(session)
      return { teller.next() }
    }, answer: { steering.answer($0) })
  try server.start()
  return server
}

/// The names of a folder's pictures, in the order of their bytes.
///
/// - Throws: `ControlError`.
func pictureNames(in folder: String) throws(ControlError) -> [String] {
  guard let listing = withPath(folder, { opendir($0) }) else {
    throw ControlError("\(folder): can't be read (\(String(cString: strerror(errno))))")
  }
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    let name = pathText(bytes)
    let ending = fileExtension(name) ?? ""
    if !name.hasPrefix("."), PictureFormat.allFileExtensions.contains(ending) { names.append(name) }
  }
  return names.sorted { pathBytes($0).lexicographicallyPrecedes(pathBytes($1)) }
}
