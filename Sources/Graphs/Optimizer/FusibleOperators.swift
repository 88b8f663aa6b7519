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
