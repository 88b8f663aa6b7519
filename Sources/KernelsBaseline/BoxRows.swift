import KernelInterface

/// Sums of a window along rows: sample by sample when narrow; else from sums of 2, 4, 8 ... samples,
/// which the row is replaced by step after step: about 2 log2(window) additions an element.
enum BoxRows {
  /// The widest window that is added up sample by sample.
  private static var directWidth: Int { 15 }

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<BoxRowsArguments>) {
    let radius = arguments.pointee.radius
    let width = 2 &* radius &+ 1
    for row in 0..<arguments.pointee.rowCount {
      let input = arguments.pointee.input + (row &* arguments.pointee.inputRowStride &- radius)
      let output = arguments.pointee.output + row &* arguments.pointee.outputRowStride
      if width <= directWidth {
        direct(arguments, input, output, width)
      } else {
        doubled(arguments, input, output, width)
      }
    }
  }

  @inline(__always)
  static func direct(
    _ arguments: UnsafePointer<BoxRowsArguments>, _ input: UnsafeMutablePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, _ width: Int
  ) {
    let count = arguments.pointee.count
    var index = 0
    while index &+ 4 &* NativeVector.lanes <= count {
      fourBlocks(arguments, input + index, output + index, index, width)
      index &+= 4 &* NativeVector.lanes
    }
    while index &+ NativeVector.lanes <= count {
      block(NativeVector.self, arguments, input + index, output + index, index, width)
      index &+= NativeVector.lanes
    }
    while index < count {
      block(Float.self, arguments, input + index, output + index, index, width)
      index &+= 1
    }
  }

  /// Four vectors at a time: their sums do not wait for each other.
  @inline(__always)
  static func fourBlocks(
    _ arguments: UnsafePointer<BoxRowsArguments>, _ input: UnsafeMutablePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, _ index: Int, _ width: Int
  ) {
    let lanes = NativeVector.lanes
    var sums = InlineArray<4, NativeVector>(repeating: .broadcast(0))
    for part in 0..<4 { sums[part] = .load(input + part &* lanes) }
    for sample in 1..<width {
      for part in 0..<4 { sums[part] = sums[part] + .load(input + (sample &+ part &* lanes)) }
    }
    let scale = NativeVector.broadcast(arguments.pointee.scale)
    for part in 0..<4 {
      let scales = NativeVector.load(arguments.pointee.scales + (index &+ part &* lanes))
      (sums[part] * (scales * scale)).store(output + part &* lanes)
    }
  }

  @inline(__always)
  static func block<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<BoxRowsArguments>,
    _ input: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ index: Int,
    _ width: Int
  ) {
    var sum = Vector.load(input)
    for sample in 1..<width { sum = sum + .load(input + sample) }
    let scale = Vector.load(arguments.pointee.scales + index) * .broadcast(arguments.pointee.scale)
    (sum * scale).store(output)
  }

  /// `width` is odd: the sample itself comes first, then the sums that its other bits name.
  @inline(__always)
  static func doubled(
    _ arguments: UnsafePointer<BoxRowsArguments>, _ input: UnsafeMutablePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, _ width: Int
  ) {
    let count = arguments.pointee.count
    for index in 0..<count { output[index] = input[index] }
    var offset = 1
    var length = 1
    var sampleCount = count &+ width &- 1
    while 2 &* length <= width {
      sampleCount &-= length
      add(input, input + length, sampleCount)
      length &*= 2
      if width & length != 0 {
        add(output, input + offset, count)
        offset &+= length
      }
    }
    let scales = arguments.pointee.scales
    let scale = arguments.pointee.scale
    for index in 0..<count { output[index] = output[index] * (scales[index] * scale) }
  }

  /// Adds `other` to `row`, in ascending order: it may be a later part of the row.
  @inline(__always)
  static func add(
    _ row: UnsafeMutablePointer<Float>, _ other: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    var index = 0
    while index &+ NativeVector.lanes <= count {
      (NativeVector.load(row + index) + .load(other + index)).store(row + index)
      index &+= NativeVector.lanes
    }
    while index < count {
      row[index] = row[index] + other[index]
      index &+= 1
    }
  }
}
