/// An operator that has an activation to store.
public protocol ActivatingOperator: Operator {
  /// Applied to each element of the result.
  var activation: Activation { get set }
}

extension ActivatingOperator {
  public var ending: Epilogue? {
    get { Epilogue(activation: activation) }
    set { activation = newValue?.activation ?? .none }
  }
}

/// An operator with weights: inputs are data, weights, bias (optional), then others, and last the
/// residual if its epilogue adds one.
public protocol WeightedOperator: Operator {
  /// Epilogue that follows the sum.
  var epilogue: Epilogue { get set }
}

extension WeightedOperator {
  public static var hasWeights: Bool { true }

  public var ending: Epilogue? {
    get { epilogue }
    set { epilogue = newValue ?? Epilogue() }
  }
}

extension Convolution2D: WeightedOperator {}
extension DepthwiseConvolution2D: WeightedOperator {}
extension TransposeConvolution2D: WeightedOperator {}
extension FullyConnected: WeightedOperator {}
extension GroupedConvolution2D: WeightedOperator {}

extension Activate: ActivatingOperator {}
extension Add: ActivatingOperator {}
extension AveragePool2D: ActivatingOperator {}
extension Multiply: ActivatingOperator {}
extension MultiplyAdd: ActivatingOperator {}
