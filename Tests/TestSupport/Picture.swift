/// Bytes `[batch, height, width, channels]` that another program can make again bit for bit:
/// everything is integer arithmetic. `Tools/python/pictures.py` is the other program.
public struct Picture: Sendable {
  /// Batch, height, width and channels.
  public let shape: [Int]
  /// One byte an element, channels fastest.
  public let bytes: [UInt8]

  /// A triangle wave in both directions, a quarter of it noise.
  public static func seeded(shape: [Int], seed: UInt32) -> Picture {
    precondition(shape.count == 4, "expected 4 dimensions, found \(shape)")
    var generator = LinearCongruentialGenerator(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shape.reduce(1, *))
    for _ in 0..<shape[0] {
      for y in 0..<shape[1] {
        for x in 0..<shape[2] {
          for c in 0..<shape[3] {
            let noise = Int(generator.nextState() >> 24)
            let phase = (x * (3 + c) * 256 / shape[2] + y * (5 + c) * 256 / shape[1]) & 511
            let wave = phase < 256 ? phase : 511 - phase
            bytes.append(UInt8((3 * wave + noise) >> 2))
          }
        }
      }
    }
    return Picture(shape: shape, bytes: bytes)
  }

  /// The largest part of an RGBA image that has the aspect ratio `width` to `height`, from the top
  /// left, at that size by the nearest rule, source = floor((x + 1/2) * W / w); alpha is left out:
  /// `[1, height, width, 3]`.
  public static func nearest(
    rgba: [UInt8], sourceWidth: Int, sourceHeight: Int, width: Int, height: Int
  ) -> Picture {
    precondition(rgba.count == sourceWidth * sourceHeight * 4)
    let partHeight = min(sourceHeight, sourceWidth * height / width)
    let partWidth = min(sourceWidth, sourceHeight * width / height)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 3)
    for y in 0..<height {
      let row = (2 * y + 1) * partHeight / (2 * height)
      for x in 0..<width {
        let column = (2 * x + 1) * partWidth / (2 * width)
        let start = (row * sourceWidth + column) * 4
        bytes.append(contentsOf: rgba[start..<start + 3])
      }
    }
    return Picture(shape: [1, height, width, 3], bytes: bytes)
  }

  /// Each byte times `factor`, rounded, plus `summand`, rounded.
  public func normalized(factor: Float, summand: Float) -> [Float] {
    bytes.map { byte in
      let product = Float(byte) * factor
      return product + summand
    }
  }
}
