import Foundation
import Graphs

/// Operators that put elements elsewhere.
extension Interpreter {
  func movement(_ node: Node, _ inputs: [Tensor?]) throws -> Tensor? {
    if let concatenation = node.operation(as: Concatenation.self) {
      return map(joined(inputs.map { $0! }, along: concatenation.axis)) {
        apply(concatenation.activation, $0)
      }
    }
    if let pack = node.operation(as: Pack.self) {
      let parts = inputs.map { part in
        var part = part!
        part.shape.insert(1, at: pack.axis)
        return part
      }
      return joined(parts, along: pack.axis)
    }
    if let reshape = node.operation(as: Reshape.self) {
      return Tensor(reshape.shape.dimensions, inputs[0]!.elements)
    }
    if let rearrange = node.operation(as: Rearrange.self) {
      return rearranged(rearrange, inputs[0]!)
    }
    if let pad = node.operation(as: Pad.self) {
      return padded(pad, inputs[0]!, inputs.count > 1 ? inputs[1]?.elements[0] ?? 0 : 0)
    }
    if let gather = node.operation(as: Gather.self) {
      return gathered(gather, inputs[0]!, inputs[1]!)
    }
    if node.operation(as: GatherND.self) != nil { return gathered(inputs[0]!, inputs[1]!) }
    if let scatter = node.operation(as: ScatterND.self) {
      return scattered(scatter, inputs[0]!, inputs[1]!)
    }
    if let oneHot = node.operation(as: OneHot.self) {
      return hot(oneHot, inputs[0]!, inputs[1]!.elements[0], inputs[2]!.elements[0])
    }
    return nil
  }

  private func joined(_ parts: [Tensor], along axis: Int) -> Tensor {
    var shape = parts[0].shape
    shape[axis] = parts.map { $0.shape[axis] }.reduce(0, +)
    var elements: [Double] = []
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for part in parts {
        let run = part.shape[axis...].reduce(1, *)
        elements += part.elements[(outer * run)..<((outer + 1) * run)]
      }
    }
    return Tensor(shape, elements)
  }

  /// Elements from the first to the next one along each axis.
  private func strides(_ shape: [Int]) -> [Int] {
    shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
  }

  private func rearranged(_ operation: Rearrange, _ x: Tensor) -> Tensor {
    let strides = strides(x.shape)
    var offsets = [zip(operation.start, strides).reduce(0) { $0 + $1.0 * $1.1 }]
    // One loop after the other, outermost first: the offsets of all turns so far.
    for loop in operation.loops {
      let turns = (0..<loop.size).map { turn in
        loop.terms.reduce(0) { sum, term in
          sum + (term.table.map { $0[turn] } ?? term.step * turn) * strides[term.axis]
        }
      }
      offsets = offsets.flatMap { offset in turns.map { offset + $0 } }
    }
    return Tensor(operation.shape.dimensions, offsets.map { x.elements[$0] })
  }

  private func padded(_ pad: Pad, _ x: Tensor, _ value: Double) -> Tensor {
    let shape = x.shape.indices.map { pad.before[$0] + x.shape[$0] + pad.after[$0] }
    let targets = strides(shape)
    var result = Tensor(shape, [Double](repeating: value, count: shape.reduce(1, *)))
    let first = zip(pad.before, targets).reduce(0) { $0 + $1.0 * $1.1 }
    forEachPosition(x.shape, [strides(x.shape), targets]) {
      result.elements[first + $0[1]] = x.elements[$0[0]]
    }
    return result
  }

  private func gathered(_ gather: Gather, _ x: Tensor, _ indices: Tensor) -> Tensor {
    let (axis, shared) = (gather.axis, gather.batchDimensions)
    let run = x.shape[(axis + 1)...].reduce(1, *)
    let inner = indices.shape[shared...].reduce(1, *)
    var elements: [Double] = []
    for batch in 0..<x.shape[..<shared].reduce(1, *) {
      let middle = x.shape[shared..<axis].reduce(1, *)
      for outer in 0..<middle {
        for index in indices.elements[(batch * inner)..<((batch + 1) * inner)].map({ Int($0) }) {
          guard (0..<x.shape[axis]).contains(index) else {
            elements += [Double](repeating: 0, count: run)
            continue
          }
          let start = ((batch * middle + outer) * x.shape[axis] + index) * run
          elements += x.elements[start..<(start + run)]
        }
      }
    }
    let shape = x.shape[..<axis] + indices.shape[shared...] + x.shape[(axis + 1)...]
    return Tensor(Array(shape), elements)
  }

  /// The first element of the slice that coordinates name, and its size; nil outside.
  private func slice(_ shape: [Int], _ coordinates: ArraySlice<Double>) -> Int? {
    var start = 0
    for (axis, coordinate) in coordinates.map({ Int($0) }).enumerated() {
      guard (0..<shape[axis]).contains(coordinate) else { return nil }
      start += coordinate * strides(shape)[axis]
    }
    return start
  }

  private func gathered(_ x: Tensor, _ indices: Tensor) -> Tensor {
    let count = indices.shape.last!
    let run = x.shape[count...].reduce(1, *)
    var elements: [Double] = []
    for place in 0..<indices.shape.dropLast().reduce(1, *) {
      let coordinates = indices.elements[(place * count)..<((place + 1) * count)]
      guard let start = slice(x.shape, coordinates) else {
        elements += [Double](repeating: 0, count: run)
        continue
      }
      elements += x.elements[start..<(start + run)]
    }
    return Tensor(indices.shape.dropLast() + x.shape[count...], elements)
  }

  private func scattered(_ scatter: ScatterND, _ indices: Tensor, _ updates: Tensor) -> Tensor {
    let shape = scatter.shape.dimensions
    let count = indices.shape.last!
    let run = shape[count...].reduce(1, *)
    var result = Tensor(shape, [Double](repeating: 0, count: shape.reduce(1, *)))
    for place in 0..<indices.shape.dropLast().reduce(1, *) {
      let coordinates = indices.elements[(place * count)..<((place + 1) * count)]
      guard let start = slice(shape, coordinates) else { continue }
      for k in 0..<run { result.elements[start + k] += updates.elements[place * run + k] }
    }
    return result
  }

  private func hot(_ oneHot: OneHot, _ indices: Tensor, _ on: Double, _ off: Double) -> Tensor {
    var shape = indices.shape
    shape.insert(oneHot.depth, at: oneHot.axis)
    let inner = indices.shape[oneHot.axis...].reduce(1, *)
    var elements: [Double] = []
    for outer in 0..<indices.shape[..<oneHot.axis].reduce(1, *) {
      for place in 0..<oneHot.depth {
        for k in 0..<inner {
          elements.append(Int(indices.elements[outer * inner + k]) == place ? on : off)
        }
      }
    }
    return Tensor(shape, elements)
  }
}
