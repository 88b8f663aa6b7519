import Graphs
import Memory
import Platform

/// One gate's weights.
private struct Gate: Sendable {
  let weights: TypedView<Float>
  let recurrent: TypedView<Float>
  let peephole: TypedView<Float>?
  let bias: TypedView<Float>
  let normalization: TypedView<Float>?
  let inputCount: Int
  let outputCount: Int

  /// The sums before the gate's function, of all cells.
  func sums(
    _ x: UnsafePointer<Float>, _ h: UnsafePointer<Float>, _ cells: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Float>, count: Int, _ memory: StepMemory
  ) {
    let (w, r, b) = (
      memory.pointer(weights), memory.pointer(recurrent), memory.pointer(bias)
    )
    let p = peephole.map { memory.pointer($0) }
    for cell in 0..<count {
      var sum: Float = 0
      for k in 0..<inputCount { sum += w[cell * inputCount + k] * x[k] }
      for k in 0..<outputCount { sum += r[cell * outputCount + k] * h[k] }
      if let p { sum += p[cell] * cells[cell] }
      sums[cell] = sum
    }
    if let scale = normalization.map({ memory.pointer($0) }) {
      var (sum, squares) = (0.0, 0.0)
      for cell in 0..<count {
        sum += Double(sums[cell])
        squares += Double(sums[cell]) * Double(sums[cell])
      }
      let mean = sum / Double(count)
      let deviation = (squares / Double(count) - mean * mean + 1e-8).squareRoot()
      for cell in 0..<count {
        sums[cell] = Float((Double(sums[cell]) - mean) / deviation) * scale[cell]
      }
    }
    for cell in 0..<count { sums[cell] += b[cell] }
  }
}

extension SequenceLSTM.CellActivation {
  fileprivate func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .hyperbolicTangent: Float(tanh(Double(x)))
    case .logistic: sigmoid(x)
    case .limits(let activation):
      activation.limits.map { min(max(x, $0.lower), $0.upper) } ?? x
    }
  }
}

private func sigmoid(_ x: Float) -> Float { Float(1 / (1 + exp(-Double(x)))) }

extension SequenceLSTM: Lowerable {
  /// One image of the batch a unit, step by step of time; the state's buffers are read and written.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    func view(_ index: Int) throws(PlanError) -> TypedView<Float>? {
      guard let id = node.optionalInput(index) else { return nil }
      return try builder.denseView(id).typed(for: Self.name)
    }
    func required(_ index: Int) throws(PlanError) -> TypedView<Float> {
      try builder.denseView(node.input(index)).typed(for: Self.name)
    }
    let sequence = builder.graph[node.input(0)].shape
    let cellCount = builder.graph[node.input(2)].shape[0]
    let outputCount = builder.graph[node.input(6)].shape[1]
    let (batch, time) =
      isTimeMajor ? (sequence[1], sequence[0]) : (sequence[0], sequence[1])
    let inputCount = sequence[2]
    func gate(_ index: Int, peephole: Int?) throws(PlanError) -> Gate {
      Gate(
        weights: try required(1 + index), recurrent: try required(5 + index),
        peephole: try peephole.flatMap { (place) throws(PlanError) in try view(place) },
        bias: try required(12 + index), normalization: try view(20 + index),
        inputCount: inputCount, outputCount: outputCount)
    }
    let inputGate = try node.optionalInput(1) == nil ? nil : gate(0, peephole: 9)
    let forgetGate = try gate(1, peephole: 10)
    let cellGate = try gate(2, peephole: nil)
    let outputGate = try gate(3, peephole: 11)
    let input = try required(0)
    let (projection, projectionBias) = (try view(16), try view(17))
    func state(_ index: Int) throws(PlanError) -> TypedView<Float> {
      let view = try builder.view(node.input(index))
      guard view.isDense, view.margins.isEmpty else {
        throw .unsupported(
          operation: Self.name, expected: "state that no filter reads", found: "state with margins")
      }
      return try view.typed(for: Self.name)
    }
    let (lastOutput, cells) = (try state(18), try state(19))
    try builder.reserveScratch(
      saturatingProduct(4, cellCount, MemoryLayout<Float>.stride))
    let operation = self
    var reads = [input.view, lastOutput.view, cells.view]
    for index in node.inputs.indices where index > 0 && index < 18 || index > 19 {
      if let operand = try view(index) { reads.append(operand.view) }
    }
    let read = reads
    try builder.writeDense(node.output(), operation: Self.name) {
      (builder, output) throws(PlanError) in
      builder.appendElements(
        batch, unitWork: saturatingProduct(time, 4, cellCount, inputCount + outputCount),
        operation: Self.name, reads: read, writes: [output, lastOutput.view, cells.view]
      ) { image, memory in
        let scratch = memory.scratch(of: Float.self)
        let (i, f) = (scratch, scratch + cellCount)
        let (g, o) = (scratch + 2 * cellCount, scratch + 3 * cellCount)
        let h = memory.pointer(lastOutput) + image * outputCount
        let c = memory.pointer(cells) + image * cellCount
        let target = memory.bytes(of: output).assumingMemoryBound(to: Float.self)
        for turn in 0..<time {
          let place = operation.isTimeMajor ? turn * batch + image : image * time + turn
          let x = memory.pointer(input) + place * inputCount
          forgetGate.sums(x, h, c, to: f, count: cellCount, memory)
          cellGate.sums(x, h, c, to: g, count: cellCount, memory)
          inputGate?.sums(x, h, c, to: i, count: cellCount, memory)
          for cell in 0..<cellCount {
            let forgetting = sigmoid(f[cell])
            let taking = inputGate == nil ? 1 - forgetting : sigmoid(i[cell])
            let value = forgetting * c[cell] + taking * operation.activation(g[cell])
            c[cell] = Self.limited(value, operation.cellLimit)
          }
          outputGate.sums(x, h, c, to: o, count: cellCount, memory)
          for cell in 0..<cellCount {
            o[cell] = sigmoid(o[cell]) * operation.activation(c[cell])
          }
          if let weights = projection.map({ memory.pointer($0) }) {
            let bias = projectionBias.map { memory.pointer($0) }
            for index in 0..<outputCount {
              var sum = bias?[index] ?? 0
              for cell in 0..<cellCount { sum += weights[index * cellCount + cell] * o[cell] }
              h[index] = Self.limited(sum, operation.projectionLimit)
            }
          } else {
            h.update(from: o, count: cellCount)
          }
          (target + place * outputCount).update(from: h, count: outputCount)
        }
      }
    }
  }

  /// A number within a limit, where there is one.
  private static func limited(_ value: Float, _ limit: Float) -> Float {
    limit > 0 ? min(max(value, -limit), limit) : value
  }
}
