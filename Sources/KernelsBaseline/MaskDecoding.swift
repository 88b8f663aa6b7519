import KernelInterface

/// Values that a pass takes through the L1 cache; a multiple of every vector.
@inline(__always) private var maskChunkCount: Int { 32 }

/// A row of a model's output to coverage, a chunk of values at a time: gathered, decoded, written.
enum MaskDecoding {
  typealias Memory = InlineArray<64, Float>

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<MaskDecodingArguments>) {
    let input = arguments.pointee.input
    let floats = arguments.pointee.floats
    let bytes = arguments.pointee.bytes
    let count = arguments.pointee.count
    switch arguments.pointee.kind {
    case .identity: row(Identity.self, input, 1, floats, bytes, count)
    case .sigmoid: row(Logistic.self, input, 1, floats, bytes, count)
    case .softmax2: row(Logistic.self, input, 2, floats, bytes, count)
    }
  }

  /// Never inlined, so that all pointers are parameters: these cannot point to its scratch.
  @inline(never)
  static func row<Function: ActivationFunction>(
    _ function: Function.Type, _ input: UnsafePointer<Float>, _ channelCount: Int,
    _ floats: UnsafeMutablePointer<Float>?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int
  ) {
    var memory = Memory(repeating: 0)
    row(function, input, channelCount, floats, bytes, count, scratch: &memory)
  }

  /// Inlined, so that the compiler sees that nothing else points to the scratch.
  @inline(__always)
  private static func row<Function: ActivationFunction>(
    _ function: Function.Type, _ input: UnsafePointer<Float>, _ channelCount: Int,
    _ floats: UnsafeMutablePointer<Float>?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int,
    scratch: UnsafeMutableRawPointer
  ) {
    let values = scratch.assumingMemoryBound(to: Float.self)
    var first = 0
    while first < count {
      let left = count &- first
      let source = input + first &* channelCount
      if left >= maskChunkCount {
        gather(source, channelCount, values, maskChunkCount)
        decode(function, values)
        if let floats { copy(values, floats + first, maskChunkCount) }
        if let bytes { writeBytes(values, bytes + first, maskChunkCount) }
      } else {
        gather(source, channelCount, values, left)
        decode(function, values)
        if let floats { copy(values, floats + first, left) }
        if let bytes { writeBytes(values, bytes + first, left) }
      }
      first &+= maskChunkCount
    }
  }

  /// Values, or the differences of pairs.
  @inline(__always)
  static func gather(
    _ input: UnsafePointer<Float>, _ channelCount: Int, _ values: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    if channelCount == 2 {
      for index in 0..<count { values[index] = input[2 &* index &+ 1] - input[2 &* index] }
    } else {
      for index in 0..<count { values[index] = input[index] }
    }
  }

  @inline(__always)
  static func decode<Function: ActivationFunction>(
    _ function: Function.Type, _ values: UnsafeMutablePointer<Float>
  ) {
    let activation = ElementActivation(.identity)
    let zero = NativeVector.broadcast(0)
    let one = NativeVector.broadcast(1)
    var index = 0
    while index < maskChunkCount {
      // From zero's side, since a NaN must not win.
      let value = function.apply(NativeVector.load(values + index), activation)
      zero.maximum(value).minimum(one).store(values + index)
      index &+= NativeVector.lanes
    }
  }

  @inline(__always)
  static func copy(
    _ values: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { output[index] = values[index] }
  }

  /// floor(255 m + 1/2): the nearest whole number, less 1 where that is above. In a float from 2^23
  /// on, the low bits are the whole number.
  @inline(__always)
  static func writeBytes(
    _ values: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<UInt8>, _ count: Int
  ) {
    for index in 0..<count {
      let level = values[index] * 255 + 0.5
      let nearest = (level + 0x1p23) - 0x1p23
      let whole = nearest > level ? nearest - 1 : nearest
      output[index] = UInt8(truncatingIfNeeded: (whole + 0x1p23).bitPattern)
    }
  }
}
