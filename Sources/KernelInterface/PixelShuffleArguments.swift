/// One row of 8-bit pixels in another order of bytes.
public struct PixelShuffleArguments {
  /// Rearrangement of a pixel.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// RGBA to BGRA, or back: 4 bytes to 4
    case swapRedBlue
    /// RGB to RGBA with alpha 255: 3 bytes to 4
    case addAlpha
    /// RGBA to RGB: 4 bytes to 3
    case dropAlpha
  }

  /// Rearrangement of a pixel.
  public var kind: Kind
  /// `pixelCount` pixels.
  public var input: UnsafePointer<UInt8>
  /// `pixelCount` pixels; not the input's memory.
  public var output: UnsafeMutablePointer<UInt8>
  /// Pixels.
  public var pixelCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    kind: Kind, input: UnsafePointer<UInt8>, output: UnsafeMutablePointer<UInt8>, pixelCount: Int
  ) {
    self.kind = kind
    self.input = input
    self.output = output
    self.pixelCount = pixelCount
  }
}

extension KernelFamily where Arguments == PixelShuffleArguments {
  /// Pixels in another order of bytes.
  public static var pixelShuffle: KernelFamily { KernelFamily("pixel shuffle") }
}
