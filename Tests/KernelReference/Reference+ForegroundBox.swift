import KernelInterface

extension Reference {
  /// Colours in one box of one level; see `ForegroundBoxArguments`. Computes the whole level.
  public static func foregroundBox(_ arguments: ForegroundBoxArguments) {
    let width = arguments.levelWidth
    let height = arguments.levelHeight
    var alpha: [Double] = []
    var colours: [[Double]] = []
    var foreground: [[Double]] = []
    var background: [[Double]] = []
    for y in 0..<height {
      for x in 0..<width {
        let source = arguments.step * (y * arguments.frameStride + x)
        let coarse = y / 2 * arguments.coarseStride + x / 2
        alpha.append(
          Double(arguments.alpha[arguments.step * (y * arguments.alphaStride + x)]) / 255)
        colours.append(channels(arguments.frame[source]))
        foreground.append(channels(arguments.coarseForeground[coarse]))
        background.append(channels(arguments.coarseBackground[coarse]))
      }
    }
    for halfSweep in 0..<2 * arguments.iterationCount {
      for y in 0..<height {
        for x in 0..<width where (x + y) % 2 == halfSweep % 2 {
          let index = y * width + x
          let neighbours = [
            y * width + max(0, x - 1), y * width + min(width - 1, x + 1),
            max(0, y - 1) * width + x, min(height - 1, y + 1) * width + x,
          ]
          let a = alpha[index]
          let weights = neighbours.map { 1e-5 + abs(a - alpha[$0]) }
          let sum = weights.reduce(0, +)
          for channel in 0..<3 {
            var f = 0.0
            var b = 0.0
            for (weight, neighbour) in zip(weights, neighbours) {
              f += weight / sum * foreground[neighbour][channel]
              b += weight / sum * background[neighbour][channel]
            }
            let residual =
              (colours[index][channel] - a * f - (1 - a) * b)
              / (sum + a * a + (1 - a) * (1 - a))
            foreground[index][channel] = max(0, min(255, f + a * residual))
            background[index][channel] = max(0, min(255, b + (1 - a) * residual))
          }
        }
      }
    }
    for y in arguments.top..<arguments.bottom {
      for x in arguments.left..<arguments.right {
        let output = y * arguments.stride + x
        let index = y * width + x
        if let behind = arguments.background {
          arguments.foreground[output] = word(foreground[index])
          behind[output] = word(background[index])
        } else {
          let pixel = arguments.frame[y * arguments.frameStride + x]
          let byte = arguments.alpha[y * arguments.alphaStride + x]
          arguments.foreground[output] =
            byte == 0 || byte == 255 ? pixel : word(foreground[index]) | pixel & 0xFF00_0000
        }
      }
    }
  }

  private static func channels(_ word: UInt32) -> [Double] {
    [Double(word & 255), Double(word >> 8 & 255), Double(word >> 16 & 255)]
  }

  private static func word(_ channels: [Double]) -> UInt32 {
    let bytes = channels.map { UInt32($0.rounded(.toNearestOrEven)) }
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16
  }
}
