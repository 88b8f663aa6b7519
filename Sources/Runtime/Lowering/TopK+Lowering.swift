import Graphs
import KernelInterface
import Memory

extension TopK: Lowerable {
  /// Places of a row are sorted in a heap of the thread's scratch: the least of the first `k` on top.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let input = try builder.denseView(node.input(0))
    let (values, places) = (
      try builder.temporary(input.elementType, channels: outputCount(builder, node)),
      try builder.temporary(indexType, channels: outputCount(builder, node))
    )
    let (count, width) = (count, input.channels)
    try builder.reserveScratch(saturatingProduct(max(1, count), MemoryLayout<Int>.stride))
    let rowCount = input.rowCount * input.width
    builder.appendElements(
      count == 0 ? 0 : rowCount, unitWork: 8 * width, operation: Self.name, reads: [input],
      writes: [values, places]
    ) { unit, memory in
      let source = ScalarElements(input, offset: input.offset + unit * width, memory)
      let heap = memory.scratch.assumingMemoryBound(to: Int.self)
      var sorting = LargestElements(source, heap, capacity: count)
      for index in 0..<width { sorting.offer(index) }
      sorting.sort()
      let target = ScalarElements(values, offset: values.offset + unit * count, memory)
      let targetPlaces = ScalarElements(places, offset: places.offset + unit * count, memory)
      for index in 0..<count {
        target.copy(source, from: heap[index], to: index)
        targetPlaces.store(Int64(heap[index]), at: index)
      }
    }
    for (index, view) in [values, places].enumerated() {
      let output = try builder.view(node.output(index))
      try builder.appendElementwise(
        .activate, operation: Self.name, a: view.reshaped(like: output), output: output)
    }
  }

  private func outputCount(_ builder: PlanBuilder, _ node: Node) -> Int {
    builder.graph[node.output()].shape.elementCount
  }
}

/// The largest elements of a row, in memory that others own.
private struct LargestElements {
  private let source: ScalarElements
  private let heap: UnsafeMutablePointer<Int>
  private let capacity: Int
  private var count = 0

  init(_ source: ScalarElements, _ heap: UnsafeMutablePointer<Int>, capacity: Int) {
    (self.source, self.heap, self.capacity) = (source, heap, capacity)
  }

  /// Tells whether the element at a place comes behind another's: it is smaller, or later of equal ones.
  private func isBehind(_ a: Int, _ b: Int) -> Bool {
    if source.isReal {
      let (x, y) = (source.real(a), source.real(b))
      return x == y ? a > b : x < y
    }
    let (x, y) = (source.integer(a), source.integer(b))
    return x == y ? a > b : x < y
  }

  mutating func offer(_ place: Int) {
    if count < capacity {
      heap[count] = place
      count += 1
      var child = count - 1
      while child > 0, isBehind(heap[child], heap[(child - 1) / 2]) {
        swap(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    } else if isBehind(heap[0], place) {
      heap[0] = place
      sink(below: count)
    }
  }

  /// Puts the places in falling order of their elements.
  mutating func sort() {
    var end = count - 1
    while end > 0 {
      swap(0, end)
      sink(below: end)
      end -= 1
    }
  }

  private func sink(below end: Int) {
    var parent = 0
    while 2 * parent + 1 < end {
      var child = 2 * parent + 1
      if child + 1 < end, isBehind(heap[child + 1], heap[child]) { child += 1 }
      guard isBehind(heap[child], heap[parent]) else { return }
      swap(child, parent)
      parent = child
    }
  }

  private func swap(_ a: Int, _ b: Int) {
    let kept = heap[a]
    heap[a] = heap[b]
    heap[b] = kept
  }
}
