/// Range that a model expects color bytes of 0...255 to become.
public enum InputRange: String, CaseIterable, Sendable {
  /// byte / 255, in 0...1
  case zeroToOne = "0...1"
  /// byte / 127.5 - 1, in -1...1
  case minusOneToOne = "-1...1"
  /// byte, in 0...255
  case zeroTo255 = "0...255"

  /// The value of a black byte.
  public var lowerBound: Float {
    switch self {
    case .zeroToOne, .zeroTo255: 0
    case .minusOneToOne: -1
    }
  }

  /// The value of a white byte.
  public var upperBound: Float {
    switch self {
    case .zeroToOne, .minusOneToOne: 1
    case .zeroTo255: 255
    }
  }
}
