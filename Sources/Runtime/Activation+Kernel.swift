import Graphs
import KernelInterface

extension Activation {
  /// The form that kernels take.
  var elementActivation: ElementActivation {
    switch self {
    case .none: ElementActivation(.identity)
    case .relu: ElementActivation(.clamp, lower: 0)
    case .reluN1To1: ElementActivation(.clamp, lower: -1, upper: 1)
    case .relu6: ElementActivation(.clamp, lower: 0, upper: 6)
    case .relu0To1: ElementActivation(.clamp, lower: 0, upper: 1)
    case .hardSwish: ElementActivation(.hardSwish)
    case .logistic: ElementActivation(.logistic)
    }
  }

  /// The limits if the activation is nothing but a clamp; nil for the others.
  var limits: (lower: Float, upper: Float)? {
    let activation = elementActivation
    return switch activation.kind {
    case .identity, .clamp: (activation.lower, activation.upper)
    case .hardSwish, .logistic: nil
    }
  }
}
