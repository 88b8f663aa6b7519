import Graphs

/// Facts that can be proven of a graph's values without running it: bounds, and which of them are indices of classes.
/// From operators' definitions alone.
struct ValueAnalysis {
  /// Bounds of the elements of a value.
  struct Bounds {
    var low = -Float.infinity
    var high = Float.infinity

    /// Whether all lie in 0...1; a hair beyond is rounding of constants.
    var areProbabilities: Bool { low >= -1e-6 && high <= 1 + 1e-5 }
  }

  /// Bounds of a value.
  func bounds(of id: ValueID) -> Bounds { bounds[id.index] }

  /// True where a value holds indices of the largest of some channels.
  func areLabels(_ id: ValueID) -> Bool { labels[id.index] }

  /// True where a softmax gave the value: probabilities whose sum is 1.
  func areShares(_ id: ValueID) -> Bool { shares[id.index] }

  private var bounds: [Bounds]
  private var labels: [Bool]
  private var shares: [Bool]

  /// Operators whose every output element is one of the first input's, or a mean of some.
  private static let movers: Set<String> = [
    "RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "SLICE", "STRIDED_SLICE", "SPLIT", "SPLIT_V",
    "UNPACK",
    "GATHER",
    "GATHER_ND", "TILE", "BROADCAST_TO", "DEPTH_TO_SPACE", "SPACE_TO_DEPTH", "REVERSE_V2",
    "RESIZE_BILINEAR",
    "RESIZE_NEAREST_NEIGHBOR", "AVERAGE_POOL_2D", "MAX_POOL_2D", "MEAN", "REDUCE_MAX", "REDUCE_MIN",
    "CAST",
    "MIRROR_PAD", "BATCH_TO_SPACE_ND",
  ]
  /// Those of them that keep numbers as they are, so that indices stay indices.
  private static let keepers: Set<String> = [
    "RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "SLICE", "STRIDED_SLICE", "CAST",
    "RESIZE_NEAREST_NEIGHBOR",
  ]

  /// Walks through the nodes once.
  init(_ graph: Graph) {
    bounds = graph.values.map { _ in Bounds() }
    labels = graph.values.map { _ in false }
    shares = graph.values.map { _ in false }
    for node in graph.nodes {
      let name = node.operation.label
      let found = outputBounds(of: node, name, graph)
      let first = node.inputs.first.flatMap { $0 }
      for output in node.outputs {
        bounds[output.index] = found
        if let ending = node.operation.ending {
          bounds[output.index] = bounded(found, by: ending)
        }
        labels[output.index] =
          name == "ARG_MAX" || (Self.keepers.contains(name) && first.map(areLabels) == true)
        shares[output.index] =
          name == "SOFTMAX" || (Self.movers.contains(name) && first.map(areShares) == true)
      }
    }
  }

  private func outputBounds(of node: Node, _ name: String, _ graph: Graph) -> Bounds {
    func input(_ place: Int) -> Bounds {
      guard node.inputs.indices.contains(place), let id = node.inputs[place] else {
        return Bounds()
      }
      return constantBounds(graph[id]) ?? bounds[id.index]
    }
    if let activation = node.operation(as: Activate.self)?.activation {
      return bounded(input(0), by: activation)
    }
    if Self.movers.contains(name) { return input(0) }
    switch name {
    case "SOFTMAX", "LOGISTIC": return Bounds(low: 0, high: 1)
    case "RELU_0_TO_1": return Bounds(low: 0, high: 1)
    case "TANH": return Bounds(low: -1, high: 1)
    case "RELU6": return clamped(input(0), 0, 6)
    case "RELU": return clamped(input(0), 0, .infinity)
    case "CONCATENATION", "PACK":
      return node.inputs.indices.reduce(Bounds(low: .infinity, high: -.infinity)) { all, place in
        let one = input(place)
        return Bounds(low: min(all.low, one.low), high: max(all.high, one.high))
      }
    case "PAD", "PADV2":
      let inner = input(0)
      let border = node.inputs.count > 1 ? input(1) : Bounds(low: 0, high: 0)
      return Bounds(low: min(inner.low, border.low), high: max(inner.high, border.high))
    case "MINIMUM":
      let (a, b) = (input(0), input(1))
      return Bounds(low: min(a.low, b.low), high: min(a.high, b.high))
    case "MAXIMUM":
      let (a, b) = (input(0), input(1))
      return Bounds(low: max(a.low, b.low), high: max(a.high, b.high))
    default: return arithmeticBounds(of: node, name, input(0), input(1))
    }
  }

  private func arithmeticBounds(
    of node: Node, _ name: String, _ a: Bounds, _ b: Bounds
  ) -> Bounds {
    func extremes(_ operation: (Float, Float) -> Float) -> Bounds {
      let results = [
        operation(a.low, b.low), operation(a.low, b.high), operation(a.high, b.low),
        operation(a.high, b.high),
      ]
      // Infinity minus or times its like says nothing.
      guard !results.contains(where: { $0.isNaN }) else { return Bounds() }
      return Bounds(
        low: results.reduce(.infinity, min), high: results.reduce(-.infinity, max))
    }
    var result: Bounds
    switch name {
    case "ADD": result = extremes(+)
    case "SUB": result = extremes(-)
    case "MUL": result = extremes(*)
    case "DIV": result = b.low > 0 || b.high < 0 ? extremes(/) : Bounds()
    default: return Bounds()
    }
    let activation: Activation =
      node.operation(as: Add.self)?.activation ?? node.operation(as: Multiply.self)?.activation
      ?? node.operation(as: Binary.self)?.activation ?? .none
    result = bounded(result, by: activation)
    return result
  }

  private func clamped(_ bounds: Bounds, _ low: Float, _ high: Float) -> Bounds {
    Bounds(low: min(max(bounds.low, low), high), high: min(max(bounds.high, low), high))
  }

  private func bounded(_ bounds: Bounds, by ending: Epilogue) -> Bounds {
    ending.addsResidual ? Bounds() : bounded(bounds, by: ending.activation)
  }

  private func bounded(_ bounds: Bounds, by activation: Activation) -> Bounds {
    switch activation {
    case .none: bounds
    case .logistic: Bounds(low: 0, high: 1)
    case .relu6: clamped(bounds, 0, 6)
    case .reluN1To1: clamped(bounds, -1, 1)
    case .relu0To1: clamped(bounds, 0, 1)
    case .relu: clamped(bounds, 0, .infinity)
    default: Bounds()
    }
  }

  /// Bounds of a constant of a few numbers, such as the scale of a hard sigmoid.
  private func constantBounds(_ value: TensorDescriptor) -> Bounds? {
    guard value.shape.elementCount <= 4096, value.shape.elementCount > 0,
      let floats = value.constant?.floats(as: value.elementType),
      !floats.contains(where: { $0.isNaN })
    else { return nil }
    return Bounds(low: floats.reduce(.infinity, min), high: floats.reduce(-.infinity, max))
  }
}
