import Effects
import Foundation
import Stability
import TestSupport

/// Fixtures that tests of effects share: the committed network, and frames of known content.
enum EffectsFixtures {
  /// A tiny model: input 1x32x48x3, output 1x32x48x2.
  static func segmenter(threadCount: Int = 1) throws -> Segmenter {
    try Segmenter(
      model: network, options: SegmenterOptions(threadCount: threadCount, comparesInputs: true))
  }

  static let network: [UInt8] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return
      (try? Array(
        Data(
          contentsOf: tests.appendingPathComponent(
            "GoldenTests/Models/segmentation_network.tflite")))) ?? []
  }()

  /// A still scene with an object of another brightness on it.
  ///
  /// - Parameters:
  ///   - object: the columns and rows that it covers, none when empty.
  ///   - contrast: levels by which it differs.
  static func scene(
    _ width: Int, _ height: Int, object: (x: Range<Int>, y: Range<Int>) = (0..<0, 0..<0),
    contrast: Int = 0, noise: Float = 0, seed: UInt64 = 0
  ) -> Frame {
    var pixels: [UInt8] = []
    var random = SeededGenerator(state: seed)
    for y in 0..<height {
      for x in 0..<width {
        let isObject = object.x.contains(x) && object.y.contains(y)
        let base = 60 + (x * 7 + y * 3) % 120 + (isObject ? contrast : 0)
        for channel in 0..<3 {
          let level = Float(base + 5 * channel) + (noise > 0 ? random.normal() * noise : 0)
          pixels.append(UInt8(min(max(level.rounded(), 0), 255)))
        }
        pixels.append(255)
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// A frame's way through an effect.
  static func process(_ frame: Frame, _ effect: FrameEffect) -> (Frame, FrameEffectReport) {
    var result = Frame(
      width: frame.width, height: frame.height,
      pixels: [UInt8](repeating: 0, count: frame.width * frame.height * 4))
    let report = frame.withView { view in
      result.withMutableView { effect.process(view, to: $0) }
    }
    return (result, report)
  }
}

extension Frame {
  var pixels: [UInt8] { withPixels { pixels in pixels.indices.map { pixels[$0] } } }
}
