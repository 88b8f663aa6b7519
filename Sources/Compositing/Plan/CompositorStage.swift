public import Imaging

/// Result of a stage of a frame's way, to be looked at.
public struct CompositorStage: Sendable {
  /// A picture or a mask.
  public enum Content: Sendable {
    /// RGBA pixels.
    case frame(Frame)
    /// Person coverage.
    case mask(Mask)
  }

  /// `mask_model`, `mask_filtered`, `background`, `foreground`: in the order in which they are made.
  public let name: String
  /// Content that was made.
  public let content: Content
}

extension CompositorTask {
  /// Copies of what the latest frame's stages made.
  var stages: [CompositorStage] {
    var stages = [CompositorStage(name: "mask_model", content: .mask(Mask(mask)))]
    if keepsMask, let fullMask = plan.fullMask {
      stages.append(CompositorStage(name: "mask_filtered", content: .mask(Mask(fullMask.rows))))
    }
    if let made = plan.made {
      let rows = Plane<UInt32>(width: sizes.width, height: sizes.height)
      made.write(to: rows.rows)
      stages.append(CompositorStage(name: "background", content: .frame(Frame(rows.rows))))
    } else if let picture = background.whole {
      stages.append(CompositorStage(name: "background", content: .frame(picture)))
    }
    if let foreground = plan.foreground {
      stages.append(CompositorStage(name: "foreground", content: .frame(Frame(foreground.rows))))
    }
    return stages
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

extension Mask {
  /// A copy of rows of bytes as coverage in 0...1.
  init(_ rows: Rows<UInt8>) {
    var values: [Float] = []
    values.reserveCapacity(rows.width * rows.height)
    for y in 0..<rows.height {
      for x in 0..<rows.width { values.append(Float(rows.row(y)[x]) / 255) }
    }
    self.init(width: rows.width, height: rows.height, values: values)
  }
}
