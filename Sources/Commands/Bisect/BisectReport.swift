import Graphs
import Kernels
import Runtime
import Segmentation
import TFLite

/// Comparison of a model's tensors with a reference, operator by operator.
struct BisectReport: Encodable {
  /// The worst element of a tensor.
  struct Difference: Encodable {
    /// Place of the operator in the file; nil for an output of the optimized graph.
    let node: Int?
    let `operator`: String
    let tensor: Int
    let name: String
    let shape: [Int]
    /// Coordinates of the worst element.
    let element: [Int]
    let expected: Double
    let found: Double
    /// The difference, of the largest value of the reference's tensor.
    let relative: Double
  }

  /// Tensors that were compared.
  private(set) var comparedCount = 0
  /// Tensors that the folder lacks.
  private(set) var missingCount = 0
  /// The largest difference that is none.
  private(set) var worst: Difference?
  /// The first that is one.
  private(set) var first: Difference?

  /// Runs a model as it is in the file, then optimized.
  ///
  /// - Throws: what importing and planning throw; `FileError`, `NumPyError` for the reference.
  init(
    _ model: [UInt8], _ choice: GraphChoice = GraphChoice(), folder: String,
    tolerance: Double, instructionSet: InstructionSet
  ) throws {
    let graph = try importModel(model, choice: choice)
    let outputs = graph.nodes.flatMap(\.outputs)
    let all = try Graph(
      values: graph.values, nodes: graph.nodes, inputs: graph.inputs, outputs: outputs)
    let options = PlanOptions(instructionSet: instructionSet)
    let session = try Session(ExecutionPlan(all, options: options), threadCount: 1)
    let inputs = try graph.inputs.map { id in
      guard let bytes = try Self.tensor(id, graph[id], in: folder) else {
        throw FileError.unreadable(
          path: Self.path(id, in: folder), reason: "none for the input \(graph[id].name)")
      }
      return bytes
    }
    for (index, bytes) in inputs.enumerated() { session.setInput(index, toBytes: bytes.span) }
    session.run()
    var place = 0
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs {
        try compare(
          session.outputBytes(place), output, graph, node: index, node.operation.label, folder,
          tolerance)
        place += 1
      }
      if first != nil { return }
    }

    let optimized = try Session(
      ExecutionPlan(graph.optimized(), options: options), threadCount: 1)
    for (index, bytes) in inputs.enumerated() { optimized.setInput(index, toBytes: bytes.span) }
    optimized.run()
    for (index, output) in graph.outputs.enumerated() where first == nil {
      try compare(
        optimized.outputBytes(index), output, graph, node: nil, "the optimised graph", folder,
        tolerance)
    }
  }

  private mutating func compare(
    _ bytes: [UInt8], _ id: ValueID, _ graph: Graph, node: Int?, _ operation: String,
    _ folder: String, _ tolerance: Double
  ) throws {
    let tensor = graph[id]
    guard let reference = try Self.tensor(id, tensor, in: folder) else {
      missingCount += 1
      return
    }
    guard let expected = numbers(reference, tensor.elementType),
      let found = numbers(bytes, tensor.elementType)
    else { return }
    comparedCount += 1
    let largest = expected.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    var worstPlace = 0
    var worstDifference = -1.0
    for place in expected.indices {
      let isSame =
        expected[place] == found[place] || (expected[place].isNaN && found[place].isNaN)
      let apart = (expected[place] - found[place]).magnitude
      let difference = isSame ? 0 : apart.isFinite ? apart : .infinity
      if difference > worstDifference { (worstPlace, worstDifference) = (place, difference) }
    }
    guard worstDifference > 0 else { return }
    let difference = Difference(
      node: node, operator: operation, tensor: id.index, name: tensor.name,
      shape: tensor.shape.dimensions, element: coordinates(worstPlace, tensor.shape),
      expected: expected[worstPlace], found: found[worstPlace],
      relative: min(worstDifference / max(largest, .leastNormalMagnitude), .greatestFiniteMagnitude)
    )
    if worstDifference > tolerance * largest {
      if first == nil { first = difference }
    } else if difference.relative > worst?.relative ?? 0 {
      worst = difference
    }
  }

  /// The result in words.
  var sentences: String {
    var lines: [String] = []
    if let first {
      lines.append(
        (first.node.map { "node \($0) (\(first.operator))" } ?? first.operator) + " differs first: "
          + text(of: first))
      if let worst { lines.append("before it: at most " + text(of: worst)) }
    } else {
      lines.append("nothing differs: \(comparedCount) tensors compared")
      if let worst {
        lines.append(
          "at most " + (worst.node.map { "node \($0) (\(worst.operator)), " } ?? "")
            + text(of: worst))
      }
    }
    if missingCount > 0 { lines.append("not in the folder: \(missingCount) tensors") }
    return lines.joined(separator: "\n")
  }

  private func text(of difference: Difference) -> String {
    let shape = difference.shape.map(String.init).joined(separator: "x")
    return
      "tensor \(difference.tensor) (\(printable(difference.name)), \(shape)) at \(difference.element): "
      + "expected \(difference.expected), found \(difference.found), "
      + "\(Float(difference.relative)) of the largest value"
  }

  private static func path(_ id: ValueID, in folder: String) -> String {
    joined(folder, "\(id.index).npy")
  }

  private static func tensor(
    _ id: ValueID, _ tensor: TensorDescriptor, in folder: String
  ) throws -> [UInt8]? {
    let path = path(id, in: folder)
    guard fileExists(path) else { return nil }
    return try readNumPyFile(path, as: tensor.type)
  }

  private func coordinates(_ place: Int, _ shape: Shape) -> [Int] {
    var rest = place
    var result: [Int] = []
    for size in shape.dimensions.reversed() {
      result.append(size == 0 ? 0 : rest % size)
      rest = size == 0 ? 0 : rest / size
    }
    return result.reversed()
  }
}

/// The elements as numbers; nil for a type that has none here.
private func numbers(_ bytes: [UInt8], _ type: ElementType) -> [Double]? {
  func all<Number: BitwiseCopyable>(_: Number.Type, _ convert: (Number) -> Double) -> [Double] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<Number>.size).map {
        convert(raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self))
      }
    }
  }
  return switch type {
  case .float32: all(Float.self, Double.init)
  case .float64: all(Double.self) { $0 }
  case .int8: all(Int8.self) { Double($0) }
  case .int16: all(Int16.self) { Double($0) }
  case .int32: all(Int32.self) { Double($0) }
  case .int64: all(Int64.self) { Double($0) }
  case .uint8, .bool: all(UInt8.self) { Double($0) }
  case .uint16: all(UInt16.self) { Double($0) }
  case .uint32: all(UInt32.self) { Double($0) }
  case .uint64: all(UInt64.self) { Double($0) }
  case .float16: nil
  }
}
