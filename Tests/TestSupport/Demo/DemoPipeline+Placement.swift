/// The part of a background image that is seen: the largest of the frame's aspect ratio, from the
/// middle ("cover"). In image pixels.
package struct DemoPlacement: Sendable, Equatable {
  package let x: Double
  package let y: Double
  package let width: Double
  package let height: Double

  package init(imageWidth: Int, imageHeight: Int, frameWidth: Int, frameHeight: Int) {
    let ratio = Double(frameWidth) / Double(frameHeight)
    if imageWidth * frameHeight < frameWidth * imageHeight {
      width = Double(imageWidth)
      height = width / ratio
    } else {
      height = Double(imageHeight)
      width = height * ratio
    }
    x = (Double(imageWidth) - width) / 2
    y = (Double(imageHeight) - height) / 2
  }
}

extension DemoPipeline {
  /// The background image below each pixel of a frame, row by row: bilinear, clamped, not rounded.
  static func placed(_ image: DemoFrame, frameWidth: Int, frameHeight: Int) -> [DemoColor] {
    let part = DemoPlacement(
      imageWidth: image.width, imageHeight: image.height, frameWidth: frameWidth,
      frameHeight: frameHeight)
    return (0..<frameHeight).flatMap { y in
      (0..<frameWidth).map { x in
        image.color(
          atX: part.x + (Double(x) + 0.5) * part.width / Double(frameWidth),
          y: part.y + (Double(y) + 0.5) * part.height / Double(frameHeight))
      }
    }
  }
}
