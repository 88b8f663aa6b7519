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
