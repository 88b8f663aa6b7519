public import Imaging
import Segmentation

/// What finds the person in frames. A session uses it on one thread.
public protocol PersonFinder: AnyObject {
  /// Cells a row of a mask.
  var maskWidth: Int { get }
  /// Rows of a mask.
  var maskHeight: Int { get }

  /// Brings a frame, RGBA, to the model.
  ///
  /// - Returns: how far the model's input is from that of the last inference: the largest
  ///   difference of any value, in levels of 1/255 of its range; infinite when there is none.
  func load(_ frame: FrameView) throws -> Float

  /// Runs the model on the loaded frame.
  func infer() throws

  /// Writes the mask of the last inference, row by row: 255 where all is person.
  ///
  /// - Returns: whether the model's output is all numbers.
  func writeMask(to cells: UnsafeMutableBufferPointer<UInt8>) -> Bool

  /// Writes the brightness of what the last inference saw under each cell of a row of the mask.
  func writePictureRow(_ row: Int, to levels: inout MutableSpan<UInt8>)
}
