extension Mask {
  /// The mask that a picture shows: its brightness, white for 1; or its alpha when it has
  /// transparent pixels, as a cut-out person has.
  ///
  /// Brightness is ITU-R BT.601's luma, which is the grey itself for grey pictures.
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
