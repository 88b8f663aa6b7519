/// A run of RGBA8 pixels taken apart into planes of floats.
///
/// planes[0][x] = red, planes[1][x] = green, planes[2][x] = blue, 0...255 each, and
/// planes[3][x] = normFactor * (red^2 + green^2 + blue^2).
public struct UnpackArguments {
  /// `[count]` pixels, red in the low byte.
  public var pixels: UnsafePointer<UInt32>
  /// The red plane at x = 0.
  public var planes: UnsafeMutablePointer<Float>
  /// Elements between the planes.
  public var planeStride: Int
  /// Factor of the fourth plane.
  public var normFactor: Float
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  @inlinable
  public init(
    pixels: UnsafePointer<UInt32>, planes: UnsafeMutablePointer<Float>, planeStride: Int,
    normFactor: Float, count: Int
  ) {
    self.pixels = pixels
    self.planes = planes
    self.planeStride = planeStride
    self.normFactor = normFactor
    self.count = count
  }
}

extension KernelFamily where Arguments == UnpackArguments {
  /// Pixels to planes of floats.
  public static var unpack: KernelFamily { KernelFamily("unpack") }
}
