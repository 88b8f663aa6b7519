/// An operator that applies an activation to what it stores.
protocol ActivatingOperator: Operator {
  /// The last function applied.
  var outputActivation: Activation { get set }
}

/// An operator with weights: inputs are data, weights, bias (optional), then others, and last the
/// residual if its epilogue adds one.
protocol WeightedOperator: ActivatingOperator {
  var epilogue: Epilogue { get set }
}

extension WeightedOperator {
  var outputActivation: Activation {
    get { epilogue.addsResidual ? epilogue.finalActivation : epilogue.activation }
    set {
      if epilogue.addsResidual {
        epilogue.finalActivation = newValue
      } else {
        epilogue.activation = newValue
      }
    }
  }
}

extension Convolution2D: WeightedOperator {}
extension DepthwiseConvolution2D: WeightedOperator {}
extension TransposeConvolution2D: WeightedOperator {}
extension FullyConnected: WeightedOperator {}

/// An operator that has nothing but an activation to store.
protocol PlainActivatingOperator: ActivatingOperator {
  var activation: Activation { get set }
}

extension PlainActivatingOperator {
  var outputActivation: Activation {
    get { activation }
    set { activation = newValue }
  }
}

extension Activate: PlainActivatingOperator {}
extension Add: PlainActivatingOperator {}
extension AveragePool2D: PlainActivatingOperator {}
extension Multiply: PlainActivatingOperator {}
extension MultiplyAdd: PlainActivatingOperator {}

extension Activation {
  /// The one activation that does what `first` and then `self` do; nil where there is none.
  func after(_ first: Activation) -> Activation? {
    switch (first, self) {
    case (.none, _): self
    case (_, .none): first
    case (.relu, .relu), (.relu, .relu6), (.relu6, .relu6), (.reluN1To1, .reluN1To1): self
    case (.relu6, .relu): .relu6
    case (.logistic, .relu), (.logistic, .relu6), (.logistic, .reluN1To1): .logistic
    default: nil
    }
  }
}
