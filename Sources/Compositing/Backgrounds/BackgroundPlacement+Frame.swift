import Kernels

/// A background as large as the picture that it goes under; see `Fit` and `BackgroundPlacer`. Makes tables
/// and a thread pool for this one call.
///
/// - Parameters:
///   - background: pixels of any size.
///   - width: of the picture, in pixels.
///   - height: of the picture, in pixels.
///   - fit: how the background fills the picture.
///   - color: red, green, blue and alpha of what `Fit.contain` leaves bare.
/// - Precondition: `width` and `height` are positive.
public func placed(
  background: Frame, width: Int, height: Int, fit: Fit,
  color: (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8) = (0, 0, 0, 255)
) -> Frame {
  let pool = ThreadPool()
  let placer = BackgroundPlacer(
    backgroundWidth: background.width, backgroundHeight: background.height, width: width,
    height: height, fit: fit, color: color, threadCount: pool.threadCount,
    instructionSet: .best)
  let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 4) { output, count in
    background.withPixels { pixels in
      pixels.withUnsafeBytes { pixels in
        guard let pixels = pixels.baseAddress, let output = output.baseAddress else { return }
        pool.run(
          PlacementTask(
            placer: placer,
            background: Rows(
              base: UnsafeMutableRawPointer(mutating: pixels).assumingMemoryBound(to: UInt32.self),
              stride: background.width, width: background.width, height: background.height),
            output: Rows(
              base: UnsafeMutableRawPointer(output).assumingMemoryBound(to: UInt32.self),
              stride: width, width: width, height: height)))
      }
    }
    count = width * height * 4
  }
  return Frame(width: width, height: height, pixels: pixels)
}

/// `@unchecked Sendable`: lives as long as one run, whose caller keeps both frames alive.
private final class PlacementTask: ThreadPoolTask, @unchecked Sendable {
  let placer: BackgroundPlacer
  let background: Rows<UInt32>
  let output: Rows<UInt32>

  init(placer: BackgroundPlacer, background: Rows<UInt32>, output: Rows<UInt32>) {
    self.placer = placer
    self.background = background
    self.output = output
  }

  func run(on context: ThreadContext) {
    placer.run(background: background, output: output, on: context)
  }
}
