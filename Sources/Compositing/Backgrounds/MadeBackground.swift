import Threads

/// A background that is made of each frame, prepared for frames of one size.
protocol MadeBackground: AnyObject, Sendable {
  /// Makes it of a frame; it is complete when any thread returns. All threads of a run call it.
  func run(frame: Rows<UInt32>, mask: Rows<UInt8>, on context: ThreadContext)
  /// The same of a frame in a packed format.
  func run(frame: PackedRows, mask: Rows<UInt8>, on context: ThreadContext)

  /// Writes pixels of a row, RGBA, alpha 255; an even number of pixels lies before them.
  func background(
    _ y: Int, _ pixels: Range<Int>, to output: UnsafeMutablePointer<UInt32>,
    on context: ThreadContext)

  /// Blends pixels of a row of the frame over it, by a mask of as many bytes.
  func blend(
    _ y: Int, _ pixels: Range<Int>, frame: UnsafePointer<UInt32>, mask: UnsafePointer<UInt8>,
    to output: UnsafeMutablePointer<UInt32>, rule: BlurBlendRule, on context: ThreadContext)
}

extension MadeBackground {
  /// Blends rows of the frame over it.
  func blend(
    rows: Range<Int>, frame: Rows<UInt32>, mask: Rows<UInt8>, output: Rows<UInt32>,
    rule: BlurBlendRule, on context: ThreadContext
  ) {
    for y in rows {
      blend(
        y, 0..<output.width, frame: frame.row(y), mask: mask.row(y), to: output.row(y), rule: rule,
        on: context)
    }
  }

  /// Writes what was made of the latest frame, on the calling thread.
  func write(to output: Rows<UInt32>) {
    ThreadPool(threadCount: 1).run(WholePicture(self, source: nil, output: output))
  }

  /// Makes it of a picture without a person and writes it, on the calling thread.
  func make(of picture: Rows<UInt32>, to output: Rows<UInt32>) {
    let nobody = Plane<UInt8>(width: picture.width, height: picture.height)
    withExtendedLifetime(nobody) {
      ThreadPool(threadCount: 1).run(
        WholePicture(self, source: (picture, nobody.rows), output: output))
    }
  }
}

/// All of a background, made before that where there is a source.
///
/// `@unchecked Sendable`: the output's rows are written by one thread each.
private final class WholePicture: ThreadPoolTask, @unchecked Sendable {
  private let background: any MadeBackground
  private let source: (picture: Rows<UInt32>, mask: Rows<UInt8>)?
  private let output: Rows<UInt32>

  init(
    _ background: any MadeBackground, source: (picture: Rows<UInt32>, mask: Rows<UInt8>)?,
    output: Rows<UInt32>
  ) {
    self.background = background
    self.source = source
    self.output = output
  }

  func run(on context: ThreadContext) {
    if let source { background.run(frame: source.picture, mask: source.mask, on: context) }
    for y in context.share(of: output.height) {
      background.background(y, 0..<output.width, to: output.row(y), on: context)
    }
  }
}
