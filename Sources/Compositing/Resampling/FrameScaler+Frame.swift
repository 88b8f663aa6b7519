public import Kernels

extension Frame {
  /// The frame at another height, its width in proportion (rounded, at least 1): the mean of what a
  /// pixel covers where it shrinks, bilinear where it grows.
  ///
  /// - Parameters:
  ///   - instructionSet: the level of the kernels.
  ///   - pool: the threads.
  /// - Precondition: `newHeight` is positive; the CPU has the instruction set.
  public func scaled(
    toHeight newHeight: Int, instructionSet: InstructionSet = .best, pool: ThreadPool
  ) -> Frame {
    precondition(newHeight > 0, "expected a positive height, found \(newHeight)")
    let newWidth = max(1, (width * newHeight + height / 2) / height)
    let scaler = FrameScaler(
      frameWidth: width, frameHeight: height, width: newWidth, height: newHeight,
      threadCount: pool.threadCount, instructionSet: instructionSet)
    let pixels = [UInt8](unsafeUninitializedCapacity: newWidth * newHeight * 4) { output, count in
      withPixels { pixels in
        pixels.withUnsafeBytes { pixels in
          guard let pixels = pixels.baseAddress, let output = output.baseAddress else { return }
          pool.run(
            ScalingTask(
              scaler: scaler,
              frame: Rows(
                base: UnsafeMutableRawPointer(mutating: pixels).assumingMemoryBound(
                  to: UInt32.self), stride: width, width: width, height: height),
              output: Rows(
                base: UnsafeMutableRawPointer(output).assumingMemoryBound(to: UInt32.self),
                stride: newWidth, width: newWidth, height: newHeight)))
        }
      }
      count = newWidth * newHeight * 4
    }
    return Frame(width: newWidth, height: newHeight, pixels: pixels)
  }
}

/// `@unchecked Sendable`: lives as long as one run, whose caller keeps both frames alive.
private final class ScalingTask: ThreadPoolTask, @unchecked Sendable {
  private let scaler: FrameScaler
  private let frame: Rows<UInt32>
  private let output: Rows<UInt32>

  init(scaler: FrameScaler, frame: Rows<UInt32>, output: Rows<UInt32>) {
    self.scaler = scaler
    self.frame = frame
    self.output = output
  }

  func run(on context: ThreadContext) {
    scaler.run(frame: frame, output: output, on: context)
  }
}
