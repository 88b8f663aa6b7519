import Threads

extension BackgroundBlur {
  /// Blurs a picture without a person, on the calling thread: for a background that is blurred once.
  func blur(_ picture: Rows<UInt32>, to output: Rows<UInt32>) {
    let nobody = Plane<UInt8>(width: width, height: height)
    withExtendedLifetime(nobody) {
      ThreadPool(threadCount: 1).run(
        WholePicture(self, source: (picture, nobody.rows), output: output))
    }
  }

  /// Writes the blurred background of the latest run at the frame's size, on the calling thread.
  func writeBackground(to output: Rows<UInt32>) {
    ThreadPool(threadCount: 1).run(WholePicture(self, source: nil, output: output))
  }
}

/// A background at the frame's size, blurred before that where there is a source.
///
/// `@unchecked Sendable`: the output's rows are written by one thread each.
private final class WholePicture: ThreadPoolTask, @unchecked Sendable {
  private let blur: BackgroundBlur
  private let source: (picture: Rows<UInt32>, mask: Rows<UInt8>)?
  private let output: Rows<UInt32>

  init(
    _ blur: BackgroundBlur, source: (picture: Rows<UInt32>, mask: Rows<UInt8>)?,
    output: Rows<UInt32>
  ) {
    self.blur = blur
    self.source = source
    self.output = output
  }

  func run(on context: ThreadContext) {
    if let source { blur.run(frame: source.picture, mask: source.mask, on: context) }
    for y in context.share(of: blur.height) {
      blur.background(y, 0..<blur.width, to: output.row(y), on: context)
    }
  }
}
