import Kernels
import Threads

@testable import Compositing

extension LensBlur {
  convenience init(
    width: Int, height: Int, strength: Double, instructionSet: InstructionSet = .best,
    threadCount: Int = 1
  ) {
    self.init(
      width: width, height: height, strength: strength,
      kernels: LensBlurKernels(KernelList(instructionSet)), threadCount: threadCount)
  }

  /// Blurs a picture of one gray a pixel, and returns the result's green.
  static func blurred(
    width: Int, height: Int, strength: Double, gray: (_ x: Int, _ y: Int) -> UInt8
  ) -> Grid {
    let picture = BackgroundBlurPicture(
      width: width, height: height, color: { UInt32(gray($0, $1)) &* 0x10101 | 0xff00_0000 },
      mask: { _, _ in 0 })
    let pixels = LensBlur(width: width, height: height, strength: strength)
      .background(of: picture, on: ThreadPool(threadCount: 1))
    return Grid(width: width, height: height) { Double(pixels[$1 * width + $0] >> 8 & 255) }
  }
}
