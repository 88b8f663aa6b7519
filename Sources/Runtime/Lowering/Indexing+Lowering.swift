import Graphs
import Memory

extension Gather: Lowerable {
  /// One index a unit: a row of the axes behind it, for each place of those in front.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let shape = builder.graph[node.input(0)].shape
    let indexShape = builder.graph[node.input(1)].shape
    let input = try builder.denseView(node.input(0))
    let indices = try builder.denseView(node.input(1))
    let batch = shape.dimensions[..<batchDimensions].reduce(1, *)
    let outer = shape.dimensions[batchDimensions..<axis].reduce(1, *)
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    let size = shape[axis]
    let indexCount = indexShape.dimensions[batchDimensions...].reduce(1, *)
    try builder.writeDense(node.output(), operation: Self.name) {
      (builder, output) throws(PlanError) in
      let byteCount = inner * output.elementType.byteCount
      builder.appendElements(
        inner == 0 ? 0 : batch * outer * indexCount, unitWork: inner, operation: Self.name,
        reads: [input, indices], writes: [output]
      ) { unit, memory in
        let (slice, place) = unit.quotientAndRemainder(dividingBy: indexCount)
        let image = slice / outer
        let index = ScalarElements(indices, memory).integer(image * indexCount + place)
        copySlice(
          index >= 0 && index < Int64(size)
            ? ScalarElements(input, memory).place((slice * size + Int(index)) * inner) : nil,
          to: ScalarElements(output, memory).place(unit * inner), byteCount)
      }
    }
  }
}

extension GatherND: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let shape = builder.graph[node.input(0)].shape
    let input = try builder.denseView(node.input(0))
    let indices = try builder.denseView(node.input(1))
    let coordinates = Coordinates(
      shape: shape, count: builder.graph[node.input(1)].shape.dimensions.last ?? 0)
    let inner = coordinates.sliceCount
    try builder.writeDense(node.output(), operation: Self.name) {
      (builder, output) throws(PlanError) in
      let byteCount = inner * output.elementType.byteCount
      builder.appendElements(
        inner == 0 ? 0 : output.elementCount / inner, unitWork: inner, operation: Self.name,
        reads: [input, indices], writes: [output]
      ) { unit, memory in
        let slice = coordinates.slice(unit, ScalarElements(indices, memory))
        copySlice(
          slice.map { ScalarElements(input, memory).place($0 * inner) },
          to: ScalarElements(output, memory).place(unit * inner), byteCount)
      }
    }
  }
}

extension ScatterND: Lowerable {
  /// Zeros, then one slice after the other: several may meet at one place.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let indices = try builder.denseView(node.input(0))
    let updates = try builder.denseView(node.input(1))
    let coordinates = Coordinates(
      shape: shape, count: builder.graph[node.input(0)].shape.dimensions.last ?? 0)
    let inner = coordinates.sliceCount
    let updateCount = inner == 0 ? 0 : updates.elementCount / inner
    try builder.writeDense(node.output(), operation: Self.name) {
      (builder, output) throws(PlanError) in
      builder.appendElements(
        1, unitWork: output.elementCount, operation: Self.name, reads: [indices, updates],
        writes: [output]
      ) { _, memory in
        let target = ScalarElements(output, memory)
        target.place(0).initializeMemory(as: UInt8.self, repeating: 0, count: output.byteCount)
        let source = ScalarElements(updates, memory)
        for update in 0..<updateCount {
          guard let slice = coordinates.slice(update, ScalarElements(indices, memory)) else {
            continue
          }
          for index in 0..<inner {
            let (from, to) = (update * inner + index, slice * inner + index)
            if source.isReal {
              target.store(target.real(to) + source.real(from), at: to)
            } else {
              target.store(target.integer(to) &+ source.integer(from), at: to)
            }
          }
        }
      }
    }
  }
}

extension OneHot: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let indices = try builder.denseView(node.input(0))
    let on = try builder.view(node.input(1))
    let off = try builder.view(node.input(2))
    let shape = builder.graph[node.input(0)].shape
    let inner = shape.dimensions[axis...].reduce(1, *)
    let depth = depth
    try builder.writeDense(node.output(), operation: Self.name) {
      (builder, output) throws(PlanError) in
      builder.appendElements(
        output.elementCount, unitWork: 1, operation: Self.name, reads: [indices, on, off],
        writes: [output]
      ) { unit, memory in
        let (block, place) = unit.quotientAndRemainder(dividingBy: inner)
        let (outer, level) = block.quotientAndRemainder(dividingBy: depth)
        let index = ScalarElements(indices, memory).integer(outer * inner + place)
        ScalarElements(output, memory).copy(
          ScalarElements(index == Int64(level) ? on : off, memory), from: 0, to: unit)
      }
    }
  }
}

/// Coordinates along the first axes of a tensor.
private struct Coordinates: Sendable {
  private let sizes: FixedArray<Int>
  /// Elements of what they name.
  let sliceCount: Int

  init(shape: Shape, count: Int) {
    sizes = FixedArray(Array(shape.dimensions.prefix(count)))
    sliceCount = shape.dimensions.dropFirst(count).reduce(1, *)
  }

  /// The number of the slice that some coordinates name; nil where it is outside.
  func slice(_ position: Int, _ indices: ScalarElements) -> Int? {
    var slice = 0
    for axis in 0..<sizes.count {
      let index = indices.integer(position * sizes.count + axis)
      guard index >= 0, index < Int64(sizes.base[axis]) else { return nil }
      slice = slice * sizes.base[axis] + Int(index)
    }
    return slice
  }
}

/// Copies a slice, or writes zeros where there is none.
private func copySlice(
  _ source: UnsafeMutableRawPointer?, to target: UnsafeMutableRawPointer, _ byteCount: Int
) {
  if let source {
    target.copyMemory(from: source, byteCount: byteCount)
  } else {
    target.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
  }
}
