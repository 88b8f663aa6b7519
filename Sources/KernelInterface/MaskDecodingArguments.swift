/// One row of a model's output to person coverage m in 0...1: floats, bytes floor(255 m + 1/2), or
/// both. A value that is not a number gives 0.
///
/// identity: m = x; sigmoid: m = 1 / (1 + exp(-x)); softmax2: m = 1 / (1 + exp(x0 - x1)) of a pair
/// (background, person), which is the softmax's second value. Limited to 0...1.
public struct MaskDecodingArguments {
  /// Formula that runs.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// x
    case identity
    /// 1 / (1 + exp(-x))
    case sigmoid
    /// exp(x1) / (exp(x0) + exp(x1))
    case softmax2

    /// Floats of the input for one value.
    public var channelCount: Int { self == .softmax2 ? 2 : 1 }
  }

  /// Formula that runs.
  public var kind: Kind
  /// `count` values, or pairs for `softmax2`.
  public var input: UnsafePointer<Float>
  /// `count` coverages, or nil for none.
  public var floats: UnsafeMutablePointer<Float>?
  /// `count` coverages, 255 for 1, or nil for none.
  public var bytes: UnsafeMutablePointer<UInt8>?
  /// Values.
  public var count: Int

  /// Arguments of one call.
  @inlinable
  public init(
    kind: Kind, input: UnsafePointer<Float>, floats: UnsafeMutablePointer<Float>?,
    bytes: UnsafeMutablePointer<UInt8>?, count: Int
  ) {
    self.kind = kind
    self.input = input
    self.floats = floats
    self.bytes = bytes
    self.count = count
  }
}

extension KernelFamily where Arguments == MaskDecodingArguments {
  /// A row of a model's output to coverage.
  public static var maskDecoding: KernelFamily { KernelFamily("mask decoding") }
}
