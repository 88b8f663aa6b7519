public import Imaging
public import Segmentation

/// Finds the person by a `Segmenter`.
public final class SegmenterFinder: PersonFinder {
  private let segmenter: Segmenter

  /// - Precondition: the segmenter compares its inputs (`SegmenterOptions.comparesInputs`).
  public init(_ segmenter: Segmenter) {
    precondition(segmenter.options.comparesInputs, "expected a segmenter that compares inputs")
    self.segmenter = segmenter
  }

  public var maskWidth: Int { segmenter.outputShape[2] }
  public var maskHeight: Int { segmenter.outputShape[1] }

  public func load(_ frame: FrameView) -> Float {
    segmenter.load(frame)
    return segmenter.inputChange
  }

  public func infer() { segmenter.run() }

  public func writeMask(to cells: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    guard segmenter.outputIsFinite() else { return false }
    for row in 0..<maskHeight {
      var span = UnsafeMutableBufferPointer(
        rebasing: cells[row * maskWidth..<(row + 1) * maskWidth]
      ).mutableSpan
      segmenter.writeMaskRow(row, to: &span)
    }
    return true
  }

  public func writePictureRow(_ row: Int, to levels: inout MutableSpan<UInt8>) {
    segmenter.writePictureRow(row, to: &levels)
  }
}
