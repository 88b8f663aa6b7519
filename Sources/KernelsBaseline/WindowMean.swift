import KernelInterface

/// Sums of a window of pixels, one vector of channels at a time.
enum WindowMean {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<WindowMeanArguments>) {
    switch arguments.pointee.activation.kind {
    case .identity: channels(Identity.self, arguments)
    case .clamp: channels(Clamp.self, arguments)
    case .hardSwish: channels(HardSwish.self, arguments)
    case .logistic: channels(Logistic.self, arguments)
    }
  }

  @inline(__always)
  static func channels<Function: ActivationFunction>(
    _ function: Function.Type, _ arguments: UnsafePointer<WindowMeanArguments>
  ) {
    let count = arguments.pointee.channelCount
    var channel = 0
    while channel &+ NativeVector.lanes <= count {
      block(function, NativeVector.self, arguments, channel)
      channel &+= NativeVector.lanes
    }
    while channel &+ RestVector.lanes <= count {
      block(function, RestVector.self, arguments, channel)
      channel &+= RestVector.lanes
    }
    while channel < count {
      block(function, Float.self, arguments, channel)
      channel &+= 1
    }
  }

  /// Four running sums, so that additions do not wait for each other; the order of summation depends
  /// on the window alone.
  @inline(__always)
  static func block<Function: ActivationFunction, Vector: FloatVector>(
    _ function: Function.Type, _ vector: Vector.Type,
    _ arguments: UnsafePointer<WindowMeanArguments>, _ channel: Int
  ) {
    let stride = arguments.pointee.inputPixelStride
    var sums = InlineArray<4, Vector>(repeating: .broadcast(0))
    for row in 0..<arguments.pointee.rowCount {
      var pixel = arguments.pointee.input + (row &* arguments.pointee.inputRowStride &+ channel)
      var left = arguments.pointee.columnCount
      while left >= 4 {
        for index in 0..<4 { sums[index] = sums[index] + .load(pixel + index &* stride) }
        pixel += 4 &* stride
        left &-= 4
      }
      while left > 0 {
        sums[0] = sums[0] + .load(pixel)
        pixel += stride
        left &-= 1
      }
    }
    let sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
    function.apply(sum * .broadcast(arguments.pointee.scale), arguments.pointee.activation)
      .store(arguments.pointee.output + channel)
  }
}
