/// A function of one element that an operator applies to its result before storing it.
public enum Activation: String, Hashable, Sendable, CaseIterable {
  /// x
  case none
  /// max(x, 0)
  case relu
  /// min(max(x, -1), 1); TFLite's `RELU_N1_TO_1`
  case reluN1To1
  /// min(max(x, 0), 6)
  case relu6
  /// min(max(x, 0), 1); TFLite's `RELU_0_TO_1`
  case relu0To1
  /// x * min(max(x + 3, 0), 6) / 6 (Howard and others 2019)
  case hardSwish
  /// 1 / (1 + exp(-x))
  case logistic
}

/// End of an operator, behind its sum: out = finalActivation(activation(sum) + residual).
///
/// The residual is the node's last input, present exactly when `addsResidual` is set. It has the
/// output's shape; that of a `Convolution2D` may instead be `[batch, 1, 1, outputChannels]`, one
/// number a channel that is added to every pixel of its image. No file has the latter;
/// `SplitBroadcastBranch` makes it.
public struct Epilogue: Hashable, Sendable {
  /// Applied to the sum (bias included).
  public var activation: Activation
  /// Whether the node's last input is added after `activation`.
  public var addsResidual: Bool
  /// Applied last; `none` unless a residual is added.
  public var finalActivation: Activation

  /// An epilogue; plain `Epilogue()` does nothing.
  public init(
    activation: Activation = .none, addsResidual: Bool = false, finalActivation: Activation = .none
  ) {
    self.activation = activation
    self.addsResidual = addsResidual
    self.finalActivation = finalActivation
  }

  /// The function applied last.
  var outputActivation: Activation {
    get { addsResidual ? finalActivation : activation }
    set {
      if addsResidual { finalActivation = newValue } else { activation = newValue }
    }
  }
}

/// TFLite's two padding schemes.
public enum Padding: String, Hashable, Sendable, CaseIterable {
  /// Output size ceil(input / stride); the odd pixel of padding goes to the end.
  case same
  /// No padding: output size ceil((input - effective filter + 1) / stride).
  case valid
}

/// Steps along height and width, in elements; both at least 1.
public struct Extent2D: Hashable, Sendable, CustomStringConvertible {
  /// Along rows.
  public let height: Int
  /// Along columns.
  public let width: Int

  /// Both steps.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// 1 by 1.
  public static let one = Extent2D(height: 1, width: 1)

  public var description: String { "\(height)x\(width)" }
}

extension Activation {
  /// The one activation that does what `first` and then `self` do; nil where there is none.
  func after(_ first: Activation) -> Activation? {
    switch (first, self) {
    case (.none, _): self
    case (_, .none): first
    case (.relu, .relu), (.relu, .relu6), (.relu6, .relu6), (.reluN1To1, .reluN1To1): self
    case (.relu6, .relu): .relu6
    case (.relu0To1, .relu), (.relu0To1, .relu6), (.relu0To1, .reluN1To1), (.relu0To1, .relu0To1):
      .relu0To1
    case (.logistic, .relu), (.logistic, .relu6), (.logistic, .reluN1To1), (.logistic, .relu0To1):
      .logistic
    default: nil
    }
  }
}
