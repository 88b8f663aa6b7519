import Foundation

/// The demo's other pipeline, for browsers without WebGL 2: the mask is enlarged and blurred, the
/// person is cut out by it, and a blurred frame is drawn below.
package enum DemoCanvas {
  /// Rule for what lies outside of the picture while it is blurred.
  package enum Border: Sendable {
    /// Nothing, as in the demo: borders fade.
    case transparent
    /// The nearest pixel.
    case clamped
  }

  /// Standard deviations in frame pixels: of the mask's blur before an image and before a blurred
  /// frame, and of the frame's blur.
  static let imageMaskSigma = 4.0
  static let blurMaskSigma = 8.0
  static let frameSigma = 8.0

  /// The mask of a model's output, at its size.
  package static func mask(of output: ModelOutput) -> DemoMask {
    DemoMask(
      width: output.width, height: output.height,
      bytes: output.probabilities.map { clampedByte($0) })
  }

  /// The frame cut out by the mask: what is drawn over an image.
  package static func cutOut(
    _ frame: DemoFrame, mask: DemoMask, isSmoothed: Bool, border: Border
  ) -> DemoFrame {
    let alpha = alpha(of: mask, frame, sigma: isSmoothed ? imageMaskSigma : nil, border)
    return DemoFrame(
      width: frame.width, height: frame.height,
      premultipliedPixel: { x, y in
        let share = alpha[y * frame.width + x]
        return (frame.color(x, y) * share, share)
      })
  }

  /// The frame cut out by the mask, over an image that covers the frame's shape; opaque.
  package static func imageComposite(
    _ frame: DemoFrame, mask: DemoMask, image: DemoFrame, isSmoothed: Bool, border: Border
  ) -> DemoFrame {
    let alpha = alpha(of: mask, frame, sigma: isSmoothed ? imageMaskSigma : nil, border)
    let placed = DemoPipeline.placed(image, frameWidth: frame.width, frameHeight: frame.height)
    return DemoFrame(width: frame.width, height: frame.height) { x, y in
      let pixel = y * frame.width + x
      return frame.color(x, y) * alpha[pixel] + placed[pixel] * (1 - alpha[pixel])
    }
  }

  /// The frame cut out by the mask, over the blurred frame.
  package static func blurred(
    _ frame: DemoFrame, mask: DemoMask, isSmoothed: Bool, border: Border
  ) -> DemoFrame {
    let (width, height) = (frame.width, frame.height)
    let alpha = alpha(of: mask, frame, sigma: isSmoothed ? blurMaskSigma : nil, border)
    func blur(_ plane: [Double]) -> [Double] {
      gaussian(plane, width: width, height: height, sigma: frameSigma, border)
    }
    let pixels = (0..<width * height).map { frame.color($0 % width, $0 / width) }
    let red = blur(pixels.map(\.red))
    let green = blur(pixels.map(\.green))
    let blue = blur(pixels.map(\.blue))
    let covered = blur([Double](repeating: 1, count: width * height))
    return DemoFrame(
      width: width, height: height,
      premultipliedPixel: { x, y in
        let pixel = y * width + x
        let share = alpha[pixel]
        let background = DemoColor(red: red[pixel], green: green[pixel], blue: blue[pixel])
        return (
          pixels[pixel] * share + background * (1 - share), share + covered[pixel] * (1 - share)
        )
      })
  }

  /// The mask at the size of the frame, bilinear, blurred by a Gaussian where there is a sigma, as a
  /// canvas of 8 bits keeps it.
  private static func alpha(
    of mask: DemoMask, _ frame: DemoFrame, sigma: Double?, _ border: Border
  ) -> [Double] {
    let enlarged = (0..<frame.width * frame.height).map { pixel in
      mask.coverage(
        atX: (Double(pixel % frame.width) + 0.5) * Double(mask.width) / Double(frame.width),
        y: (Double(pixel / frame.width) + 0.5) * Double(mask.height) / Double(frame.height))
    }
    guard let sigma else { return enlarged }
    return gaussian(enlarged, width: frame.width, height: frame.height, sigma: sigma, border)
  }

  /// A plane of `height` rows of `width`, blurred along rows, then along columns, by a Gaussian cut
  /// off at four sigmas whose weights sum to 1.
  static func gaussian(
    _ plane: [Double], width: Int, height: Int, sigma: Double, _ border: Border
  ) -> [Double] {
    let radius = Int((4 * sigma).rounded(.up))
    let bells = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let weights = bells.map { $0 / bells.reduce(0, +) }

    func sum(_ position: Int, below count: Int, _ value: (Int) -> Double) -> Double {
      var sum = 0.0
      for (index, weight) in weights.enumerated() {
        let tap = position + index - radius
        switch border {
        case .transparent: if (0..<count).contains(tap) { sum += weight * value(tap) }
        case .clamped: sum += weight * value(clamp(tap, below: count))
        }
      }
      return sum
    }

    var across: [Double] = []
    across.reserveCapacity(plane.count)
    for y in 0..<height {
      for x in 0..<width { across.append(sum(x, below: width) { plane[y * width + $0] }) }
    }
    var down: [Double] = []
    down.reserveCapacity(plane.count)
    for y in 0..<height {
      for x in 0..<width { down.append(sum(y, below: height) { across[$0 * width + x] }) }
    }
    return down
  }
}

extension DemoMask {
  /// The coverage at a position in pixels, whose centers are at halves: bilinear, clamped at the
  /// edges.
  fileprivate func coverage(atX x: Double, y: Double) -> Double {
    let (left, rightShare) = split(x - 0.5)
    let (top, bottomShare) = split(y - 0.5)
    let upper = coverage(left, top) * (1 - rightShare) + coverage(left + 1, top) * rightShare
    let lower =
      coverage(left, top + 1) * (1 - rightShare) + coverage(left + 1, top + 1) * rightShare
    return upper * (1 - bottomShare) + lower * bottomShare
  }
}

extension DemoFrame {
  /// A frame of premultiplied pixels and their alphas; straight in the frame, black where alpha
  /// is 0.
  fileprivate init(
    width: Int, height: Int, premultipliedPixel: (_ x: Int, _ y: Int) -> (DemoColor, alpha: Double)
  ) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 4)
    for y in 0..<height {
      for x in 0..<width {
        let (color, alpha) = premultipliedPixel(x, y)
        let straight = alpha > 0 ? color * (1 / alpha) : .black
        bytes += [q8(straight.red), q8(straight.green), q8(straight.blue), q8(alpha)]
      }
    }
    self.init(width: width, height: height, bytes: bytes)
  }
}
