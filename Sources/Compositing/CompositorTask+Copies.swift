import Imaging

// Copies of what the latest frame's stages made, for those who want to look at them.
extension CompositorTask {
  func filteredMask() -> Mask? {
    guard keepsMask, let rows = fullMaskRows else { return nil }
    var values: [Float] = []
    values.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width { values.append(Float(rows.row(y)[x]) / 255) }
    }
    return Mask(width: width, height: height, values: values)
  }

  func blurredBackground() -> Frame? {
    guard case .blur = options.background, let blur else { return nil }
    let rows = Plane<UInt32>(width: width, height: height)
    blur.writeBackground(to: rows.rows)
    return Frame(rows.rows)
  }

  func foregroundFrame() -> Frame? {
    guard let rows = foregroundRows else { return nil }
    return Frame(rows)
  }
}

extension Frame {
  /// A copy of rows of pixels.
  init(_ rows: Rows<UInt32>) {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(rows.width * rows.height * 4)
    for y in 0..<rows.height {
      pixels += UnsafeRawBufferPointer(start: rows.row(y), count: rows.width * 4)
    }
    self.init(width: rows.width, height: rows.height, pixels: pixels)
  }
}
