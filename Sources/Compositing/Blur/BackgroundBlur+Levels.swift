import KernelInterface

/// A frame and its mask, shrunk.
struct BackgroundBlurLevel: Sendable {
  let pixels: Plane<UInt32>
  let mask: Plane<UInt8>

  init(width: Int, height: Int) {
    pixels = Plane(width: width, height: height)
    mask = Plane(width: width, height: height)
  }
}

extension BackgroundBlur {
  /// Halves the frame and the mask, and the result, as often as the scale says; then gives pixels that
  /// are all person, but lie beside some background, that background's color: enlarging mixes them
  /// into what is seen.
  func shrink(_ frame: some PixelSource, _ mask: Rows<UInt8>, on context: ThreadContext) {
    halve(frame, mask, into: shrunk[0], on: context)
    var (pixels, shares) = (shrunk[0].pixels.rows, shrunk[0].mask.rows)
    for level in shrunk.dropFirst() {
      halve(pixels, shares, into: level, on: context)
      (pixels, shares) = (level.pixels.rows, level.mask.rows)
    }
    for y in context.share(of: pixels.height) { fillEdge(pixels, shares, y) }
    context.synchronize()
  }

  /// A level from the one before.
  private func halve(
    _ pixels: some PixelSource, _ mask: Rows<UInt8>, into level: BackgroundBlurLevel,
    on context: ThreadContext
  ) {
    let scratch = bands[context.index].sourcePixels.rows
    for y in context.share(of: level.pixels.rows.height) {
      halve(pixels, mask, y, into: level, scratch)
    }
    context.synchronize()
  }

  /// Row `y` of a level from rows `2 * y` and `2 * y + 1` of the one before.
  private func halve(
    _ pixels: some PixelSource, _ mask: Rows<UInt8>, _ y: Int, into level: BackgroundBlurLevel,
    _ scratch: Rows<UInt32>
  ) {
    let (top, bottom) = (min(2 * y, pixels.height - 1), min(2 * y + 1, pixels.height - 1))
    let all = 0..<pixels.width
    let topPixels = pixels.pixels(all, ofRow: top, scratch: scratch.row(0))
    let bottomPixels = pixels.pixels(all, ofRow: bottom, scratch: scratch.row(1))
    let (output, outputMask) = (level.pixels.rows.row(y), level.mask.rows.row(y))
    func run(
      _ top: UnsafePointer<UInt32>, _ bottom: UnsafePointer<UInt32>,
      _ topMask: UnsafePointer<UInt8>, _ bottomMask: UnsafePointer<UInt8>
    ) {
      var arguments = BlurShrinkArguments(
        top: top, bottom: bottom, topMask: topMask, bottomMask: bottomMask, output: output,
        outputMask: outputMask, width: level.pixels.rows.width)
      kernels.shrink(&arguments)
    }
    if pixels.width > 1 {
      run(topPixels, bottomPixels, mask.row(top), mask.row(bottom))
    } else {
      // The kernel reads pairs of pixels: the only one twice.
      let colors: InlineArray<4, UInt32> = [
        topPixels[0], topPixels[0], bottomPixels[0], bottomPixels[0],
      ]
      let shares: InlineArray<4, UInt8> = [
        mask.row(top)[0], mask.row(top)[0], mask.row(bottom)[0], mask.row(bottom)[0],
      ]
      colors.span.withUnsafeBufferPointer { colors in
        shares.span.withUnsafeBufferPointer { shares in
          let (color, share) = (colors.baseAddress!, shares.baseAddress!)
          run(color, color + 2, share, share + 2)
        }
      }
    }
  }

  /// Gives pixels of a row that are all person the color of the background beside them. Only such pixels
  /// are written, and never read.
  private func fillEdge(_ pixels: Rows<UInt32>, _ mask: Rows<UInt8>, _ y: Int) {
    let rows = (mask.row(max(y - 1, 0)), mask.row(y), mask.row(min(y + 1, mask.height - 1)))
    /// Eight bytes; rows have margins. Whether pixels beyond a row's end seem to be person or not only
    /// decides whether a closer look is needed.
    func bytes(_ row: UnsafeMutablePointer<UInt8>, _ x: Int) -> UInt64 {
      UnsafeRawPointer(row + x).loadUnaligned(as: UInt64.self)
    }
    for x in stride(from: 0, to: mask.width, by: 8) {
      guard bytes(rows.1, x) != 0 else { continue }
      let left = bytes(rows.0, x - 1) & bytes(rows.1, x - 1) & bytes(rows.2, x - 1)
      let right = bytes(rows.0, x + 1) & bytes(rows.1, x + 1) & bytes(rows.2, x + 1)
      guard left & right != .max else { continue }
      for pixel in x..<min(x + 8, mask.width) where rows.1[pixel] == 255 {
        if let color = colorBeside(pixel, y, pixels, mask) { pixels.row(y)[pixel] = color }
      }
    }
  }

  /// The mean color of a pixel's neighbors, weighted by how little person is in them; nil where they
  /// are all person.
  private func colorBeside(
    _ x: Int, _ y: Int, _ pixels: Rows<UInt32>, _ mask: Rows<UInt8>
  ) -> UInt32? {
    var (red, green, blue, sum) = (0, 0, 0, 0)
    for neighborY in max(y - 1, 0)...min(y + 1, mask.height - 1) {
      for neighborX in max(x - 1, 0)...min(x + 1, mask.width - 1) {
        let share = 255 - Int(mask.row(neighborY)[neighborX])
        // Pixels that are all person are another thread's to write.
        guard share > 0 else { continue }
        let color = pixels.row(neighborY)[neighborX]
        red += share * Int(color & 0xff)
        green += share * Int(color >> 8 & 0xff)
        blue += share * Int(color >> 16 & 0xff)
        sum += share
      }
    }
    guard sum > 0 else { return nil }
    func mean(_ total: Int) -> UInt32 { UInt32((total + sum / 2) / sum) }
    return mean(red) | mean(green) << 8 | mean(blue) << 16 | 0xff00_0000
  }
}
