import KernelInterface

/// Store of a vector of channels in the output.
protocol TileStorage {
  static func store<Vector: FloatVector>(
    _ vector: Vector, _ place: UnsafeMutablePointer<Float>,
    _ arguments: UnsafePointer<ConvolutionArguments>)
  static func load<Vector: FloatVector>(
    _ type: Vector.Type, _ place: UnsafePointer<Float>,
    _ arguments: UnsafePointer<ConvolutionArguments>
  ) -> Vector
}

/// All channels side by side.
enum WholeStorage: TileStorage {
  @inline(__always)
  static func store<Vector: FloatVector>(
    _ vector: Vector, _ place: UnsafeMutablePointer<Float>,
    _ arguments: UnsafePointer<ConvolutionArguments>
  ) {
    vector.store(place)
  }

  @inline(__always)
  static func load<Vector: FloatVector>(
    _ type: Vector.Type, _ place: UnsafePointer<Float>,
    _ arguments: UnsafePointer<ConvolutionArguments>
  ) -> Vector {
    .load(place)
  }
}

/// The upper half of the channels elsewhere: the second output row of a transposed convolution.
enum SplitStorage: TileStorage {
  @inline(__always)
  static func store<Vector: FloatVector>(
    _ vector: Vector, _ place: UnsafeMutablePointer<Float>,
    _ arguments: UnsafePointer<ConvolutionArguments>
  ) {
    vector.storeHalves(place, place + arguments.pointee.upperHalfOffset)
  }

  @inline(__always)
  static func load<Vector: FloatVector>(
    _ type: Vector.Type, _ place: UnsafePointer<Float>,
    _ arguments: UnsafePointer<ConvolutionArguments>
  ) -> Vector {
    .loadHalves(place, place + arguments.pointee.upperHalfOffset)
  }
}
