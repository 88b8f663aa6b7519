import FoundationEssentials
import Studio

/// Requests that a studio's page can make.
final class StudioService: Sendable {
  /// Bytes of a picture that is sent.
  static let pictureByteLimit = 32 << 20

  /// The settings that pages may change: none of them names a file.
  static let settings: Set = [
    "blur", "blur-shape", "color", "none", "fit", "filter", "sigma-space", "sigma-color",
    "coverage",
    "decontaminate", "light-wrap", "blend", "wrap-source", "wrap-reach", "mirror", "smooth",
    "only-main-person", "min-area", "fill-holes", "grow", "shrink", "feather", "relight", "warmth",
    "dim-background", "desaturate-background", "opacity", "auto-frame",
  ]

  private let session: any StudioSession
  private let shelf = BackgroundShelf()

  init(_ session: any StudioSession) { self.session = session }

  /// The routes of the server.
  var routes: [StudioRoute] {
    [
      StudioRoute(.get, "/api/status") { _ in self.answering { try self.state() } },
      StudioRoute(.get, "/api/presets") { _ in self.answering { try json(presetRecords()) } },
      StudioRoute(.post(bodyLimit: 16 << 10), "/api/control") { request in
        self.answering { try self.control(request.body) }
      },
      StudioRoute(.get, "/api/backgrounds") { _ in
        self.answering { try json(self.shelf.entries(of: self.status())) }
      },
      StudioRoute(.post(bodyLimit: Self.pictureByteLimit), "/api/backgrounds") { request in
        self.answering {
          let path = try self.shelf.add(request.body, in: self.status())
          return try self.show(background: path)
        }
      },
      StudioRoute(.post(bodyLimit: 0), "/api/background") { request in
        self.answering {
          try self.show(background: self.shelf.path(request.identifier, in: self.status()))
        }
      },
      StudioRoute(.get, "/api/thumbnail") { request in
        self.answering {
          let picture = try self.shelf.thumbnail(request.identifier, in: self.status())
          return StudioAnswer(type: "image/jpeg", bytes: picture)
        }
      },
      StudioRoute(.get, "/api/snapshot") { _ in
        self.answering {
          guard let png = try self.session.ask(ControlRequest(.snapshot)).png else {
            throw ControlError("expected a picture, found none")
          }
          return StudioAnswer(type: "image/png", bytes: Array(png))
        }
      },
      StudioRoute(.post(bodyLimit: 0), "/api/save") { _ in
        self.answering { try self.save() }
      },
    ]
  }

  /// News for pages: the state and the statistics of the last second, or what is wrong.
  func news() -> String {
    do {
      let statistics = try session.nextStatistics()
      return "{\"state\":\(try stateText()),\"statistics\":\(statistics)}"
    } catch {
      return "{\"error\":\(jsonText("\(error)"))}"
    }
  }

  /// Lets go of what is only needed while a page is open.
  func rest() { session.rest() }

  /// A picture for pages, a JPEG file; nil where there is none.
  func picture(_ wish: StudioStreams.Wish) -> [UInt8]? {
    var request = ControlRequest(.preview)
    request.width = wish.width
    request.original = wish.isOriginal ? true : nil
    return (try? session.ask(request))?.jpeg.map { Array($0) }
  }

  private func answering(_ body: () throws -> StudioAnswer) -> StudioAnswer {
    do {
      return try body()
    } catch {
      return StudioAnswer(status: 409, error: "\(error)")
    }
  }

  private func status() throws -> ControlStatus {
    guard let status = try session.ask(ControlRequest(.status)).status else {
      throw ControlError("expected the session's state, found none")
    }
    return status
  }

  private func stateText() throws -> String {
    let status = try status()
    return try text(StudioState(status: status, background: shelf.identifier(of: status)))
  }

  private func state() throws -> StudioAnswer { StudioAnswer(json: try stateText()) }

  private func control(_ body: [UInt8]) throws -> StudioAnswer {
    let request = try ControlRequest(line: body)
    switch request.command {
    case .pause, .resume, .preset, .nextBackground: break
    case .set:
      if let name = request.settings?.keys.first(where: { !Self.settings.contains($0) }) {
        throw ControlError("expected a setting that a page may change, found '\(name)'")
      }
    case .status, .toggle, .snapshot, .preview, .watch:
      throw ControlError("expected something that a page may ask, found \(request.command)")
    }
    _ = try session.ask(request)
    return try state()
  }

  private func show(background path: String) throws -> StudioAnswer {
    _ = try session.ask(ControlRequest(.set, settings: ["background": .text(path)]))
    return try state()
  }

  private func save() throws -> StudioAnswer {
    let path = try saveSettings(try status().settings)
    return StudioAnswer(json: "{\"ok\":true,\"path\":\(jsonText(path))}")
  }
}

/// A session's state, as pages get it.
private struct StudioState: Encodable {
  let status: ControlStatus
  /// The background in force among those that pages can choose.
  let background: String?
}

private func presetRecords() throws -> [PresetChoice] {
  let tables =
    try ConfigurationReading.path.map { try ConfigurationTables($0, mayLack: true) }
    ?? ConfigurationTables()
  return (NamedPreset.builtIn + tables.presets).map {
    PresetChoice(name: $0.name, summary: $0.summary ?? "")
  }
}

private struct PresetChoice: Encodable {
  let name: String
  let summary: String
}

private func text(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

private func json(_ value: some Encodable) throws -> StudioAnswer {
  StudioAnswer(json: try text(value))
}
