import Foundation

/// A picture of somebody who is not there, for machines without the demo's pictures: smooth
/// gradients and noise, a head on shoulders, and what a model might say of it.
package struct DemoScene: Sendable {
  package let frame: DemoFrame
  /// An image of another shape than the frame.
  package let background: DemoFrame
  /// Its person is not exactly the frame's.
  package let modelOutput: ModelOutput

  /// The mask of the model's output.
  package var mask: DemoMask { DemoPipeline.mask(of: modelOutput) }

  /// Sizes of a scene.
  package struct Size: Sendable, CustomStringConvertible {
    package let frameWidth: Int
    package let frameHeight: Int
    package let maskWidth: Int
    package let maskHeight: Int

    package init(frame: (width: Int, height: Int), mask: (width: Int, height: Int)) {
      frameWidth = frame.width
      frameHeight = frame.height
      maskWidth = mask.width
      maskHeight = mask.height
    }

    package var description: String {
      "\(frameWidth)x\(frameHeight) with a mask of \(maskWidth)x\(maskHeight)"
    }
  }

  /// Whole and broken ratios, a single pixel, sizes below a blur's reach, masks that are larger
  /// than the frame, and single rows and columns.
  package static let awkwardSizes = [
    Size(frame: (64, 36), mask: (16, 9)), Size(frame: (127, 71), mask: (33, 20)),
    Size(frame: (1, 1), mask: (1, 1)), Size(frame: (2, 3), mask: (1, 2)),
    Size(frame: (2, 3), mask: (2, 3)), Size(frame: (5, 4), mask: (12, 9)),
    Size(frame: (1, 1), mask: (4, 3)), Size(frame: (33, 1), mask: (16, 16)),
    Size(frame: (1, 29), mask: (3, 5)), Size(frame: (97, 40), mask: (32, 64)),
  ]

  /// The scene of this size and seed, always the same.
  package static func seeded(
    _ size: Size, seed: UInt32, decoding: ModelOutput.Decoding = .softmax
  ) -> DemoScene {
    var generator = LinearCongruentialGenerator(seed: seed)

    // -1..<1; states' high bits are the random ones.
    func noise() -> Double { Double(generator.nextState() >> 8) / Double(1 << 23) - 1 }

    let center = 0.5 + 0.1 * noise()
    let phase = noise() * .pi

    func frameColor(_ x: Double, _ y: Double) -> DemoColor {
      let isPerson = personDistance(x, y, center: center) < 0
      let wall = DemoColor(
        red: 0.35 + 0.3 * x, green: 0.4 + 0.2 * y, blue: 0.45 + 0.2 * sin(7 * x + phase))
      let person = DemoColor(red: 0.8 - 0.5 * y, green: 0.6 - 0.4 * y, blue: 0.3 + 0.3 * y)
      return (isPerson ? person : wall) + DemoColor(red: noise(), green: noise(), blue: noise())
        * 0.06
    }

    func backgroundColor(_ x: Double, _ y: Double) -> DemoColor {
      let wave = 0.5 + 0.5 * sin(9 * x + 5 * y + phase)
      return DemoColor(red: wave, green: 1 - 0.8 * y, blue: 0.2 + 0.7 * x)
        + DemoColor(red: noise(), green: noise(), blue: noise()) * 0.1
    }

    let frame = DemoFrame(width: size.frameWidth, height: size.frameHeight) { x, y in
      frameColor(
        (Double(x) + 0.5) / Double(size.frameWidth), (Double(y) + 0.5) / Double(size.frameHeight))
    }
    let (width, height) = (size.frameHeight + 7, size.frameWidth / 2 + 11)
    let background = DemoFrame(width: width, height: height) { x, y in
      backgroundColor((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
    }
    let values = (0..<size.maskWidth * size.maskHeight).flatMap { pixel -> [Float] in
      let x = (Double(pixel % size.maskWidth) + 0.5) / Double(size.maskWidth)
      let y = (Double(pixel / size.maskWidth) + 0.5) / Double(size.maskHeight)
      let person = -40 * personDistance(x, y, center: center) + 1.5 * noise()
      switch decoding {
      case .softmax: return [Float(2 * noise() - person / 2), Float(2 * noise() + person / 2)]
      case .probability: return [Float(1 / (1 + exp(-person)))]
      }
    }
    return DemoScene(
      frame: frame, background: background,
      modelOutput: ModelOutput(
        width: size.maskWidth, height: size.maskHeight, values: values, decoding: decoding))
  }

  /// About how far a point is from a head and shoulders, in shares of the picture; negative inside.
  private static func personDistance(_ x: Double, _ y: Double, center: Double) -> Double {
    let head = hypot(x - center, y - 0.36) - 0.17
    let shoulders = (hypot((x - center) / 0.38, (y - 1.02) / 0.48) - 1) * 0.4
    return min(head, shoulders)
  }
}
