import Memory
import Platform

/// A copy of elements of any type by nested loops, each with strides of its own or a table of places.
struct RearrangeStep: Step {
  /// One loop: its turns, and how many elements each takes in input and output.
  struct Dimension: Sendable {
    var size: Int
    var input: Int
    var output: Int
    /// Elements of the input to each turn; nil for multiples of `input`.
    var table: FixedArray<Int>?

    /// Elements of the input to a turn.
    @inline(__always)
    func inputOffset(_ turn: Int) -> Int { table.map { $0.base[turn] } ?? turn * input }
  }

  let input: TensorView
  let inputOffset: Int
  let output: TensorView
  let outputOffset: Int
  /// At least two, none without turns.
  let dimensions: [Dimension]
  /// Whether the step writes a whole tensor, whose margins it then clears too.
  let clearsMargins: Bool

  /// Runs of the last loop.
  var unitCount: Int { dimensions.dropLast().reduce(1) { $0 * $1.size } }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    if units.lowerBound == 0, clearsMargins {
      memory.clearMargins(of: output, rows: 0..<output.rowCount)
    }
    switch output.elementType.byteCount {
    case 1: run(UInt8.self, units, memory)
    case 2: run(UInt16.self, units, memory)
    case 4: run(UInt32.self, units, memory)
    default: run(UInt64.self, units, memory)
    }
  }

  @inline(__always)
  private func run<Bits: FixedWidthInteger>(
    _: Bits.Type, _ units: Range<Int>, _ memory: StepMemory
  ) {
    let source = memory.buffers[input.buffer].assumingMemoryBound(to: Bits.self) + inputOffset
    let target = memory.buffers[output.buffer].assumingMemoryBound(to: Bits.self) + outputOffset
    let last = dimensions.count - 1
    var unit = units.lowerBound
    while unit < units.upperBound {
      // Turns of all loops but the last two; then as many of the last but one as are left.
      var (rest, row) = unit.quotientAndRemainder(dividingBy: dimensions[last - 1].size)
      var (from, to) = (source, target)
      var axis = last - 2
      while axis >= 0 {
        let turn: Int
        (rest, turn) = rest.quotientAndRemainder(dividingBy: dimensions[axis].size)
        from += dimensions[axis].inputOffset(turn)
        to += turn * dimensions[axis].output
        axis -= 1
      }
      let end = min(dimensions[last - 1].size, row + units.upperBound - unit)
      unit += end - row
      if Self.copyShortRuns(from, to, row..<end, dimensions[last - 1], dimensions[last]) {
        continue
      }
      while row < end {
        Self.copy(
          from + dimensions[last - 1].inputOffset(row), to + row * dimensions[last - 1].output,
          dimensions[last])
        row += 1
      }
    }
  }

  /// Runs of 1 to 64 bytes, a power of two: a call for each would take longer than the copy. Tells whether they were such.
  @inline(__always)
  private static func copyShortRuns<Bits: FixedWidthInteger>(
    _ source: UnsafeMutablePointer<Bits>, _ target: UnsafeMutablePointer<Bits>, _ rows: Range<Int>,
    _ outer: Dimension, _ inner: Dimension
  ) -> Bool {
    guard outer.table == nil, inner.table == nil, inner.input == 1, inner.output == 1 else {
      return false
    }
    func copy<Block: BitwiseCopyable>(_ block: Block.Type) {
      for row in rows {
        let value = UnsafeRawPointer(source + row &* outer.input).loadUnaligned(as: block)
        UnsafeMutableRawPointer(target + row &* outer.output).storeBytes(of: value, as: block)
      }
    }
    switch inner.size &* MemoryLayout<Bits>.size {
    case 1: copy(UInt8.self)
    case 2: copy(UInt16.self)
    case 4: copy(UInt32.self)
    case 8: copy(UInt64.self)
    case 16: copy(SIMD4<UInt32>.self)
    case 32: copy(SIMD8<UInt32>.self)
    case 64: copy(SIMD16<UInt32>.self)
    default: return false
    }
    return true
  }

  /// The last loop.
  @inline(__always)
  private static func copy<Bits: FixedWidthInteger>(
    _ source: UnsafeMutablePointer<Bits>, _ target: UnsafeMutablePointer<Bits>,
    _ dimension: Dimension
  ) {
    let (step, targetStep) = (dimension.input, dimension.output)
    if let table = dimension.table {
      for turn in 0..<dimension.size { target[turn &* targetStep] = source[table.base[turn]] }
    } else if step == 1 && targetStep == 1 {
      target.update(from: source, count: dimension.size)
    } else if step == 0 && targetStep == 1 {
      target.update(repeating: source.pointee, count: dimension.size)
    } else {
      for turn in 0..<dimension.size { target[turn &* targetStep] = source[turn &* step] }
    }
  }
}

extension RearrangeStep {
  /// Joins loops, innermost first, while all strides compose. The last one stays below some thousand turns,
  /// so that there are runs to split among threads.
  static func merged(_ dimensions: [Dimension]) -> [Dimension] {
    var result: [Dimension] = []
    for dimension in dimensions.reversed() where dimension.size != 1 {
      guard var inner = result.last, inner.table == nil, dimension.table == nil,
        dimension.input == inner.input * inner.size,
        dimension.output == inner.output * inner.size,
        result.count > 1 || dimension.size * inner.size <= 1 << 13
      else {
        result.append(dimension)
        continue
      }
      inner.size *= dimension.size
      result[result.count - 1] = inner
    }
    while result.count < 2 { result.append(Dimension(size: 1, input: 0, output: 0)) }
    return result.reversed()
  }
}
