import Graphs
import Memory

extension Reshape: Lowerable {
  /// Another name for the same elements.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try builder.alias(node.output(), of: node.input(0), operation: Self.name)
  }
}

extension Rearrange: Lowerable {
  /// Another view of the same elements where they lie as those of a part of a tensor do; else a copy.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let id = node.output()
    var input = try builder.grid(node.input(0))
    guard shape.elementCount > 0 else {
      _ = try builder.view(id)
      return
    }
    for (axis, place) in start.enumerated() { input.offset += place * input.strides[axis] }
    for loop in loops where loop.size == 1 {
      for term in loop.terms { input.offset += (term.table?[0] ?? 0) * input.strides[term.axis] }
    }
    let loops = loops.filter { $0.size != 1 }
    if builder.mayBeView(id), let part = part(of: input, loops), builder.takesView(part, of: id) {
      return
    }
    var tableByteCount = 0
    for loop in loops where loop.terms.contains(where: { $0.table != nil }) {
      tableByteCount = tableByteCount &+ loop.size &* MemoryLayout<Int>.stride
    }
    try builder.count(tableByteCount)
    let output = try builder.grid(id)
    if let strides = Self.outputStrides(loops, output) {
      builder.appendRearrangement(
        dimensions(loops, input, strides), from: input, to: output, clearsMargins: true,
        operation: label)
    } else {
      let label = label
      try builder.writeDense(id, operation: label) { (builder, dense) throws(PlanError) in
        let output = Grid(dense, shape)
        var strides: [Int] = []
        var next = 1
        for loop in loops.reversed() {
          strides.append(next)
          next *= loop.size
        }
        builder.appendRearrangement(
          dimensions(loops, input, strides.reversed()), from: input, to: output,
          clearsMargins: false, operation: label)
      }
    }
  }

  /// The loops with their strides in the input, or tables of them.
  private func dimensions(
    _ loops: [Loop], _ input: Grid, _ outputStrides: [Int]
  ) -> [RearrangeStep.Dimension] {
    zip(loops, outputStrides).map { loop, outputStride in
      var dimension = RearrangeStep.Dimension(size: loop.size, input: 0, output: outputStride)
      if loop.terms.contains(where: { $0.table != nil }) {
        dimension.table = FixedArray(
          (0..<loop.size).map { turn in
            loop.terms.reduce(0) {
              $0 + ($1.table?[turn] ?? turn * $1.step) * input.strides[$1.axis]
            }
          })
      } else {
        dimension.input = Self.stride(of: loop, in: input)
      }
      return dimension
    }
  }

  private static func stride(of loop: Loop, in input: Grid) -> Int {
    loop.terms.reduce(0) { $0 + $1.step * input.strides[$1.axis] }
  }

  /// The loops of each dimension of the output but those of size 1: neighbors, none of size 1; nil where loops
  /// cross dimensions.
  private static func groups(_ loops: [Loop], _ sizes: [Int]) -> [[Int]]? {
    var groups: [[Int]] = []
    var next = 0
    for size in sizes {
      var group: [Int] = []
      var product = 1
      while product < size {
        guard next < loops.count else { return nil }
        product *= loops[next].size
        group.append(next)
        next += 1
      }
      guard product == size else { return nil }
      groups.append(group)
    }
    return next == loops.count ? groups : nil
  }

  /// The stride of each loop in the output.
  private static func outputStrides(_ loops: [Loop], _ output: Grid) -> [Int]? {
    guard let groups = groups(loops, output.sizes) else { return nil }
    var strides = [Int](repeating: 0, count: loops.count)
    for (axis, group) in groups.enumerated() {
      var stride = output.strides[axis]
      for index in group.reversed() {
        strides[index] = stride
        stride *= loops[index].size
      }
    }
    return strides
  }

  /// The output as a view of the input, if its pixels and rows follow one another there as in any tensor,
  /// perhaps with gaps.
  private func part(of input: Grid, _ loops: [Loop]) -> TensorView? {
    guard shape.rank <= 4, !loops.contains(where: { $0.terms.contains { $0.table != nil } }),
      let groups = Self.groups(loops, shape.dimensions)
    else { return nil }
    var strides: [Int?] = []
    for group in groups {
      var composed: Int?
      var size = 1
      for index in group.reversed() {
        let stride = Self.stride(of: loops[index], in: input)
        guard let inner = composed else {
          (composed, size) = (stride, loops[index].size)
          continue
        }
        guard stride == inner * size else { return nil }
        size *= loops[index].size
      }
      strides.append(composed)
    }
    let missing = 4 - shape.rank
    let sizes = [Int](repeating: 1, count: missing) + shape.dimensions
    let found = [Int?](repeating: nil, count: missing) + strides
    // A dimension of one element has no stride of its own: it gets the least that nests.
    var nested = [0, 0, 0, 0]
    var least = 1
    for axis in (0..<4).reversed() {
      nested[axis] = found[axis] ?? least
      guard nested[axis] >= least, axis < 3 || nested[axis] == 1 else { return nil }
      least = nested[axis] * sizes[axis]
    }
    var view = input.view
    view.offset = input.offset
    (view.batch, view.height, view.width, view.channels) = (sizes[0], sizes[1], sizes[2], sizes[3])
    (view.imageStride, view.rowStride, view.pixelStride) = (nested[0], nested[1], nested[2])
    view.margins = Margins()
    return view
  }
}

extension Pad: Lowerable {
  /// Zeros around pictures can be the margins of the input.
  private func isMargin(of node: Node, in graph: Graph) -> Bool {
    guard before.count == 4, before[0] + after[0] + before[3] + after[3] == 0,
      graph[node.input(0)].shape.elementCount > 0
    else { return false }
    guard let value = node.optionalInput(1) else { return true }
    return graph[value].constant?.withBytes { $0.allSatisfy { $0 == 0 } } ?? false
  }

  /// The margins that the input needs, of whose output some are needed.
  private func margins(around outer: Margins) -> Margins {
    Margins(
      top: before[1] + outer.top, bottom: after[1] + outer.bottom,
      left: before[2] + outer.left, right: after[2] + outer.right)
  }

  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    isMargin(of: node, in: graph) ? margins(around: outputMargins) : Margins()
  }

  /// A view of the input with its margins, where they are what is added; else a copy and a step for each side.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let id = node.output()
    let source = try builder.grid(node.input(0))
    if isMargin(of: node, in: builder.graph), builder.mayBeView(id, withMargins: true),
      source.view.margins.union(margins(around: builder.requiredMargins(of: id)))
        == source.view.margins
    {
      var view = source.view
      view.offset -= before[1] * view.rowStride + before[2] * view.pixelStride
      view.height += before[1] + after[1]
      view.width += before[2] + after[2]
      view.margins.top -= before[1]
      view.margins.bottom -= after[1]
      view.margins.left -= before[2]
      view.margins.right -= after[2]
      if builder.takesView(view, of: id) { return }
    }
    let value: TensorView
    if let input = node.optionalInput(1) {
      value = try builder.view(input)
    } else {
      value = try builder.zero(source.view.elementType)
    }
    if try builder.appendChannelPadding(self, node, value: value) { return }
    let target = try builder.grid(id)
    var inner = target
    for axis in before.indices {
      let size = source.sizes[axis]
      let sides = [(0, before[axis]), (before[axis] + size, after[axis])]
      for (start, count) in sides where count > 0 {
        let side = inner.part(axis, from: start, count: count)
        builder.appendCopy(
          from: .repeating(value, like: side), to: side, operation: Self.name)
      }
      inner = inner.part(axis, from: before[axis], count: size)
    }
    builder.appendCopy(from: source, to: inner, operation: Self.name)
    if !target.view.margins.isEmpty {
      builder.clearMargins(of: target.view, operation: Self.name)
    }
  }
}

extension Pack: Lowerable {
  /// One copy an input.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let output = try builder.grid(node.output())
    for index in node.inputs.indices {
      builder.appendCopy(
        from: try builder.grid(node.input(index)), to: output.slice(axis, at: index),
        operation: Self.name)
    }
    if !output.view.margins.isEmpty {
      builder.clearMargins(of: output.view, operation: Self.name)
    }
  }
}
