/// Sides and channels of a picture that a tensor holds.
public struct PictureShape: Hashable, Sendable {
  /// Rows of pixels.
  public let height: Int
  /// Columns of pixels.
  public let width: Int
  /// Numbers a pixel.
  public let channels: Int
  /// Whether the tensor holds one channel after the other, `[batch, channels, height, width]`, as models that come
  /// from PyTorch do; else `[batch, height, width, channels]`.
  public let isPlanar: Bool

  /// A picture's shape.
  public init(height: Int, width: Int, channels: Int, isPlanar: Bool = false) {
    self.height = height
    self.width = width
    self.channels = channels
    self.isPlanar = isPlanar
  }
}

extension Shape {
  /// The numbers a pixel that tell a dimension of channels from the sides of a picture: gray, colors, colors and a
  /// mask.
  private static let channelCounts = [1, 3, 4]

  /// The picture that a tensor of this shape holds; nil where no dimension can be that of channels. Where the second
  /// and the last could, the last is: TFLite's own order.
  public var picture: PictureShape? { picture(openAxes: []) }

  /// As `picture`, of a shape of which some sizes are open: no dimension of channels is.
  public func picture(openAxes: Set<Int>) -> PictureShape? {
    guard rank == 4, elementCount > 0 else { return nil }
    if Self.channelCounts.contains(self[3]), !openAxes.contains(3) {
      return PictureShape(height: self[1], width: self[2], channels: self[3], isPlanar: false)
    }
    guard Self.channelCounts.contains(self[1]), !openAxes.contains(1) else { return nil }
    return PictureShape(height: self[2], width: self[3], channels: self[1], isPlanar: true)
  }
}
