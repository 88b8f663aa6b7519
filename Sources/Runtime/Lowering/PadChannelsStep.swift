import Graphs

/// Pixels with further channels of one value before and behind their own.
struct PadChannelsStep: Step {
  let input: TypedView<Float>
  let value: TypedView<Float>
  let output: TypedView<Float>
  /// Channels before the input's.
  let before: Int

  /// Rows.
  var unitCount: Int { output.rowCount }

  var parts: PixelParts? {
    let parts = PixelParts(output.view)
    return parts.partsPerRow == 1 ? parts : nil
  }

  var readsOwnPixels: [TensorView] { [input.view] }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    let value = memory.pointer(value).pointee
    let count = input.channels
    for row in units {
      var source = UnsafePointer(memory.row(row, of: input))
      var target = memory.row(row, of: output)
      for _ in 0..<output.width {
        for channel in 0..<before { target[channel] = value }
        for channel in (before + count)..<output.channels { target[channel] = value }
        Self.copy(source, target + before, count)
        source += input.pixelStride
        target += output.pixelStride
      }
    }
    memory.clearMargins(of: output.view, rows: units)
  }

  /// A copy without a call, which would take longer than a few channels.
  @inline(__always)
  private static func copy(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    func vector(_ index: Int) {
      let four = UnsafeRawPointer(source + index).loadUnaligned(as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(target + index).storeBytes(of: four, as: SIMD4<Float>.self)
    }
    guard count >= 4 else {
      for index in 0..<count { target[index] = source[index] }
      return
    }
    var index = 0
    while index &+ 4 <= count {
      vector(index)
      index &+= 4
    }
    if index < count { vector(count &- 4) }
  }
}

extension PlanBuilder {
  /// Appends the step where a padding of floats adds channels alone. Tells whether it did.
  mutating func appendChannelPadding(
    _ pad: Pad, _ node: Node, value: TensorView
  ) throws(PlanError) -> Bool {
    let rank = pad.before.count
    let shape = graph[node.input(0)].shape
    guard (1...4).contains(rank),
      zip(pad.before, pad.after).dropLast().allSatisfy({ $0 + $1 == 0 }),
      graph[node.output()].elementType == .float32, shape.elementCount > 0
    else { return false }
    let input = try view(node.input(0))
    let output = try view(node.output())
    let step = PadChannelsStep(
      input: try input.typed(for: Pad.name), value: try value.typed(for: Pad.name),
      output: try output.typed(for: Pad.name), before: pad.before[rank - 1])
    append(
      step, operation: Pad.name, kernelNames: [],
      grain: max(1, 2048 / max(1, output.width * output.channels)), reads: [input, value],
      writes: [output])
    return true
  }
}
