public import Imaging
public import Segmentation

/// A model that finds the person in frames. One owner at a time.
public protocol PersonFinder: AnyObject {
  /// Cells a row of a mask.
  var maskWidth: Int { get }
  /// Rows of a mask.
  var maskHeight: Int { get }
  /// Distance of the loaded input from that of the last `run()`: the largest difference of any
  /// value, in levels of 1/255 of its range; infinite when there is none.
  var inputChange: Float { get }

  /// Part of the loaded frame that is looked at; nil: all of it.
  var framing: FrameFraming? { get }

  /// Brings a frame to the model.
  func load(_ frame: FrameView) throws(InferenceFailure)

  /// Runs the model on the loaded frame.
  func run() throws(InferenceFailure)

  /// Tells whether what the last `run()` left is all numbers.
  func outputIsFinite() -> Bool

  /// Writes a row of the mask of the last `run()`: 255 where all is person.
  func writeMaskRow(_ row: Int, to cells: inout MutableSpan<UInt8>)

  /// Writes the brightness of what the last `run()` saw under each cell of a row of the mask.
  func writePictureRow(_ row: Int, to levels: inout MutableSpan<UInt8>)
}

extension PersonFinder {
  public var framing: FrameFraming? { nil }
}

/// A model that could not be run.
public struct InferenceFailure: Error {
  /// The failure.
  public init() {}
}

/// Its options must have `comparesInputs`.
extension Segmenter: PersonFinder {
  public var maskWidth: Int { outputShape[2] }
  public var maskHeight: Int { outputShape[1] }
}
