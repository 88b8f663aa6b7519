import KernelInterface

/// Position of a run: input, output and residual of the next pixel, and its place in the row.
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

  /// Moves on by a tile, over the margin when a row ended.
  @inline(__always)
  mutating func advance(_ rows: Int, _ arguments: UnsafePointer<ConvolutionArguments>) {
    column &+= rows
    let crosses = column >= arguments.pointee.rowLength
    if crosses { column &-= arguments.pointee.rowLength }
    input += rows &* arguments.pointee.inputPixelStride
    output +=
      rows &* arguments.pointee.outputPixelStride
      &+ (crosses ? arguments.pointee.outputRowGap : 0)
    if let pointer = residual {
      residual =
        pointer
        + (rows &* arguments.pointee.residualPixelStride
          &+ (crosses ? arguments.pointee.residualRowGap : 0))
    }
    pixelsLeft &-= rows
  }
}
