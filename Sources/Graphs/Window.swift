/// Window that slides along one dimension of a picture: how many positions it takes, and how much
/// of it hangs over the start. Convolutions and pools have one for rows and one for columns.
///
/// Source: TFLite's `ComputeOutSize` and `ComputePaddingWithOffset`.
public struct Window1D: Hashable, Sendable {
  /// Positions of the window; for a transposed convolution, the elements it writes.
  public let outputSize: Int
  /// Elements of padding before the first one: the window at position 0 starts at `-padBefore`.
  public let padBefore: Int

  /// The window of a forward convolution or a pool.
  ///
  /// Tap `t` of position `o` reads element `o * stride - padBefore + t * dilation`; elements
  /// outside `0..<input` are padding. Never traps.
  ///
  /// - Throws: `OperatorError` when a size is not in `1...Int32.max`, or when the window does not
  ///   fit (`valid` padding only).
  public init(
    input: Int, filter: Int, stride: Int, dilation: Int = 1, padding: Padding
  ) throws(OperatorError) {
    try Self.check(input, "input size")
    try Self.check(filter, "filter size")
    try Self.check(stride, "stride")
    try Self.check(dilation, "dilation")
    // At most 2^62, since every factor is below 2^31: in 64 bits nothing here overflows.
    let effectiveFilter = Int64(filter - 1) * Int64(dilation) + 1
    guard effectiveFilter <= Self.largestFilter else {
      throw .attribute(
        name: "effective filter size", expected: "of at most \(Self.largestFilter)",
        found: "\(effectiveFilter)")
    }
    switch padding {
    case .same:
      outputSize = Int((Int64(input) + Int64(stride) - 1) / Int64(stride))
    case .valid:
      guard effectiveFilter <= input else {
        throw .attribute(
          name: "effective filter size", expected: "of at most \(input), the input's size",
          found: "\(effectiveFilter)")
      }
      outputSize = (input - Int(effectiveFilter)) / stride + 1
    }
    // The last position starts inside the input.
    padBefore = max(0, (outputSize - 1) * stride + Int(effectiveFilter) - input) / 2
  }

  /// The most elements that a window may span, so that sizes can be added to it; in 64 bits it always does.
  private static let largestFilter = Int64(Int.max / 2)

  /// The window of a transposed convolution from `input` to `output` elements: that of the forward
  /// convolution which maps `output` to `input`.
  ///
  /// Tap `t` of input element `i` adds to element `i * stride - padBefore + t` of the output; those
  /// outside `0..<output` are dropped. Never traps.
  ///
  /// - Throws: `OperatorError` when a size is not in `1...Int32.max`, or when the forward
  ///   convolution of `output` elements does not give `input`.
  public init(
    transposedInput input: Int, output: Int, filter: Int, stride: Int, padding: Padding
  ) throws(OperatorError) {
    let forward = try Window1D(input: output, filter: filter, stride: stride, padding: padding)
    guard forward.outputSize == input else {
      throw .attribute(
        name: "output size", expected: "one that a forward convolution maps to \(input)",
        found: "\(output), which it maps to \(forward.outputSize)")
    }
    outputSize = output
    padBefore = forward.padBefore
  }

  private static func check(_ size: Int, _ name: String) throws(OperatorError) {
    guard size >= 1 && size <= Int(Int32.max) else {
      throw .attribute(name: name, expected: "in 1...\(Int32.max)", found: "\(size)")
    }
  }
}
