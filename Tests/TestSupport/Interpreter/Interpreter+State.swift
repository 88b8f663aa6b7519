import Foundation
import Graphs

/// Branches, loops, and operators with state.
extension Interpreter {
  /// The outputs of such an operator; nil for another one.
  mutating func control(_ node: Node, _ inputs: [Tensor?]) throws -> [Tensor]? {
    if let conditional = node.operation(as: Conditional.self) {
      let graph =
        inputs[0]!.elements[0] != 0 ? conditional.then : conditional.otherwise
      return try Interpreter.run(graph, inputs: inputs.dropFirst().map { $0!.elements })
    }
    if let loop = node.operation(as: Loop.self) {
      var values = inputs.map { $0!.elements }
      while try Interpreter.run(loop.condition, inputs: values)[0].elements[0] != 0 {
        values = try Interpreter.run(loop.body, inputs: values).map(\.elements)
      }
      return zip(inputs, values).map { Tensor($0!.shape, $1) }
    }
    if node.operation(as: ReadState.self) != nil { return [inputs[0]!] }
    if node.operation(as: WriteState.self) != nil {
      tensors[node.inputs[0]!.index] = inputs[1]!
      return []
    }
    if let layer = node.operation(as: SequenceLSTM.self) { return [sequence(layer, node, inputs)] }
    return nil
  }

  /// The elements that state has before the first run.
  func initialState(_ id: ValueID) -> Tensor {
    let shape = graph[id].shape
    let elements =
      graph[id].initialState?.floats(as: graph[id].elementType)?.map(Double.init)
      ?? [Double](repeating: 0, count: shape.elementCount)
    return Tensor(shape.dimensions, elements)
  }

  /// Long short-term memory, time by time; the last output and the cells become the state's elements.
  private mutating func sequence(
    _ layer: SequenceLSTM, _ node: Node, _ inputs: [Tensor?]
  ) -> Tensor {
    let x = inputs[0]!
    let (batchCount, time) =
      layer.isTimeMajor ? (x.shape[1], x.shape[0]) : (x.shape[0], x.shape[1])
    let (inputCount, cellCount) = (x.shape[2], inputs[2]!.shape[0])
    let outputCount = inputs[6]!.shape[1]
    var (h, c) = (inputs[18]!, inputs[19]!)
    var result = Tensor(
      [x.shape[0], x.shape[1], outputCount],
      [Double](repeating: 0, count: batchCount * time * outputCount))

    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    func limited(_ x: Double, _ limit: Float) -> Double {
      limit > 0 ? min(max(x, -Double(limit)), Double(limit)) : x
    }
    func cell(_ x: Double) -> Double {
      switch layer.activation {
      case .hyperbolicTangent: tanh(x)
      case .logistic: logistic(x)
      case .limits(let activation): apply(activation, x)
      }
    }
    /// The sums before a gate's function; its number is 0 to 3 for input, forget, cell and output.
    func sums(_ gate: Int, _ place: Int, _ batch: Int, peephole: Int?) -> [Double] {
      let (weights, recurrent) = (inputs[1 + gate]!.elements, inputs[5 + gate]!.elements)
      var sums = (0..<cellCount).map { cell in
        var sum = 0.0
        for k in 0..<inputCount {
          sum += weights[cell * inputCount + k] * x.elements[place * inputCount + k]
        }
        for k in 0..<outputCount {
          sum += recurrent[cell * outputCount + k] * h.elements[batch * outputCount + k]
        }
        if let peephole, let weights = inputs[peephole] {
          sum += weights.elements[cell] * c.elements[batch * cellCount + cell]
        }
        return sum
      }
      if let scale = inputs[20 + gate] {
        let mean = sums.reduce(0, +) / Double(cellCount)
        let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(cellCount)
        sums = zip(sums, scale.elements).map { ($0 - mean) / (variance + 1e-8).squareRoot() * $1 }
      }
      return zip(sums, inputs[12 + gate]!.elements).map { $0 + $1 }
    }

    for batch in 0..<batchCount {
      for turn in 0..<time {
        let place = layer.isTimeMajor ? turn * batchCount + batch : batch * time + turn
        let forgetting = sums(1, place, batch, peephole: 10).map(logistic)
        let taking =
          inputs[1] == nil
          ? forgetting.map { 1 - $0 } : sums(0, place, batch, peephole: 9).map(logistic)
        let new = sums(2, place, batch, peephole: nil).map(cell)
        for index in 0..<cellCount {
          let old = c.elements[batch * cellCount + index]
          c.elements[batch * cellCount + index] = limited(
            forgetting[index] * old + taking[index] * new[index], layer.cellLimit)
        }
        let shown = sums(3, place, batch, peephole: 11).map(logistic)
        var output = (0..<cellCount).map { shown[$0] * cell(c.elements[batch * cellCount + $0]) }
        if let projection = inputs[16] {
          let cells = output
          output = (0..<outputCount).map { index in
            let sum = (0..<cellCount).reduce(inputs[17]?.elements[index] ?? 0) {
              $0 + projection.elements[index * cellCount + $1] * cells[$1]
            }
            return limited(sum, layer.projectionLimit)
          }
        }
        for index in 0..<outputCount {
          h.elements[batch * outputCount + index] = output[index]
          result.elements[place * outputCount + index] = output[index]
        }
      }
    }
    tensors[node.inputs[18]!.index] = h
    tensors[node.inputs[19]!.index] = c
    return result
  }
}
