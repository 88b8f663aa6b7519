/// The function a kernel applies to a finished element, in the form kernels want: three of TFLite's
/// activations are one clamp with other limits.
public struct ElementActivation: Sendable {
  /// Formula that runs.
  public enum Kind: UInt8, Sendable {
    /// x
    case identity
    /// min(max(x, lower), upper)
    case clamp
    /// x * min(max(x / 6 + 1/2, 0), 1)
    case hardSwish
    /// 1 / (1 + exp(-x))
    case logistic
  }

  /// Formula that runs.
  public var kind: Kind
  /// The lower limit of a clamp; may be -infinity.
  public var lower: Float
  /// The upper limit of a clamp; may be infinity.
  public var upper: Float

  /// A function; the limits only matter to a clamp.
  public init(_ kind: Kind, lower: Float = -.infinity, upper: Float = .infinity) {
    self.kind = kind
    self.lower = lower
    self.upper = upper
  }
}
