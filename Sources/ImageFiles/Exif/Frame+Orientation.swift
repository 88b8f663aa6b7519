package import Imaging

extension Frame {
  /// The frame turned and mirrored so that a picture stored in `orientation` stands upright.
  package func turnedUpright(from orientation: Orientation) -> Frame {
    guard orientation != .upright else { return self }
    let (lastX, lastY) = (width - 1, height - 1)
    // Stored pixel of the upright frame's top left, and the steps in it to the right and down.
    let (origin, right, down) =
      switch orientation {
      case .topLeft: (0, 1, width)
      case .topRight: (lastX, -1, width)
      case .bottomRight: (lastY * width + lastX, -1, -width)
      case .bottomLeft: (lastY * width, 1, -width)
      case .leftTop: (0, width, 1)
      case .rightTop: (lastY * width, -width, 1)
      case .rightBottom: (lastY * width + lastX, -width, -1)
      case .leftBottom: (lastX, width, -1)
      }
    return Frame(
      width: orientation.swapsAxes ? height : width,
      height: orientation.swapsAxes ? width : height,
      pixels: withPixels { pixels in
        pixels.withUnsafeBytes { source in
          [UInt8](unsafeUninitializedCapacity: source.count) { output, initializedCount in
            copyPixels(
              from: source, origin: origin, right: right, down: down,
              to: UnsafeMutableRawBufferPointer(output),
              width: orientation.swapsAxes ? height : width)
            initializedCount = source.count
          }
        }
      })
  }
}

/// Copies pixels of 4 bytes in square tiles, so that reading down columns stays in the cache.
private func copyPixels(
  from source: UnsafeRawBufferPointer, origin: Int, right: Int, down: Int,
  to output: UnsafeMutableRawBufferPointer, width: Int
) {
  let tile = 32
  let height = source.count / 4 / width
  for tileY in stride(from: 0, to: height, by: tile) {
    for tileX in stride(from: 0, to: width, by: tile) {
      for y in tileY..<min(tileY + tile, height) {
        for x in tileX..<min(tileX + tile, width) {
          let pixel = source.loadUnaligned(
            fromByteOffset: (origin + x * right + y * down) * 4, as: UInt32.self)
          output.storeBytes(of: pixel, toByteOffset: (y * width + x) * 4, as: UInt32.self)
        }
      }
    }
  }
}
