import FoundationEssentials

/// A request to a session: one line of JSON.
struct ControlRequest: Codable {
  enum Command: String, Codable, CaseIterable {
    case status, pause, resume, toggle, set, preset, snapshot, preview, watch
    case nextBackground = "next-background"
  }

  var command: Command
  /// For `set`: settings by name, as the configuration has them.
  var settings: [String: ConfigurationValue]?
  /// For `preset`.
  var name: String?
  /// For `preview`: pixels a row that are enough.
  var width: Int?
  /// For `preview`: whether the camera's picture is meant, in place of what leaves.
  var original: Bool?

  init(_ command: Command, settings: [String: ConfigurationValue]? = nil, name: String? = nil) {
    self.command = command
    self.settings = settings
    self.name = name
  }

  /// Reads a line.
  ///
  /// - Throws: `ControlError`.
  init(line: [UInt8]) throws(ControlError) {
    do {
      self = try JSONDecoder().decode(ControlRequest.self, from: Data(line))
    } catch {
      let names = Command.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlError(
        "expected a request such as {\"command\":\"status\"} with one of the commands \(names), "
          + "found '\(String(decoding: line.prefix(80), as: UTF8.self))'")
    }
  }
}

/// The answer to a request: one line of JSON.
struct ControlReply: Codable {
  /// Whether it was done.
  var ok = true
  /// The reason why not.
  var error: String?
  var status: ControlStatus?
  /// A PNG file in Base64.
  var png: Data?
  /// A JPEG file in Base64.
  var jpeg: Data?

  /// One line, keys sorted.
  var line: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(self)) ?? Data("{\"ok\":false}".utf8)
    return Array(data) + [UInt8(ascii: "\n")]
  }
}

/// State of a session.
struct ControlStatus: Codable {
  /// `running`, or `paused`.
  var state: String
  var process: Int32
  var version: String
  var camera: String
  /// `open`, `closed` or `lost`.
  var cameraState: String
  var outputs: [String]
  var onDemand: Bool
  var width: Int
  var height: Int
  var framesPerSecond: Double
  /// The settings in force, as the configuration has them.
  var settings: [String: ConfigurationValue]
  /// Counts since the start; see `LiveCount`.
  var counts: [String: Int]
}

extension ConfigurationValue: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      self = .list(try container.decode([ConfigurationValue].self))
    }
  }
}
