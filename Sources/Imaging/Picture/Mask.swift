/// Coverage of each pixel by a person: 0 (none) to 1 (all), the top row first.
///
/// ```swift
/// func shareOfPerson(in mask: Mask) -> Float {
///   mask.values.reduce(0, +) / Float(mask.width * mask.height)
/// }
/// ```
public struct Mask: Sendable, Equatable {
  /// Values a row, at least 1.
  public let width: Int

  /// Rows, at least 1.
  public let height: Int

  /// `height` rows of `width` coverages. A model's faults stand here as they came: a value can be
  /// out of range or not a number.
  public let values: [Float]

  /// A mask of the given coverages.
  ///
  /// - Precondition: both sizes are positive and `values` holds `width * height` numbers.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(
      values.count == width * height,
      "expected \(width * height) values for \(width)x\(height), found \(values.count)")
    self.width = width
    self.height = height
    self.values = values
  }
}

extension Mask {
  /// The mask that a picture shows: its brightness, white for 1; or its alpha when it has
  /// transparent pixels, as a cut-out person has.
  ///
  /// Brightness is ITU-R BT.601's luma, which is the gray itself for gray pictures.
  public init(picture: Frame) {
    let isOpaque = picture.isOpaque
    let values = picture.withPixels { pixels in
      (0..<(picture.width * picture.height)).map { index in
        let byte = index * 4
        guard isOpaque else { return Float(pixels[byte + 3]) / 255 }
        let (red, green) = (Int(pixels[byte]), Int(pixels[byte + 1]))
        return Float(red * 299 + green * 587 + Int(pixels[byte + 2]) * 114) / 255_000
      }
    }
    self.init(width: picture.width, height: picture.height, values: values)
  }
}
