import FlatBuffers

/// One of a file's entry points: a graph, with names of its inputs and outputs that programs rely on.
public struct ModelSignature: Sendable {
  /// A tensor of the graph.
  public struct Tensor: Sendable {
    /// The signature's name of it.
    public let name: String
    /// Its number in the graph; may be one that the graph does not have.
    public let index: Int
  }

  /// The signature's name.
  public let key: String
  /// The graph's number; may be one that the file does not have.
  public let subgraph: Int
  /// Inputs, in the order of the file.
  public let inputs: [Tensor]
  /// Outputs, in the order of the file.
  public let outputs: [Tensor]
}

extension Schema.Model {
  /// The most signatures that are read of a file.
  private static let signatureLimit = 64

  /// The file's signatures.
  func readSignatures() throws(FlatBufferError) -> [ModelSignature] {
    guard let list = try signatures else { return [] }
    var result: [ModelSignature] = []
    var namesLeft = ModelLimits.listCount
    func tensors(
      _ list: FlatBuffer.TableVector?
    ) throws(FlatBufferError) -> [ModelSignature.Tensor] {
      guard let list else { return [] }
      var result: [ModelSignature.Tensor] = []
      for index in 0..<min(list.count, namesLeft) {
        let map = Schema.TensorMap(table: try list.table(at: index))
        result.append(
          ModelSignature.Tensor(
            name: printableText(try map.name ?? []), index: Int(clamping: try map.tensorIndex)))
      }
      namesLeft -= result.count
      return result
    }
    for index in 0..<min(list.count, Self.signatureLimit) {
      let signature = Schema.SignatureDef(table: try list.table(at: index))
      result.append(
        ModelSignature(
          key: printableText(try signature.key ?? []),
          subgraph: Int(clamping: try signature.subgraphIndex),
          inputs: try tensors(try signature.inputs), outputs: try tensors(try signature.outputs)))
    }
    return result
  }
}
