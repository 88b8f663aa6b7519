import KernelInterface

/// One tile of `ConvolutionArguments`: `rows` output pixels by `vectors` vectors of channels, whose
/// sums stay in registers.
///
/// Every loop over `rows` or `vectors` must unroll entirely, or the sums move to the stack: no early
/// exit, no call, no index that is not a constant after unrolling.
struct ConvolutionTile<Vector: FloatVector, let rows: Int, let vectors: Int> {
  typealias Sums = InlineArray<rows, InlineArray<vectors, Vector>>

  @inline(__always)
  static func sums(_ arguments: UnsafePointer<ConvolutionArguments>, _ input: UnsafePointer<Float>)
    -> Sums
  {
    let width = vectors &* Vector.lanes
    let pixelStride = arguments.pointee.inputPixelStride
    var weights = arguments.pointee.weights
    var sums = Sums(repeating: InlineArray(repeating: .broadcast(0)))
    for vector in 0..<vectors {
      let bias = Vector.load(weights + vector &* Vector.lanes)
      for row in 0..<rows { sums[row][vector] = bias }
    }
    weights += width
    if arguments.pointee.segmentCount == 1 {
      addSegment(&sums, arguments, input, weights)
      return sums
    }
    var segment = 0
    while segment < arguments.pointee.segmentCount {
      var taps = input + arguments.pointee.segmentOffsets[segment]
      var left = arguments.pointee.segmentLength
      // Filters of three columns have three times as many.
      while left >= 3 {
        add(&sums, taps, weights, pixelStride)
        add(&sums, taps + 1, weights + width, pixelStride)
        add(&sums, taps + 2, weights + 2 &* width, pixelStride)
        taps += 3
        weights += 3 &* width
        left &-= 3
      }
      while left > 0 {
        add(&sums, taps, weights, pixelStride)
        taps += 1
        weights += width
        left &-= 1
      }
      segment &+= 1
    }
    return sums
  }

  /// Adds the only segment: a loop without another around it, whose counters would leave the registers,
  /// and of four taps a turn runs 1x1 filters 5 to 10 per cent faster.
  @inline(__always)
  static func addSegment(
    _ sums: inout Sums, _ arguments: UnsafePointer<ConvolutionArguments>,
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>
  ) {
    let width = vectors &* Vector.lanes
    let pixelStride = arguments.pointee.inputPixelStride
    var taps = input + arguments.pointee.segmentOffsets.pointee
    var weights = weights
    var left = arguments.pointee.segmentLength
    while left >= 4 {
      add(&sums, taps, weights, pixelStride)
      add(&sums, taps + 1, weights + width, pixelStride)
      add(&sums, taps + 2, weights + 2 &* width, pixelStride)
      add(&sums, taps + 3, weights + 3 &* width, pixelStride)
      taps += 4
      weights += 4 &* width
      left &-= 4
    }
    while left > 0 {
      add(&sums, taps, weights, pixelStride)
      taps += 1
      weights += width
      left &-= 1
    }
  }

  /// Adds one tap of every pixel times its weights.
  @inline(__always)
  static func add(
    _ sums: inout Sums, _ taps: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ pixelStride: Int
  ) {
    for row in 0..<rows {
      let value = Vector.broadcast(taps[row &* pixelStride])
      for vector in 0..<vectors {
        sums[row][vector] = sums[row][vector].multiplyAdd(
          value, .load(weights + vector &* Vector.lanes))
      }
    }
  }

  /// Tiles while they fit; moves the cursor. `storage` says where a vector goes.
  ///
  /// The epilogue goes in short passes over the registers, since one long loop body would not unroll.
  /// A function too long even so works on the stored sums.
  @inline(__always)
  static func run<Function: ActivationFunction, Storage: TileStorage>(
    _ function: Function.Type, _ storage: Storage.Type,
    _ arguments: UnsafePointer<ConvolutionArguments>,
    _ cursor: inout ConvolutionCursor
  ) {
    while cursor.pixelsLeft >= rows {
      var sums = sums(arguments, cursor.input)
      if rows * vectors * Function.instructionCount <= 100 {
        for row in 0..<rows {
          for vector in 0..<vectors {
            sums[row][vector] = function.apply(sums[row][vector], arguments.pointee.activation)
          }
        }
        addResidual(&sums, arguments, cursor)
        store(sums, storage, arguments, cursor)
      } else {
        store(sums, storage, arguments, cursor)
        finishStored(function, storage, arguments, cursor)
      }
      cursor.advance(rows, arguments)
    }
  }

  @inline(__always)
  static func addResidual(
    _ sums: inout Sums, _ arguments: UnsafePointer<ConvolutionArguments>,
    _ cursor: ConvolutionCursor
  ) {
    guard let residual = cursor.residual else { return }
    let beforeGap = arguments.pointee.rowLength &- cursor.column
    let stride = arguments.pointee.residualPixelStride
    let gap = arguments.pointee.residualRowGap
    for row in 0..<rows {
      let added = residual + (row &* stride &+ (row < beforeGap ? 0 : gap))
      for vector in 0..<vectors {
        sums[row][vector] = sums[row][vector] + .load(added + vector &* Vector.lanes)
      }
    }
    let lower = Vector.broadcast(arguments.pointee.finalLower)
    let upper = Vector.broadcast(arguments.pointee.finalUpper)
    for row in 0..<rows {
      for vector in 0..<vectors {
        sums[row][vector] = sums[row][vector].maximum(lower).minimum(upper)
      }
    }
  }

  @inline(__always)
  static func store<Storage: TileStorage>(
    _ sums: Sums, _ storage: Storage.Type, _ arguments: UnsafePointer<ConvolutionArguments>,
    _ cursor: ConvolutionCursor
  ) {
    let beforeGap = arguments.pointee.rowLength &- cursor.column
    let stride = arguments.pointee.outputPixelStride
    if beforeGap >= rows {
      for row in 0..<rows {
        let target = cursor.output + row &* stride
        for vector in 0..<vectors {
          storage.store(sums[row][vector], target + vector &* Vector.lanes, arguments)
        }
      }
      return
    }
    let gap = arguments.pointee.outputRowGap
    for row in 0..<rows {
      let target = cursor.output + (row &* stride &+ (row < beforeGap ? 0 : gap))
      for vector in 0..<vectors {
        storage.store(sums[row][vector], target + vector &* Vector.lanes, arguments)
      }
    }
  }

  @inline(__always)
  static func finishStored<Function: ActivationFunction, Storage: TileStorage>(
    _ function: Function.Type, _ storage: Storage.Type,
    _ arguments: UnsafePointer<ConvolutionArguments>,
    _ cursor: ConvolutionCursor
  ) {
    let beforeGap = arguments.pointee.rowLength &- cursor.column
    let lower = Vector.broadcast(arguments.pointee.finalLower)
    let upper = Vector.broadcast(arguments.pointee.finalUpper)
    var row = 0
    while row < rows {
      var target = cursor.output + row &* arguments.pointee.outputPixelStride
      var residual = cursor.residual.map { $0 + row &* arguments.pointee.residualPixelStride }
      if row >= beforeGap {
        target += arguments.pointee.outputRowGap
        residual = residual.map { $0 + arguments.pointee.residualRowGap }
      }
      for vector in 0..<vectors {
        let place = target + vector &* Vector.lanes
        var value = function.apply(
          storage.load(Vector.self, place, arguments), arguments.pointee.activation)
        if let residual {
          value = (value + .load(residual + vector &* Vector.lanes)).maximum(lower).minimum(upper)
        }
        storage.store(value, place, arguments)
      }
      row &+= 1
    }
  }

  /// All pixels: whole tiles, then smaller ones.
  @inline(__always)
  static func all<Function: ActivationFunction, Storage: TileStorage>(
    _ function: Function.Type, _ storage: Storage.Type,
    _ arguments: UnsafePointer<ConvolutionArguments>
  ) {
    var cursor = ConvolutionCursor(arguments)
    run(function, storage, arguments, &cursor)
    if rows > 8 { ConvolutionTile<Vector, 8, vectors>.run(function, storage, arguments, &cursor) }
    if rows > 4 { ConvolutionTile<Vector, 4, vectors>.run(function, storage, arguments, &cursor) }
    if rows > 2 { ConvolutionTile<Vector, 2, vectors>.run(function, storage, arguments, &cursor) }
    ConvolutionTile<Vector, 1, vectors>.run(function, storage, arguments, &cursor)
  }

  /// The kernel: `all` with the activation chosen once.
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ConvolutionArguments>) {
    kernel(WholeStorage.self, arguments)
  }

  /// The same with each vector's halves stored `upperHalfOffset` apart.
  @inline(__always)
  static func splitKernel(_ arguments: UnsafePointer<ConvolutionArguments>) {
    kernel(SplitStorage.self, arguments)
  }

  @inline(__always)
  private static func kernel<Storage: TileStorage>(
    _ storage: Storage.Type, _ arguments: UnsafePointer<ConvolutionArguments>
  ) {
    switch arguments.pointee.activation.kind {
    case .identity: all(Identity.self, storage, arguments)
    case .clamp: all(Clamp.self, storage, arguments)
    case .hardSwish: all(HardSwish.self, storage, arguments)
    case .logistic: all(Logistic.self, storage, arguments)
    }
  }
}
