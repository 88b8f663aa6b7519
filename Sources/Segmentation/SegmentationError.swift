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
  /// No decoding fits the output.
  case unknownOutput(output: String, found: String)
  /// The decoding that was asked for does not fit the output.
  case decoding(OutputDecoding, output: String, found: String)
  /// An output that the model does not have was asked for.
  case outputIndex(Int, count: Int)
  /// A channel that the output does not have was asked for.
  case channel(Int, output: String, found: String)
  /// A class that the model does not have was asked for.
  case unknownClass(String, expected: String)

  public var description: String {
    switch self {
    case .model(let error): "\(error)"
    case .graph(let error): "\(error)"
    case .plan(let error): "\(error)"
    case .memory(let error): "\(error)"
    case .inputCount(let found):
      "expected a model with 1 input, found \(found)"
    case .notAnImage(let input, let found):
      "expected the model's input \(input) to be an image, float32 1xHEIGHTxWIDTHx(1, 3 or 4) or "
        + "1x(1, 3 or 4)xHEIGHTxWIDTH, found \(found)"
    case .unknownOutput(let output, let found):
      "expected the model's output \(output) to be a mask in the input's shape, float32 or labels, "
        + "found \(found)"
    case .decoding(let decoding, let output, let found):
      if let count = decoding.channelCount {
        "expected the model's output \(output) to have \(count) channels for \(decoding.rawValue), "
          + "found \(found)"
      } else {
        "expected the model's output \(output) to be float32 for \(decoding.rawValue), found \(found)"
      }
    case .outputIndex(let index, let count):
      "expected an output below \(count), found \(index)"
    case .channel(let channel, let output, let found):
      "expected a channel of the model's output \(output), \(found), found \(channel)"
    case .unknownClass(let word, let expected):
      "expected \(expected), found '\(word)'"
    }
  }
}
