public import Graphs
public import Memory
public import ModelCatalogue
public import Runtime
public import TFLite

/// Error of a model that cannot segment frames.
public enum SegmentationError: Error, CustomStringConvertible {
  /// The bytes are no model that vbg reads.
  case model(ModelError)
  /// The model's operators don't fit together.
  case graph(GraphError)
  /// The model cannot be run within the limits.
  case plan(PlanError)
  /// The system has no memory for the model's tensors.
  case memory(StorageError)
  /// The model reads more than a picture, or nothing.
  case inputCount(found: Int)
  /// The first input is no picture.
  case notAnImage(input: String, found: String)
  /// No decoding fits the first output.
  case unknownOutput(output: String, found: String)
  /// The decoding that was asked for does not fit the first output.
  case decoding(OutputDecoding, output: String, found: String)

  public var description: String {
    switch self {
    case .model(let error): "\(error)"
    case .graph(let error): "\(error)"
    case .plan(let error): "\(error)"
    case .memory(let error): "\(error)"
    case .inputCount(let found):
      "expected a model with 1 input, found \(found)"
    case .notAnImage(let input, let found):
      "expected the model's input \(input) to be an image, float32 1xHEIGHTxWIDTHx3, found \(found)"
    case .unknownOutput(let output, let found):
      "expected the model's output \(output) to be float32 1xHEIGHTxWIDTHx(1, 2 or 21), "
        + "found \(found)"
    case .decoding(let decoding, let output, let found):
      "expected the model's output \(output) to have \(decoding.channelCount) channels for "
        + "\(decoding.rawValue), found \(found)"
    }
  }
}
