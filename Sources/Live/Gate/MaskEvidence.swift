public import Effects

/// Evidence about the mask of one frame.
public enum MaskEvidence: Sendable, Hashable {
  /// It was computed from the frame.
  case computed(MaskSummary)
  /// It was computed from a frame whose model input differs by up to `change` levels.
  case reused(change: Float)
  /// The inference threw.
  case failed
  /// The inference took too long.
  case late
  /// The model's output holds what is no number.
  case notNumbers

  /// Whether the mask is another than that of the frame before.
  var isNew: Bool {
    if case .computed = self { true } else { false }
  }
}

/// Reason for which the gate is closed.
public enum GateFault: String, Sendable, Hashable, CaseIterable {
  /// No mask was seen yet, or all were forgotten.
  case noMask = "waiting for the first masks"
  /// The inference threw.
  case failed = "the inference failed"
  /// The inference took too long.
  case late = "the inference took too long"
  /// The model's output holds what is no number.
  case notNumbers = "the model gave values that are not numbers"
  /// (Nearly) all is person.
  case everythingPerson = "the mask says that everything is person"
  /// The person grew more than a person can.
  case jump = "the mask jumped"
  /// The frame differs too much from the one that was inferred.
  case otherPicture = "the mask is of another picture"
}
