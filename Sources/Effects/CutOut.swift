import Imaging

/// Memory for a cut-out person, of which the transparency is wanted.
final class CutOut {
  /// RGBA pixels.
  let view: MutableFrameView
  private let memory: UnsafeMutableRawBufferPointer

  init(width: Int, height: Int) {
    memory = .allocate(byteCount: width * height * 4, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    do {
      view = try MutableFrameView(width: width, height: height, format: .rgba, bytes: memory)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  deinit { memory.deallocate() }

  /// Writes the transparency as the luma of a grey picture of full range.
  ///
  /// - Precondition: the output's format is `grey`.
  func writeMask(to output: MutableFrameView) {
    precondition(output.format == .grey, "expected a grey output, found \(output.format)")
    for y in 0..<view.height {
      let (pixels, mask) = (view.row(y), output.row(y))
      for x in 0..<view.width { mask[x] = pixels[x * 4 + 3] }
    }
  }
}
