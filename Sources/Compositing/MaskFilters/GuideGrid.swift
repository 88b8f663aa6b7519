import KernelInterface

/// Frame and mask on a coarse grid: what a guided filter's moments are made of.
///
/// Point (i, j) stands for the pixels from (factor * i, factor * j) to the next point's.
final class GuideGrid: Sendable {
  let width: Int
  let height: Int
  let factor: Int
  private let split: KernelFunction<SplitPixelsArguments>
  /// Rows of red, green, blue and mask, one behind the other.
  private let signals: Plane<UInt8>
  private let zeros: Plane<UInt8>

  init(width: Int, height: Int, factor: Int, split: @escaping KernelFunction<SplitPixelsArguments>)
  {
    self.width = (width + factor - 1) / factor
    self.height = (height + factor - 1) / factor
    self.factor = factor
    self.split = split
    let signalCount = ColumnMomentsArguments.signalCount
    signals = Plane(width: self.width, height: signalCount * self.height)
    zeros = Plane(width: self.width, height: signalCount)
  }

  /// Bytes from a row of one signal to that of the next.
  var signalStride: Int { signals.rows.stride }

  /// The mask's rows.
  var mask: Rows<UInt8> {
    Rows(
      base: signals.rows.row(ColumnMomentsArguments.signalCount - 1),
      stride: ColumnMomentsArguments.signalCount * signalStride, width: width, height: height)
  }

  /// The four signals at a row, all zero where there is no such row.
  func signals(at y: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(
      y >= 0 && y < height
        ? signals.rows.row(ColumnMomentsArguments.signalCount * y) : zeros.rows.base)
  }

  /// Writes row `y` of the colors: means of the frame's pixels. Rows below the frame repeat its last.
  func takeRow(_ y: Int, of frame: Rows<UInt32>) {
    func row(_ index: Int) -> UnsafePointer<UInt32> {
      UnsafePointer(frame.row(min(factor * y + index, frame.height - 1)))
    }
    var arguments = SplitPixelsArguments(
      rows: [row(0), row(1), row(2), row(3)], width: frame.width,
      planes: signals.rows.row(ColumnMomentsArguments.signalCount * y), planeStride: signalStride)
    split(&arguments)
  }
}
