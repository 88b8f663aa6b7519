import Foundation
import Graphs
import Memory

/// Operators that make one element of several.
extension Interpreter {
  func reduction(_ node: Node, _ inputs: [Tensor?], _ type: ElementType) throws -> Tensor? {
    if let mean = node.operation(as: Mean.self) {
      return reduced(inputs[0]!, mean.axes, mean.keepsDimensions) {
        $0.reduce(0, +) / Double($0.count)
      }
    }
    if let reduce = node.operation(as: Reduce.self) {
      return reduced(inputs[0]!, reduce.axes, reduce.keepsDimensions) {
        result(of: reduce.reduction, $0, type)
      }
    }
    if let normalize = node.operation(as: Normalize.self) {
      let x = inputs[0]!
      let count = x.shape.last!
      guard count > 0 else { return x }
      return Tensor(
        x.shape,
        stride(from: 0, to: x.elements.count, by: count).flatMap {
          normalized(normalize.normalization, Array(x.elements[$0..<($0 + count)]))
        })
    }
    if let extremum = node.operation(as: ArgExtremum.self) {
      return reduced(inputs[0]!, [extremum.axis], false) { row in
        Double(row.firstIndex(of: extremum.isMinimum ? row.min()! : row.max()!) ?? 0)
      }
    }
    if let sums = node.operation(as: CumulativeSum.self) { return accumulated(sums, inputs[0]!) }
    return nil
  }

  /// One element of those along some axes.
  private func reduced(
    _ x: Tensor, _ axes: [Int], _ keepsDimensions: Bool, _ body: ([Double]) -> Double
  ) -> Tensor {
    let kept = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
    let targets = kept.indices.map {
      axes.contains($0) ? 0 : kept[($0 + 1)...].reduce(1, *)
    }
    var groups = [[Double]](repeating: [], count: kept.reduce(1, *))
    let sources = x.shape.indices.map { x.shape[($0 + 1)...].reduce(1, *) }
    forEachPosition(x.shape, [sources, targets]) { groups[$0[1]].append(x.elements[$0[0]]) }
    let shape =
      keepsDimensions ? kept : x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] }
    return Tensor(shape, groups.map(body))
  }

  private func result(of reduction: Reduction, _ x: [Double], _ type: ElementType) -> Double {
    switch reduction {
    case .sum: x.reduce(0, +)
    case .product: x.reduce(1, *)
    case .maximum: x.max() ?? -.infinity
    case .minimum: x.min() ?? .infinity
    case .any: x.contains { $0 != 0 } ? 1 : 0
    case .all: x.contains(0) ? 0 : 1
    case .mean: (x.reduce(0, +) / Double(x.count)).rounded(.towardZero)
    }
  }

  private func normalized(_ normalization: Normalization, _ x: [Double]) -> [Double] {
    switch normalization {
    case .softmax(let beta):
      let powers = x.map { exp(Double(beta) * ($0 - x.max()!)) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    case .logSoftmax:
      let largest = x.max()!
      let logarithm = log(x.reduce(0) { $0 + exp($1 - largest) })
      return x.map { $0 - largest - logarithm }
    case .euclidean:
      let norm = max(sqrt(x.reduce(0) { $0 + $1 * $1 }), 1e-6)
      return x.map { $0 / norm }
    case .localResponse(let radius, let bias, let alpha, let beta):
      return x.indices.map { index in
        let neighbors = max(0, index - radius)..<max(0, min(x.count, index + radius))
        let squares = x[neighbors].reduce(0) { $0 + $1 * $1 }
        return x[index] / pow(Double(bias) + Double(alpha) * squares, Double(beta))
      }
    }
  }

  func rank(_ top: TopK, _ x: Tensor) -> [Tensor] {
    let count = x.shape.last!
    var (values, places): ([Double], [Double]) = ([], [])
    for start in stride(from: 0, to: x.elements.count, by: max(1, count)) {
      let row = Array(x.elements[start..<(start + count)].enumerated())
      let sorted = row.sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
      values += sorted.prefix(top.count).map(\.element)
      places += sorted.prefix(top.count).map { Double($0.offset) }
    }
    let shape = Array(x.shape.dropLast()) + [top.count]
    return [Tensor(shape, values), Tensor(shape, places)]
  }

  private func accumulated(_ sums: CumulativeSum, _ x: Tensor) -> Tensor {
    let size = x.shape[sums.axis]
    let inner = x.shape[(sums.axis + 1)...].reduce(1, *)
    var result = x
    for outer in 0..<x.shape[..<sums.axis].reduce(1, *) {
      for k in 0..<inner {
        var sum = 0.0
        for turn in 0..<size {
          let place = (outer * size + (sums.isReverse ? size - 1 - turn : turn)) * inner + k
          result.elements[place] = sums.isExclusive ? sum : sum + x.elements[place]
          sum += x.elements[place]
        }
      }
    }
    return result
  }
}
