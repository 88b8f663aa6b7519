import TestSupport

/// A mask as a model might give it, without a model: the truth, softened, with noise on its logits.
///
/// The noise is normal, smooth over about 3 cells, and new for every frame; where the truth is
/// certain the logistic function hides it, at edges it moves them: the flicker of real models.
public struct SurrogateMask: Sendable {
  /// Values a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The seed of the noise.
  public let seed: UInt64
  /// Deviation of the noise on the logits.
  public let deviation: Float

  /// Masks of one size.
  public init(width: Int, height: Int, seed: UInt64, deviation: Float = 1) {
    self.width = width
    self.height = height
    self.seed = seed
    self.deviation = deviation
  }

  /// The mask of a frame with this truth, in levels.
  public func levels(_ truth: [Float], frame: Int) -> [UInt8] {
    var noise = SeededGenerator(state: seed &* 7919 &+ UInt64(frame))
    let white = (0..<width * height).map { _ in noise.normal() }
    // A mean of 9 has a third of the deviation.
    let smooth = mean3x3(white).map { $0 * 3 * deviation }
    let soft = mean3x3(truth)
    return soft.indices.map { index in
      // The softened truth as a logit from -6 to 6, cut there as a trained model's would level off.
      let logit = (soft[index] - 0.5) * 12 + smooth[index]
      return UInt8((255 * logistic(logit)).rounded())
    }
  }

  private func mean3x3(_ values: [Float]) -> [Float] {
    var means: [Float] = []
    means.reserveCapacity(values.count)
    for y in 0..<height {
      for x in 0..<width {
        var sum: Float = 0
        for dy in -1...1 {
          for dx in -1...1 {
            let (fromX, fromY) = (min(max(x + dx, 0), width - 1), min(max(y + dy, 0), height - 1))
            sum += values[fromY * width + fromX]
          }
        }
        means.append(sum / 9)
      }
    }
    return means
  }

  /// 1 / (1 + e^-x), the exponential as (1 + x / 1024)^1024.
  private func logistic(_ x: Float) -> Float {
    var power = 1 - Double(x) / 1024
    for _ in 0..<10 { power *= power }
    return Float(1 / (1 + power))
  }
}
