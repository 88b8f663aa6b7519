import KernelInterface
import Kernels

extension BackgroundBlur {
  /// A blurred copy of a whole picture, alpha 255: for a background that is blurred once.
  ///
  /// - Parameters:
  ///   - strength: as in `init`.
  ///   - instructionSet: the level of the kernels, which the machine must have.
  static func blurred(
    _ frame: Frame, strength: Double? = nil, instructionSet: InstructionSet = .best
  ) -> Frame {
    let (width, height) = (frame.width, frame.height)
    let blur = BackgroundBlur(
      width: width, height: height, strength: strength,
      kernels: BackgroundBlurKernels(KernelList(instructionSet)), threadCount: 1)
    let source = Plane<UInt32>(width: width, height: height)
    frame.withPixels { pixels in
      pixels.withUnsafeBytes { bytes in
        for y in 0..<height {
          UnsafeMutableRawPointer(source.rows.row(y)).copyMemory(
            from: bytes.baseAddress! + y * 4 * width, byteCount: 4 * width)
        }
      }
    }
    let nobody = Plane<UInt8>(width: width, height: height)
    let task = WholePicture(blur, frame: source.rows, mask: nobody.rows)
    withExtendedLifetime((source, nobody)) { ThreadPool(threadCount: 1).run(task) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(4 * width * height)
    for y in 0..<height {
      pixels += UnsafeRawBufferPointer(start: task.output.rows.row(y), count: 4 * width)
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// Writes the blurred background of the latest run at the frame's size, on the calling thread.
  func writeBackground(to rows: Rows<UInt32>) {
    ThreadPool(threadCount: 1).run(Enlargement(self, output: rows))
  }
}

/// Blurs a frame and enlarges its background.
///
/// `@unchecked Sendable`: the output's rows are written by one thread each.
private final class WholePicture: ThreadPoolTask, @unchecked Sendable {
  let output: Plane<UInt32>
  private let blur: BackgroundBlur
  private let frame: Rows<UInt32>
  private let mask: Rows<UInt8>

  init(_ blur: BackgroundBlur, frame: Rows<UInt32>, mask: Rows<UInt8>) {
    self.blur = blur
    self.frame = frame
    self.mask = mask
    output = Plane(width: blur.width, height: blur.height)
  }

  func run(on context: ThreadContext) {
    blur.run(frame: frame, mask: mask, on: context)
    for y in context.share(of: blur.height) {
      blur.backgroundRow(y, into: output.rows.row(y), on: context)
    }
  }
}

/// Enlarges the background of the latest run.
///
/// `@unchecked Sendable`: the output's rows are written by one thread each.
private final class Enlargement: ThreadPoolTask, @unchecked Sendable {
  private let blur: BackgroundBlur
  private let output: Rows<UInt32>

  init(_ blur: BackgroundBlur, output: Rows<UInt32>) {
    self.blur = blur
    self.output = output
  }

  func run(on context: ThreadContext) {
    for y in context.share(of: blur.height) {
      blur.backgroundRow(y, into: output.row(y), on: context)
    }
  }
}
