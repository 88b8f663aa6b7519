import KernelInterface

extension BackgroundBlurBand {
  /// Computes rows of a round plane by plane, and tells the observer of both passes.
  func observe(
    _ round: Int, _ rows: Range<Int>, _ block: BlurRoundArguments, _ kernels: BackgroundBlurKernels
  ) {
    for (offset, y) in rows.enumerated() {
      for plane in 0..<3 {
        let start = plane * block.planeStride
        var arguments = block
        arguments.slots += offset
        arguments.rowCount = 1
        arguments.planeCount = 1
        arguments.pixels = nil
        arguments.kept += start
        arguments.colors += start
        arguments.outputColors += start
        arguments.outputKept += start
        kernels.round(&arguments)

        let slot = arguments.slots[4]
        let row = 3 * slot * block.planeStride
        let kinds = block.kinds + slot * block.kindStride
        // A person's pixels never change: what they are in the first ring is what they stay.
        func values(
          _ colors: UnsafeMutablePointer<UInt16>, _ kept: UnsafeMutablePointer<UInt16>
        ) -> [UInt8] {
          (0..<block.width).map { x in
            switch kinds[x / BlurGroup.width] {
            case BlurGroup.person: UInt8(sourceColors(slot, plane)[x] >> 7)
            case BlurGroup.background: UInt8(kept[x] >> 7)
            default: UInt8(colors[x] >> 7)
            }
          }
        }
        observer?(2 * round, y, plane, values(block.columnColors, block.columnKept))
        observer?(
          2 * round + 1, y, plane,
          values(arguments.outputColors + row, arguments.outputKept + row))
      }
    }
  }
}

extension BackgroundBlur {
  /// The picture behind each of the six passes, at the size that they work at: RGBA, alpha 255. For
  /// looking at, not for speed: allocates.
  func passes(frame: Rows<UInt32>, mask: Rows<UInt8>) -> [[UInt32]] {
    let (width, height) = (lowestRows.width, lowestRows.height)
    let passes = PassRecord(width: width, height: height)
    bands[0].observer = { pass, y, plane, values in
      for (x, value) in values.enumerated() {
        passes.pictures[pass][y * width + x] |= UInt32(value) << UInt32(8 * plane)
      }
    }
    defer { bands[0].observer = nil }
    runOnOneThread(frame: frame, mask: mask)
    return passes.pictures
  }
}

private final class PassRecord {
  var pictures: [[UInt32]]

  init(width: Int, height: Int) {
    pictures = Array(
      repeating: Array(repeating: 0xff00_0000, count: width * height),
      count: 2 * BackgroundBlurScale.roundCount)
  }
}
