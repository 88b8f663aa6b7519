/// A request that the rules let through.
public struct StudioRequest: Sendable {
  /// The value of `id` in the address; letters, digits, `-` and `_` alone.
  public let identifier: String?
  /// The body.
  public let body: [UInt8]
}

/// An answer.
public struct StudioAnswer: Sendable {
  /// HTTP's number.
  public let status: Int
  /// Media type of the bytes.
  public let type: String
  public let bytes: [UInt8]

  /// An answer; the number is 200 unless given.
  public init(status: Int = 200, type: String, bytes: [UInt8]) {
    self.status = status
    self.type = type
    self.bytes = bytes
  }

  /// JSON.
  public init(status: Int = 200, json: String) {
    self.init(status: status, type: "application/json", bytes: Array(json.utf8))
  }

  /// A refusal, as `{"error": ...}`.
  public init(status: Int, error: String) {
    self.init(status: status, json: "{\"ok\":false,\"error\":\(jsonText(error))}")
  }
}

/// A request that a studio answers, for the holder of the token.
public struct StudioRoute: Sendable {
  /// Direction: something is asked for, or sent.
  public enum Method: Sendable {
    case get
    /// With at most so many bytes.
    case post(bodyLimit: Int)
  }

  public let method: Method
  /// The whole path.
  public let path: String
  /// Called on a thread that may block.
  public let answer: @Sendable (StudioRequest) -> StudioAnswer

  /// A route.
  public init(
    _ method: Method, _ path: String, answer: @escaping @Sendable (StudioRequest) -> StudioAnswer
  ) {
    self.method = method
    self.path = path
    self.answer = answer
  }
}

/// A text of JSON, in quotes.
public func jsonText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case _ where scalar.value < 32:
      result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
