import KernelInterface

/// One tile of `ConvolutionArguments`: `rows` output pixels by `vectors` vectors of channels, whose
/// sums stay in registers.
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
    for segment in 0..<arguments.pointee.segmentCount {
      var taps = input + arguments.pointee.segmentOffsets[segment]
      for _ in 0..<arguments.pointee.segmentLength {
        for row in 0..<rows {
          let value = Vector.broadcast(taps[row &* pixelStride])
          for vector in 0..<vectors {
            sums[row][vector] = sums[row][vector].multiplyAdd(
              value, .load(weights + vector &* Vector.lanes))
          }
        }
        taps += 1
        weights += width
      }
    }
    return sums
  }

  /// Tiles from `pixel` on while they fit; moves the cursors.
  @inline(__always)
  static func run<Function: ActivationFunction>(
    _ function: Function.Type, _ arguments: UnsafePointer<ConvolutionArguments>,
    _ cursor: inout ConvolutionCursor
  ) {
    while cursor.pixelsLeft >= rows {
      let sums = sums(arguments, cursor.input)
      if cursor.residual == nil {
        for row in 0..<rows {
          for vector in 0..<vectors {
            function.apply(sums[row][vector], arguments.pointee.activation)
              .store(cursor.output + vector &* Vector.lanes)
          }
          cursor.advance(arguments)
        }
      } else {
        storeWithResidual(function, arguments, sums, &cursor)
      }
      cursor.input += rows &* arguments.pointee.inputPixelStride
      cursor.pixelsLeft &-= rows
    }
  }

  @inline(__always)
  static func storeWithResidual<Function: ActivationFunction>(
    _ function: Function.Type, _ arguments: UnsafePointer<ConvolutionArguments>, _ sums: Sums,
    _ cursor: inout ConvolutionCursor
  ) {
    let lower = Vector.broadcast(arguments.pointee.finalLower)
    let upper = Vector.broadcast(arguments.pointee.finalUpper)
    for row in 0..<rows {
      guard let residual = cursor.residual else { return }
      for vector in 0..<vectors {
        let sum = function.apply(sums[row][vector], arguments.pointee.activation)
        (sum + .load(residual + vector &* Vector.lanes)).maximum(lower).minimum(upper)
          .store(cursor.output + vector &* Vector.lanes)
      }
      cursor.advance(arguments)
    }
  }

  /// All pixels: whole tiles, then smaller ones.
  @inline(__always)
  static func all<Function: ActivationFunction>(
    _ function: Function.Type, _ arguments: UnsafePointer<ConvolutionArguments>
  ) {
    var cursor = ConvolutionCursor(arguments)
    run(function, arguments, &cursor)
    if rows > 4 { ConvolutionTile<Vector, 4, vectors>.run(function, arguments, &cursor) }
    if rows > 2 { ConvolutionTile<Vector, 2, vectors>.run(function, arguments, &cursor) }
    ConvolutionTile<Vector, 1, vectors>.run(function, arguments, &cursor)
  }

  /// The kernel: `all` with the activation chosen once.
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ConvolutionArguments>) {
    switch arguments.pointee.activation.kind {
    case .identity: all(Identity.self, arguments)
    case .clamp: all(Clamp.self, arguments)
    case .hardSwish: all(HardSwish.self, arguments)
    case .logistic: all(Logistic.self, arguments)
    }
  }
}

/// Where a run stands: input, output and residual of the next pixel, and its place in the row.
struct ConvolutionCursor {
  var input: UnsafePointer<Float>
  var output: UnsafeMutablePointer<Float>
  var residual: UnsafePointer<Float>?
  var column: Int
  var pixelsLeft: Int

  @inline(__always)
  init(_ arguments: UnsafePointer<ConvolutionArguments>) {
    input = arguments.pointee.input
    output = arguments.pointee.output
    residual = arguments.pointee.residual
    column = arguments.pointee.column
    pixelsLeft = arguments.pointee.pixelCount
  }

  /// Moves output and residual to the next pixel, over the margin at the end of a row.
  @inline(__always)
  mutating func advance(_ arguments: UnsafePointer<ConvolutionArguments>) {
    output += arguments.pointee.outputPixelStride
    if let pointer = residual { residual = pointer + arguments.pointee.residualPixelStride }
    column &+= 1
    if column == arguments.pointee.rowLength {
      column = 0
      output += arguments.pointee.outputRowGap
      if let pointer = residual { residual = pointer + arguments.pointee.residualRowGap }
    }
  }
}
