import KernelInterface

/// Light of pixels, summed up to cells: a chunk of columns at a time. Those that are all person are none of it.
enum LensLight {
  typealias Arguments = LensLightArguments

  @inline(__always) private static var chunkLength: Int { 256 }
  /// Sums of a chunk's columns, channel by channel, then the keeps of four rows.
  private typealias Memory = InlineArray<2048, Float>

  static func kernel(_ arguments: UnsafePointer<Arguments>) {
    var memory = Memory(repeating: 0)
    run(arguments, &memory)
  }

  @inline(__always)
  private static func run(
    _ arguments: UnsafePointer<Arguments>, _ scratch: UnsafeMutableRawPointer
  ) {
    let columns = scratch.assumingMemoryBound(to: Float.self)
    let width = arguments.pointee.width
    var x = 0
    while x < width {
      let count = min(chunkLength, width &- x)
      chunk(arguments, x, count, columns)
      store(arguments, x, count, columns)
      x &+= chunkLength
    }
  }

  @inline(__always)
  private static func keep(_ mask: UInt8) -> Float {
    let left = 255 - Float(mask)
    let clear = left - Float(mask)
    return (clear > 0 ? clear : 0) + left * (1 / 64)
  }

  /// The sums of a chunk's columns.
  @inline(__always)
  private static func chunk(
    _ arguments: UnsafePointer<Arguments>, _ x: Int, _ count: Int,
    _ columns: UnsafeMutablePointer<Float>
  ) {
    let keeps = columns + 4 &* chunkLength
    var least: UInt8 = 255
    for row in 0..<arguments.pointee.rowCount {
      let mask = arguments.pointee.masks[row] + x
      for i in 0..<count {
        least = mask[i] < least ? mask[i] : least
        keeps[row &* chunkLength &+ i] = keep(mask[i])
      }
    }
    guard least < 255 else {
      for i in 0..<(4 &* chunkLength) { columns[i] = 0 }
      return
    }
    var column = 0
    while column &+ NativeVector.lanes <= count {
      add(NativeVector.self, arguments, x, column, columns)
      column &+= NativeVector.lanes
    }
    while column < count {
      add(Float.self, arguments, x, column, columns)
      column &+= 1
    }
  }

  /// The sums of a vector of columns over all rows.
  @inline(__always)
  private static func add<Vector: PixelVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<Arguments>, _ x: Int, _ column: Int,
    _ columns: UnsafeMutablePointer<Float>
  ) {
    let keeps = columns + (4 &* chunkLength &+ column)
    var (red, green, blue) = (Vector.broadcast(0), Vector.broadcast(0), Vector.broadcast(0))
    var sum = Vector.broadcast(0)
    for row in 0..<arguments.pointee.rowCount {
      let pixels = Vector.loadWords(arguments.pointee.rows[row] + (x &+ column))
      let keep = Vector.load(keeps + row &* chunkLength)
      let (r, g, b) = (pixels.channel(0), pixels.channel(8), pixels.channel(16))
      let excess = (r.minimum(g).minimum(b) - .broadcast(229.5)).maximum(.broadcast(0))
      // The square root of 3, over 25.5.
      let boost = excess * .broadcast(0.067_923_561)
      let gain = keep * Vector.broadcast(1).multiplyAdd(boost, boost)
      red = red.multiplyAdd(gain, light(r))
      green = green.multiplyAdd(gain, light(g))
      blue = blue.multiplyAdd(gain, light(b))
      sum = sum + gain
    }
    red.store(columns + column)
    green.store(columns + (chunkLength &+ column))
    blue.store(columns + (2 &* chunkLength &+ column))
    sum.store(columns + (3 &* chunkLength &+ column))
  }

  /// The light of bytes, 0...1.
  @inline(__always)
  private static func light<Vector: PixelVector>(_ value: Vector) -> Vector {
    let slope = Vector.broadcast(0.6067 / 65025)
      .multiplyAdd(value, .broadcast(0.3588 / 16_581_375))
    return value * Vector.broadcast(0.0345 / 255).multiplyAdd(value, slope)
  }

  /// A chunk's columns as cells, the last of which may be narrower.
  @inline(__always)
  private static func store(
    _ arguments: UnsafePointer<Arguments>, _ x: Int, _ count: Int,
    _ columns: UnsafeMutablePointer<Float>
  ) {
    let step = arguments.pointee.step
    let cells = arguments.pointee.cells + (x / step) &* 4
    var column = 0
    if step == 4 {
      while column &+ 4 <= count {
        let red = load(columns + column)
        let green = load(columns + (chunkLength &+ column))
        let blue = load(columns + (2 &* chunkLength &+ column))
        let keep = load(columns + (3 &* chunkLength &+ column))
        let redGreen = SIMD4(
          lowHalf: red.lowHalf + red.highHalf, highHalf: green.lowHalf + green.highHalf)
        let blueKeep = SIMD4(
          lowHalf: blue.lowHalf + blue.highHalf, highHalf: keep.lowHalf + keep.highHalf)
        put(
          SIMD4(
            lowHalf: redGreen.evenHalf + redGreen.oddHalf,
            highHalf: blueKeep.evenHalf + blueKeep.oddHalf), cells + column, arguments)
        column &+= 4
      }
    }
    while column < count {
      var sums = SIMD4<Float>()
      for channel in 0..<4 {
        let first = columns + (channel &* chunkLength &+ column)
        for i in 0..<min(step, count &- column) { sums[channel] += first[i] }
      }
      put(sums, cells + (column / step) &* 4, arguments)
      column &+= step
    }
  }

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
  }

  @inline(__always)
  private static func put(
    _ sums: SIMD4<Float>, _ cell: UnsafeMutablePointer<Float>,
    _ arguments: UnsafePointer<Arguments>
  ) {
    let total = arguments.pointee.adds ? sums + load(cell) : sums
    UnsafeMutableRawPointer(cell).storeBytes(of: total, as: SIMD4<Float>.self)
  }
}
