import KernelInterface

#if LEVEL_AVX512
  private typealias Words = SIMD16<UInt32>
#elseif LEVEL_AVX2
  private typealias Words = SIMD8<UInt32>
#else
  private typealias Words = SIMD4<UInt32>
#endif

/// Discs of light; see `LensDiscArguments`. The sums of a block of cells stay in registers while the chords pass.
enum LensDisc {
  typealias Arguments = LensDiscArguments

  /// Vectors a block: half of the registers where there are 16.
  @inline(__always) private static var blockSize: Int { 8 }
  @inline(__always) private static var blockCells: Int { Words.scalarCount / 4 &* blockSize }
  /// Cells that may be hidden together; a whole number of blocks.
  @inline(__always) private static var groupCells: Int { 32 }
  private typealias Memory = InlineArray<128, UInt32>

  static func kernel(_ arguments: UnsafePointer<Arguments>) {
    var memory = Memory(repeating: 0)
    run(arguments, &memory)
  }

  @inline(__always)
  private static func run(
    _ arguments: UnsafePointer<Arguments>, _ scratch: UnsafeMutableRawPointer
  ) {
    let totals = scratch.assumingMemoryBound(to: UInt32.self)
    let count = arguments.pointee.count
    var first = 0
    while first < count {
      let end = min(first &+ groupCells, count)
      for row in 0..<arguments.pointee.rowCount {
        let pixels = arguments.pointee.pixels + row &* arguments.pointee.pixelStride
        if isHidden(arguments, row, first..<end) {
          for cell in first..<end { pixels[cell] = 0xff00_0000 }
          continue
        }
        let sums = arguments.pointee.sums + row &* arguments.pointee.sumStride
        var cell = first
        while cell &+ blockCells <= end {
          block(arguments, sums + 4 &* cell, totals)
          finish(arguments, blockCells, totals, pixels + cell)
          cell &+= blockCells
        }
        while cell < end {
          single(arguments, sums + 4 &* cell, totals)
          finish(arguments, 1, totals, pixels + cell)
          cell &+= 1
        }
      }
      first = end
    }
  }

  /// Tells whether cells and those around them have no weight.
  @inline(__always)
  private static func isHidden(
    _ arguments: UnsafePointer<Arguments>, _ row: Int, _ cells: Range<Int>
  ) -> Bool {
    var weight: UInt32 = 0
    for y in -2...2 {
      let sums = arguments.pointee.sums + ((row &+ y) &* arguments.pointee.sumStride &+ 3)
      weight |= sums[4 &* (cells.upperBound &+ 1)] &- sums[4 &* (cells.lowerBound &- 3)]
    }
    return weight == 0
  }

  @inline(__always)
  private static func block(
    _ arguments: UnsafePointer<Arguments>, _ sums: UnsafePointer<UInt32>,
    _ totals: UnsafeMutablePointer<UInt32>
  ) {
    let doubledCount = arguments.pointee.doubledCount
    var parts = InlineArray<8, Words>(repeating: Words())
    add(arguments, 0..<doubledCount, sums, &parts)
    for part in 0..<blockSize { parts[part] = parts[part] &+ parts[part] }
    add(arguments, doubledCount..<arguments.pointee.chordCount, sums, &parts)
    for part in 0..<blockSize {
      UnsafeMutableRawPointer(totals).storeBytes(
        of: parts[part], toByteOffset: part &* Words.scalarCount &* 4, as: Words.self)
    }
  }

  /// Adds chords to a block's sums.
  @inline(__always)
  private static func add(
    _ arguments: UnsafePointer<Arguments>, _ range: Range<Int>, _ sums: UnsafePointer<UInt32>,
    _ parts: inout InlineArray<8, Words>
  ) {
    let chords = arguments.pointee.chords
    for chord in range {
      let end = UnsafeRawPointer(sums + chords[2 &* chord])
      let start = UnsafeRawPointer(sums + chords[2 &* chord &+ 1])
      for part in 0..<blockSize {
        let offset = part &* Words.scalarCount &* 4
        parts[part] =
          parts[part] &+ end.loadUnaligned(fromByteOffset: offset, as: Words.self)
          &- start.loadUnaligned(fromByteOffset: offset, as: Words.self)
      }
    }
  }

  @inline(__always)
  private static func single(
    _ arguments: UnsafePointer<Arguments>, _ sums: UnsafePointer<UInt32>,
    _ totals: UnsafeMutablePointer<UInt32>
  ) {
    let chords = arguments.pointee.chords
    var total = SIMD4<UInt32>()
    for chord in 0..<arguments.pointee.chordCount {
      let end = UnsafeRawPointer(sums + chords[2 &* chord])
      let start = UnsafeRawPointer(sums + chords[2 &* chord &+ 1])
      if chord == arguments.pointee.doubledCount { total = total &+ total }
      total =
        total &+ end.loadUnaligned(as: SIMD4<UInt32>.self)
        &- start.loadUnaligned(as: SIMD4<UInt32>.self)
    }
    if arguments.pointee.chordCount == arguments.pointee.doubledCount { total = total &+ total }
    UnsafeMutableRawPointer(totals).storeBytes(of: total, as: SIMD4<UInt32>.self)
  }

  /// Pixels of the totals of their cells.
  @inline(__always)
  private static func finish(
    _ arguments: UnsafePointer<Arguments>, _ count: Int, _ totals: UnsafePointer<UInt32>,
    _ pixels: UnsafeMutablePointer<UInt32>
  ) {
    let bytes = arguments.pointee.bytes
    for i in 0..<count {
      let total = totals + 4 &* i
      let weight = number(total[3])
      let scale = weight > 0 ? 8191 / weight : 0
      let red = UInt32(bytes[index(total[0], scale)])
      let green = UInt32(bytes[index(total[1], scale)])
      let blue = UInt32(bytes[index(total[2], scale)])
      pixels[i] = red | green &<< 8 | blue &<< 16 | 0xff00_0000
    }
  }

  /// Half of a total.
  @inline(__always)
  private static func number(_ total: UInt32) -> Float { Float(Int32(bitPattern: total &>> 1)) }

  /// A place in the table of bytes.
  @inline(__always)
  private static func index(_ total: UInt32, _ scale: Float) -> Int {
    Int(((number(total) * scale).minimum(8191) + 0x1p23).bitPattern & 8191)
  }
}
