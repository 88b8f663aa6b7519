/// Function from a model's output `[1, height, width, channels]` to person coverage in 0...1.
public enum OutputDecoding: String, CaseIterable, Sendable {
  /// 2 channels of logits, softmax over both; channel 1 is the person.
  case softmax2
  /// 21 channels of logits (the classes of Pascal VOC), softmax over all; class 15 is the person.
  case softmax21
  /// 1 channel, a logit: 1 / (1 + exp(-x)).
  case sigmoid
  /// 1 channel that already is a probability.
  case identity

  /// The number of channels that it reads.
  public var channelCount: Int {
    switch self {
    case .softmax2: 2
    case .softmax21: 21
    case .sigmoid, .identity: 1
    }
  }

  /// The channel that stands for the person.
  public var personChannel: Int {
    switch self {
    case .softmax2: 1
    case .softmax21: 15
    case .sigmoid, .identity: 0
    }
  }
}
