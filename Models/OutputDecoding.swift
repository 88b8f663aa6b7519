/// Function from a model's output `[1, height, width, channels]` to person coverage in 0...1.
public enum OutputDecoding: String, CaseIterable, Sendable {
  /// 2 channels of logits, softmax over both; channel 1 is the person.
  case softmax2
  /// 21 channels of logits (the classes of Pascal VOC), softmax over all; class 15 is the person.
  case softmax21
  /// Any number of channels of logits, softmax over all; the person is the sum of some of them.
  case softmax
  /// Logits, one or a channel for each class: 1 / (1 + exp(-x)).
  case sigmoid
  /// Probabilities already, one or a channel for each class.
  case identity
  /// One number a pixel, the index of its class.
  case labels

  /// The number of channels that it reads; nil where any number will do.
  public var channelCount: Int? {
    switch self {
    case .softmax2: 2
    case .softmax21: 21
    case .softmax, .sigmoid, .identity: nil
    case .labels: 1
    }
  }
}
