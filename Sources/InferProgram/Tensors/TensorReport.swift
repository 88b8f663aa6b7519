import CommandSupport
import Graphs
import ModelCatalogue
import Runtime

/// Tensor as reports show it.
package struct TensorRecord: Encodable {
  package let name: String
  /// The name in the signature by which the graph is known.
  package let signatureName: String?
  package let elementType: String
  package let shape: [Int]

  package init(name: String, signatureName: String? = nil, elementType: String, shape: [Int]) {
    (self.name, self.signatureName) = (name, signatureName)
    (self.elementType, self.shape) = (elementType, shape)
  }

  private init(_ tensor: TensorDescriptor, _ signatureName: String?) {
    self.init(
      name: tensor.name, signatureName: signatureName, elementType: tensor.elementType.rawValue,
      shape: tensor.shape.dimensions)
  }

  /// An input of a graph.
  init(input tensor: TensorDescriptor) { self.init(tensor, tensor.signatureNames.input) }
  /// An output of a graph.
  init(output tensor: TensorDescriptor) { self.init(tensor, tensor.signatureNames.output) }
}

/// Report that `vbg infer --json` prints without frames.
struct TensorReport: Encodable {
  struct Model: Encodable {
    let path: String
    let sha256: String
    let inputs: [TensorRecord]
    let outputs: [TensorRecord]
    let arenaByteCount: Int
    let loadMilliseconds: Double
    let planMilliseconds: Double
  }

  let version: String
  let instructionSet: String
  let threads: Int
  let model: Model
  var inferenceMilliseconds: Double?
  /// Files of the outputs that were written, by name.
  var files: [String: String]?

  init(
    _ model: LocatedModel, _ plan: ExecutionPlan, _ session: Session, _ loading: Duration,
    _ planning: Duration
  ) {
    version = CommandSupport.version
    instructionSet = plan.instructionSet.rawValue
    threads = session.threadCount
    let digest = model.digest ?? SHA256Digest(of: model.bytes)
    self.model = Model(
      path: model.path, sha256: digest.hexadecimal,
      inputs: plan.inputs.map(TensorRecord.init(input:)),
      outputs: plan.outputs.map(TensorRecord.init(output:)), arenaByteCount: plan.arenaByteCount,
      loadMilliseconds: loading.milliseconds, planMilliseconds: planning.milliseconds)
  }
}
