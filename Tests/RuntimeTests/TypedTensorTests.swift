import Graphs
import KernelInterface
import Kernels
import Memory
import TestSupport
import Testing

@testable import Runtime

/// Tensors of other types than floats, through operators that only tests have.
struct TypedTensorTests {
  /// A plan with the operators of this file.
  private func plan<Element: TensorElement & FixedWidthInteger>(
    _ graph: Graph, summing type: Element.Type = Int8.self
  ) throws -> ExecutionPlan {
    var lowerings = LoweringTable.standard
    lowerings.add(Moved.self)
    lowerings.add(Transposed.self)
    lowerings.add(Unaware.self)
    lowerings.add(NeighborSum<Element>.self)
    let options = PlanOptions()
    return try ExecutionPlan(
      graph, options: options, kernels: KernelList(options.instructionSet), lowerings: lowerings)
  }

  /// Integers go the whole way: margins of their size, constants, a reshape, passes, several threads.
  @Test func integersRunEndToEnd() throws {
    try expectNeighborSums(of: Int8.self)
    try expectNeighborSums(of: Int32.self)
    try expectNeighborSums(of: Int64.self)
  }

  private func expectNeighborSums<Element: TensorElement & FixedWidthInteger>(
    of type: Element.Type
  ) throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3, 5, 2, of: Element.elementType)
    let stored = (0..<60).map { Element(truncatingIfNeeded: 5 * $0 - 100) }
    let constant = builder.stored(
      Element.elementType, [2, 3, 5, 2], stored.withUnsafeBytes(Array.init))
    let first = try builder.node(NeighborSum<Element>(), input, constant)
    let moved = try builder.node(Moved(shape: Shape([2, 5, 3, 2])), first)
    let last = try builder.node(NeighborSum<Element>(), moved, moved)
    let graph = try builder.graph(last, first).optimized()
    #expect(graph.operatorNames == ["NEIGHBOR_SUM", "MOVED", "NEIGHBOR_SUM"])
    let plan = try plan(graph, summing: Element.self)
    let values = (0..<60).map { Element(truncatingIfNeeded: 37 * $0 + 11) }
    let sums = neighborSums(values, width: 5, adding: stored)
    let expected = neighborSums(sums, width: 3, adding: sums)
    for threadCount in [1, 2, 8] {
      let session = try Session(plan, threadCount: threadCount)
      for _ in 0..<2 {
        session.setInput(0, to: values)
        session.run()
        #expect(session.output(0, of: Element.self) == expected)
        #expect(session.output(1, of: Element.self) == sums)
      }
    }
  }

  private func neighborSums<Element: FixedWidthInteger>(
    _ values: [Element], width: Int, adding others: [Element]
  ) -> [Element] {
    values.indices.map { index in
      let column = index / 2 % width
      let left = column > 0 ? values[index - 2] : 0
      let right = column < width - 1 ? values[index + 2] : 0
      return left &+ values[index] &+ right &+ others[index]
    }
  }

  /// What only moves data takes no step: the output is the input's memory, in the middle of a graph and
  /// from its input to its output.
  @Test(arguments: [ElementType.float32, .int8, .int32])
  func movedElementsAreNotCopied(elementType: ElementType) throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 3, 4, 2, of: elementType)
    let moved = try builder.node(Moved(shape: Shape([6, 4])), input)
    let again = try builder.node(Moved(shape: Shape([2, 1, 2, 3, 2])), moved)
    let plan = try plan(builder.graph(again, moved))
    #expect(plan.steps.isEmpty)
    #expect(plan.arenaByteCount == (24 * elementType.byteCount + 63) / 64 * 64)
    let session = try Session(plan, threadCount: 1)
    let address = session.inputRow(0, 0, of: elementType).start
    #expect(session.outputRow(0, 0, of: elementType).start == address)
    #expect(session.outputRow(1, 0, of: elementType).start == address)
    #expect(session.outputRow(0, 3, of: elementType).start == address + 18 * elementType.byteCount)
  }

  /// A value lives as long as any of its names.
  @Test func movedElementsStayAsLongAsTheirNames() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 1, 40, 2, of: .int32)
    let first = try builder.node(NeighborSum<Int32>(), input, input)
    let moved = try builder.node(Moved(shape: Shape([80])), first)
    var last = try builder.node(NeighborSum<Int32>(), input, first)
    for _ in 0..<3 { last = try builder.node(NeighborSum<Int32>(), last, last) }
    let session = try Session(plan(builder.graph(moved, last), summing: Int32.self), threadCount: 1)
    let values = (0..<80).map { Int32($0) }
    session.setInput(0, to: values)
    session.run()
    #expect(session.output(0, of: Int32.self) == neighborSums(values, width: 40, adding: values))
  }

  /// Where the elements must lie elsewhere they are copied: between margins, out of margins, into a part
  /// of a concatenation and out of one.
  @Test func movedElementsAreCopiedWhereTheyMustBe() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 2, 6, 2, of: .int8)
    let moved = try builder.node(Moved(shape: Shape([1, 4, 3, 2])), input)
    let sum = try builder.node(NeighborSum<Int8>(), moved, moved)
    let padded = try builder.node(NeighborSum<Int8>(), input, input)
    let session = try Session(plan(builder.graph(sum, padded)), threadCount: 2)
    let values = (0..<24).map { Int8($0 * 3 - 30) }
    session.setInput(0, to: values)
    session.run()
    #expect(session.output(0, of: Int8.self) == neighborSums(values, width: 3, adding: values))
    #expect(session.output(1, of: Int8.self) == neighborSums(values, width: 6, adding: values))

    var floats = GraphBuilder()
    let picture = floats.input(1, 2, 2, 3)
    let part = try floats.node(Moved(shape: Shape([1, 2, 3, 2])), picture)
    let other = try floats.node(Activate(activation: .relu), floats.input(1, 2, 3, 1))
    let joined = try floats.node(Concatenation(axis: 3), part, other)
    let back = try floats.node(Moved(shape: Shape([6])), other)
    let joining = try Session(plan(floats.graph(joined, back)), threadCount: 1)
    joining.setInput(0, to: (0..<12).map { Float($0) })
    joining.setInput(1, to: (0..<6).map { Float(100 + $0) })
    joining.run()
    let expected: [[Float]] = (0..<6).map { pixel in
      let first = Float(2 * pixel)
      return [first, first + 1, Float(100 + pixel)]
    }
    #expect(joining.output(0) == expected.flatMap { $0 })
    #expect(joining.output(1) == (0..<6).map { Float(100 + $0) })
  }

  /// Elements of which no kernel knows the type are copied one by one where they are not neighbors.
  @Test func scatteredIntegersAreCopied() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 2, 3, 4, of: .int8)
    let graph = try builder.graph(builder.node(Transposed(), input))
    let session = try Session(plan(graph), threadCount: 2)
    session.setInput(0, to: (0..<24).map { Int8($0) })
    session.run()
    let expected = (0..<4).flatMap { channel in (0..<6).map { Int8($0 * 4 + channel) } }
    #expect(session.output(0, of: Int8.self) == expected)
  }

  /// A step of floats does not take other elements, nor does planning go on without them.
  @Test func kernelsOfFloatsRefuseOtherTypes() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 4, of: .int8)
    let graph = try builder.graph(builder.node(Unaware(), input))
    let error = #expect(throws: PlanError.self) { try plan(graph) }
    #expect(error?.description == "UNAWARE: expected float32 elements, found int8")
  }

  @Test func otherElementsThanThereAreEndTheProcess() async throws {
    await #expect(processExitsWith: .failure) {
      var builder = GraphBuilder()
      let graph = try builder.graph(builder.input(1, 4, of: .int8))
      try Session(ExecutionPlan(graph), threadCount: 1).setInput(
        0, to: [UInt8](repeating: 0, count: 4))
    }
    await #expect(processExitsWith: .failure) {
      var builder = GraphBuilder()
      let graph = try builder.graph(builder.input(1, 4, of: .int32))
      _ = try Session(ExecutionPlan(graph), threadCount: 1).output(0)
    }
  }
}

/// The same elements in another shape.
private struct Moved: Operator, Lowerable {
  static let name = "MOVED"
  let shape: Shape

  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    guard let input = inputs[0], input.shape.elementCount == shape.elementCount else {
      throw .inputCount(expected: "1 of \(shape.elementCount) elements", found: inputs.count)
    }
    return [TensorType(input.elementType, shape)]
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.alias(node.output(), of: node.input(0), operation: Self.name)
  }
}

/// `[1, height, width, channels]` to `[1, channels, height, width]`, by a copy of single elements.
private struct Transposed: Operator, Lowerable {
  static let name = "TRANSPOSED"

  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    guard let input = inputs[0] else { throw .inputCount(expected: "1", found: 0) }
    let shape = input.shape
    return [TensorType(input.elementType, Shape([1, shape[3], shape[1], shape[2]]))]
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input = try builder.view(node.input(0))
    let output = try builder.view(node.output())
    let shape = builder.graph[node.input(0)].shape
    try builder.appendElementwise(
      .activate, operation: Self.name, operands: [(input, shape)], output: output,
      outputStrides: [0, output.pixelStride, 1, output.rowStride],
      shape: shape, activation: ElementActivation(.identity))
  }
}

/// An operator whose rule takes any type and whose kernel knows floats only.
private struct Unaware: Operator, Lowerable {
  static let name = "UNAWARE"

  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    inputs.compactMap { $0?.type }
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.appendElementwise(
      .activate, operation: Self.name, a: try builder.view(node.input(0)),
      output: try builder.view(node.output()), activation: ElementActivation(.hardSwish))
  }
}

/// output[y, x] = a[y, x - 1] + a[y, x] + a[y, x + 1] + b[y, x] with zeros beyond the borders, modulo 2^bits.
private struct NeighborSum<Element: TensorElement & FixedWidthInteger>: Operator, Lowerable {
  static var name: String { "NEIGHBOR_SUM" }

  func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    guard let a = inputs[0], a.elementType == Element.elementType, inputs[1]?.shape == a.shape
    else { throw .inputCount(expected: "2 of one type and shape", found: inputs.count) }
    return [a.type]
  }

  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    Margins(left: 1, right: 1)
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let views = [
      try builder.view(node.input(0)), try builder.view(node.input(1)),
      try builder.view(node.output()),
    ]
    builder.append(
      NeighborSumStep<Element>(
        a: try views[0].typed(for: Self.name), b: try views[1].typed(for: Self.name),
        output: try views[2].typed(for: Self.name)),
      operation: Self.name, kernelNames: [], grain: 1, reads: [views[0], views[1]],
      writes: [views[2]])
  }
}

private struct NeighborSumStep<Element: TensorElement & FixedWidthInteger>: Step {
  let a: TypedView<Element>
  let b: TypedView<Element>
  let output: TypedView<Element>

  var unitCount: Int { output.rowCount }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    for row in units {
      let (a, b) = (memory.row(row, of: a), memory.row(row, of: b))
      let target = memory.row(row, of: output)
      for x in 0..<output.width {
        for channel in 0..<output.channels {
          let index = x * self.a.pixelStride + channel
          target[x * output.pixelStride + channel] =
            a[index - self.a.pixelStride] &+ a[index] &+ a[index + self.a.pixelStride]
            &+ b[x * self.b.pixelStride + channel]
        }
      }
    }
    memory.clearMargins(of: output.view, rows: units)
  }
}
