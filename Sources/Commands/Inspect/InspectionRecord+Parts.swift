import Graphs
import Runtime
import Segmentation
import TFLite

/// A model that vbg runs, with what its passes did.
struct RunnableModel {
  /// The graph as it is in the file, at the sizes at which it runs.
  let imported: Graph
  let optimized: Graph
  let plan: ExecutionPlan
  let passes: [InspectionRecord.Pass]

  /// Imports, optimizes and plans a model.
  init(_ bytes: [UInt8], _ choice: GraphChoice) throws {
    imported = try importModel(bytes, choice: choice)
    var graph = imported
    var passes: [InspectionRecord.Pass] = []
    for pass in Graph.standardPasses {
      let next = try pass.run(graph)
      let record = InspectionRecord.Pass(Self.name(of: pass), graph, next)
      if !record.removed.isEmpty || !record.added.isEmpty { passes.append(record) }
      graph = next
    }
    self.passes = passes
    optimized = graph
    plan = try ExecutionPlan(graph)
  }

  private static func name(of pass: any GraphPass) -> String { "\(type(of: pass))" }
}

extension InspectionRecord.Pass {
  /// The difference of two graphs, by operators.
  init(_ name: String, _ before: Graph, _ after: Graph) {
    func counts(_ graph: Graph) -> [String: Int] {
      graph.nodes.reduce(into: [:]) { $0[$1.operation.label, default: 0] += 1 }
    }
    let (old, new) = (counts(before), counts(after))
    func excess(_ one: [String: Int], over other: [String: Int]) -> [String: Int] {
      one.reduce(into: [:]) { result, entry in
        let difference = entry.value - other[entry.key, default: 0]
        if difference > 0 { result[entry.key] = difference }
      }
    }
    self.name = name
    nodeCountBefore = before.nodes.count
    nodeCountAfter = after.nodes.count
    removed = excess(old, over: new)
    added = excess(new, over: old)
  }
}

extension InspectionRecord.Node {
  /// A node of the file.
  ///
  /// - Parameter explainsTypes: whether element types without kernels stand in the way.
  init(_ node: ModelSurvey.Node, of graph: ModelSurvey.Subgraph, explainsTypes: Bool) {
    let inputs = node.inputs.compactMap { $0 }
    self.operator = node.name
    version = node.version
    inputShapes = inputs.map { graph.tensors[$0].shape }
    outputShapes = node.outputs.map { graph.tensors[$0].shape }
    var types: [String] = []
    for index in inputs + node.outputs where !types.contains(graph.tensors[index].elementType) {
      types.append(graph.tensors[index].elementType)
    }
    elementTypes = types
    multiplyAddCount = graph.multiplyAdds(of: node)
    parameterCount = inputs.reduce(0) { sum, index in
      graph.tensors[index].constantByteCount == 0
        ? sum : saturatingSum(sum, graph.tensors[index].elementCount)
    }
    self.inputs = inputs
    outputs = node.outputs
    missing = node.obstacle
    guard missing == nil, explainsTypes else { return }
    let isWidening = node.name == "DEQUANTIZE"
    let quantized = (inputs + node.outputs).first { graph.tensors[$0].isQuantized }
    if let quantized, !isWidening {
      missing = "\(graph.tensors[quantized].elementType) numbers that stand for reals"
    }
  }

  /// A node of an optimized graph.
  init(_ node: Graphs.Node, of graph: Graph) {
    let inputs = node.inputs.compactMap { id in id.map { graph[$0] } }
    let outputs = graph.outputDescriptors(of: node)
    self.operator = node.operation.label
    version = nil
    inputShapes = inputs.map(\.shape.dimensions)
    outputShapes = outputs.map(\.shape.dimensions)
    var types: [String] = []
    for type in (inputs + outputs).map(\.elementType.rawValue) where !types.contains(type) {
      types.append(type)
    }
    elementTypes = types
    multiplyAddCount = node.operation.multiplyAccumulates(
      inputs: graph.inputDescriptors(of: node), outputs: outputs)
    parameterCount = inputs.reduce(0) { sum, input in
      input.constant == nil ? sum : saturatingSum(sum, input.shape.elementCount)
    }
    self.inputs = node.inputs.compactMap { $0?.index }
    self.outputs = node.outputs.map(\.index)
  }
}

extension InspectionRecord.Constants {
  init(_ graph: ModelSurvey.Subgraph) {
    for tensor in graph.tensors where tensor.constantByteCount > 0 {
      count += 1
      byteCount = saturatingSum(byteCount, tensor.constantByteCount)
      byteCountByElementType[tensor.elementType] = saturatingSum(
        byteCountByElementType[tensor.elementType] ?? 0, tensor.constantByteCount)
    }
  }
}

extension InspectionRecord.Reading {
  init(_ metadata: ModelMetadata) {
    inputRange = metadata.inputRangeName
    inputRangeFrom = metadata.inputRangeSource.rawValue
    decoding = metadata.decoding.rawValue
    decodingFrom = metadata.decodingSource.rawValue
    outputIndex = metadata.output.index
    classes = metadata.classNames
  }
}

extension InspectionRecord.Memory {
  init(_ plan: ExecutionPlan) {
    self.init(
      arenaByteCount: plan.arenaByteCount, lowerBoundByteCount: plan.arenaLowerBoundByteCount,
      stepCount: plan.stepDescriptions.count)
  }
}

extension InspectionRecord.Buffer {
  static func all(of plan: ExecutionPlan) -> [InspectionRecord.Buffer] {
    let steps = plan.stepDescriptions
    return plan.buffers.filter { $0.lifetime.byteCount > 0 }.map { buffer in
      let first = buffer.lifetime.firstStep
      return InspectionRecord.Buffer(
        byteOffset: buffer.byteOffset, byteCount: buffer.lifetime.byteCount, firstStep: first,
        lastStep: buffer.lifetime.lastStep,
        writer: steps.indices.contains(first) ? steps[first].operation : "input")
    }
  }
}

extension TensorRecord {
  /// A tensor of a file, with the name that a signature gives it.
  ///
  /// - Parameter sizes: those at which the model runs, where they are known.
  init(
    _ tensor: ModelSurvey.Tensor, _ index: Int, among names: [ModelSignature.Tensor]?,
    sizes: [Int]?
  ) {
    self.init(
      name: tensor.name, signatureName: names?.first { $0.index == index }?.name,
      elementType: tensor.elementType, shape: sizes ?? tensor.shape)
  }
}

extension InspectionRecord.Signature {
  /// An entry of a file.
  init(_ signature: ModelSignature, of survey: ModelSurvey) {
    name = signature.key
    subgraph = signature.subgraph
    let tensors =
      survey.subgraphs.indices.contains(signature.subgraph)
      ? survey.subgraphs[signature.subgraph].tensors : []
    func records(_ names: [ModelSignature.Tensor]) -> [TensorRecord] {
      names.filter { tensors.indices.contains($0.index) }.map { name in
        TensorRecord(tensors[name.index], name.index, among: [name], sizes: nil)
      }
    }
    inputs = records(signature.inputs)
    outputs = records(signature.outputs)
  }
}
