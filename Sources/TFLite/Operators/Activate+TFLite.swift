import Graphs

/// `RELU`, `RELU_N1_TO_1`, `RELU6`, `HARD_SWISH` and `LOGISTIC`: no options that matter for floats.
func importActivation(
  _ activation: Activation
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    source.node(Activate(activation: activation), inputs: try source.inputs(required: 1))
  }
}
