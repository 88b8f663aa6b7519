import Graphs

extension ModelSurvey.Subgraph {
  /// Multiply-adds of a node by its tensors' shapes, whatever their types; 0 where there are none to speak of.
  public func multiplyAdds(of node: ModelSurvey.Node) -> Int {
    func tensor(_ place: Int) -> ModelSurvey.Tensor? {
      guard node.inputs.indices.contains(place), let index = node.inputs[place] else { return nil }
      return tensors[index]
    }
    guard let output = node.outputs.first.map({ tensors[$0] }) else { return 0 }
    switch node.name {
    case "CONV_2D", "FULLY_CONNECTED":
      guard let weights = tensor(1), let channels = weights.shape.first, channels > 0 else {
        return 0
      }
      return saturatingProduct(output.elementCount, weights.elementCount / channels)
    case "DEPTHWISE_CONV_2D":
      guard let weights = tensor(1), weights.shape.count == 4 else { return 0 }
      return saturatingProduct(
        output.elementCount, max(0, weights.shape[1]), max(0, weights.shape[2]))
    case "TRANSPOSE_CONV":
      guard let weights = tensor(1), let input = tensor(2), weights.shape.count == 4 else {
        return 0
      }
      return saturatingProduct(
        input.elementCount, max(0, weights.shape[0]), max(0, weights.shape[1]),
        max(0, weights.shape[2]))
    case "Convolution2DTransposeBias":
      guard let weights = tensor(1), let input = tensor(0), weights.shape.count == 4 else {
        return 0
      }
      return saturatingProduct(
        input.elementCount, max(0, weights.shape[0]), max(0, weights.shape[1]),
        max(0, weights.shape[2]))
    case "BATCH_MATMUL":
      guard let input = tensor(0), let depth = input.shape.last else { return 0 }
      return saturatingProduct(output.elementCount, max(0, depth))
    default: return 0
    }
  }
}
