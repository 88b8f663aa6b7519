import KernelInterface

/// Way in which the sums of one tile (neighboring output pixels, one vector of channels) are
/// formed.
protocol DepthwiseFilter: SendableMetatype {
  /// Rows and columns, and the horizontal stride; 0 for any.
  static var shape: (size: Int, stride: Int) { get }
  static func sums<Vector: FloatVector, let pixels: Int>(
    _ arguments: UnsafePointer<DepthwiseArguments>, _ input: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>
  ) -> InlineArray<pixels, Vector>
}

/// A filter known while compiling: square of `size`, horizontal `stride`, no dilation, so that
/// neighboring outputs share their loads.
enum FixedFilter<let size: Int, let stride: Int>: DepthwiseFilter {
  @inline(__always) static var shape: (size: Int, stride: Int) { (size, stride) }

  @inline(__always)
  static func sums<Vector: FloatVector, let pixels: Int>(
    _ arguments: UnsafePointer<DepthwiseArguments>, _ input: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>
  ) -> InlineArray<pixels, Vector> {
    let tapStride = arguments.pointee.tapStride
    var sums = InlineArray<pixels, Vector>(repeating: .load(weights))
    for y in 0..<size {
      let taps = input + y &* arguments.pointee.inputRowStride
      let row = weights + (1 &+ y &* size) &* Vector.lanes
      for column in 0..<((pixels - 1) * stride + size) {
        let value = Vector.load(taps + column &* tapStride)
        for pixel in 0..<pixels {
          let x = column - pixel * stride
          if x >= 0 && x < size {
            sums[pixel] = sums[pixel].multiplyAdd(value, .load(row + x &* Vector.lanes))
          }
        }
      }
    }
    return sums
  }
}

/// As `FixedFilter`, tap by tap: for tiles so wide that its loop over columns would not unroll. The
/// compiler finds the loads that neighboring outputs share.
enum FixedFilterByTap<let size: Int, let stride: Int>: DepthwiseFilter {
  @inline(__always) static var shape: (size: Int, stride: Int) { (size, stride) }

  @inline(__always)
  static func sums<Vector: FloatVector, let pixels: Int>(
    _ arguments: UnsafePointer<DepthwiseArguments>, _ input: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>
  ) -> InlineArray<pixels, Vector> {
    let tapStride = arguments.pointee.tapStride
    var sums = InlineArray<pixels, Vector>(repeating: .load(weights))
    for y in 0..<size {
      let taps = input + y &* arguments.pointee.inputRowStride
      let row = weights + (1 &+ y &* size) &* Vector.lanes
      for x in 0..<size {
        let weight = Vector.load(row + x &* Vector.lanes)
        for pixel in 0..<pixels {
          sums[pixel] = sums[pixel].multiplyAdd(
            .load(taps + (pixel &* stride &+ x) &* tapStride), weight)
        }
      }
    }
    return sums
  }
}

/// Any filter, stride and dilation.
enum AnyFilter: DepthwiseFilter {
  @inline(__always) static var shape: (size: Int, stride: Int) { (0, 0) }

  @inline(__always)
  static func sums<Vector: FloatVector, let pixels: Int>(
    _ arguments: UnsafePointer<DepthwiseArguments>, _ input: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>
  ) -> InlineArray<pixels, Vector> {
    let pixelStride = arguments.pointee.inputPixelStride
    var sums = InlineArray<pixels, Vector>(repeating: .load(weights))
    var tapWeights = weights + Vector.lanes
    for y in 0..<arguments.pointee.filterHeight {
      var taps = input + y &* arguments.pointee.inputRowStride
      for _ in 0..<arguments.pointee.filterWidth {
        let weight = Vector.load(tapWeights)
        for pixel in 0..<pixels {
          sums[pixel] = sums[pixel].multiplyAdd(.load(taps + pixel &* pixelStride), weight)
        }
        taps += arguments.pointee.tapStride
        tapWeights += Vector.lanes
      }
    }
    return sums
  }
}

/// One output row: tiles of `pixels` along it, all channels of a tile before the next.
struct DepthwiseRow<Filter: DepthwiseFilter, Function: ActivationFunction, let pixels: Int> {
  /// Whole tiles, then tiles of 4, the last of which overlaps its neighbor instead of being shorter;
  /// a row of fewer than 4 pixels goes one by one.
  @inline(__always)
  static func run(_ arguments: UnsafePointer<DepthwiseArguments>) {
    let count = arguments.pointee.pixelCount
    var pixel = 0
    while pixel &+ pixels <= count {
      channels(arguments, pixel)
      pixel &+= pixels
    }
    if pixels > 4 {
      while pixel &+ 4 <= count {
        DepthwiseRow<Filter, Function, 4>.channels(arguments, pixel)
        pixel &+= 4
      }
      if pixel < count && count >= 4 {
        DepthwiseRow<Filter, Function, 4>.channels(arguments, count &- 4)
        pixel = count
      }
    } else if pixel < count && count >= pixels {
      channels(arguments, count &- pixels)
      pixel = count
    }
    while pixel < count {
      DepthwiseRow<Filter, Function, 1>.channels(arguments, pixel)
      pixel &+= 1
    }
  }

  @inline(__always)
  static func channels(_ arguments: UnsafePointer<DepthwiseArguments>, _ pixel: Int) {
    let count = arguments.pointee.channelCount
    var channel = 0
    var weights = arguments.pointee.weights
    while channel &+ NativeVector.lanes <= count {
      tile(NativeVector.self, arguments, pixel, &channel, &weights)
    }
    #if LEVEL_AVX512
      if channel &+ 8 <= count { tile(SIMD8<Float>.self, arguments, pixel, &channel, &weights) }
    #endif
    #if LEVEL_AVX512 || LEVEL_AVX2
      if channel &+ 4 <= count { tile(SIMD4<Float>.self, arguments, pixel, &channel, &weights) }
    #endif
    if channel &+ 2 <= count { tile(SIMD2<Float>.self, arguments, pixel, &channel, &weights) }
    if channel < count { tile(Float.self, arguments, pixel, &channel, &weights) }
  }

  @inline(__always)
  static func tile<Vector: FloatVector>(
    _ vector: Vector.Type, _ arguments: UnsafePointer<DepthwiseArguments>, _ pixel: Int,
    _ channel: inout Int, _ weights: inout UnsafePointer<Float>
  ) {
    let input = arguments.pointee.input + (pixel &* arguments.pointee.inputPixelStride &+ channel)
    var sums: InlineArray<pixels, Vector> = Filter.sums(arguments, input, weights)
    // Everything is read before the first store: behind one, the compiler reads all arguments again.
    for index in 0..<pixels {
      sums[index] = Function.apply(sums[index], arguments.pointee.activation)
    }
    if let residualStart = arguments.pointee.residual {
      let residualStride = arguments.pointee.residualPixelStride
      let residual = residualStart + (pixel &* residualStride &+ channel)
      let lower = Vector.broadcast(arguments.pointee.finalLower)
      let upper = Vector.broadcast(arguments.pointee.finalUpper)
      for index in 0..<pixels {
        sums[index] = (sums[index] + .load(residual + index &* residualStride)).maximum(lower)
          .minimum(upper)
      }
    }
    let outputStride = arguments.pointee.outputPixelStride
    let output = arguments.pointee.output + (pixel &* outputStride &+ channel)
    for index in 0..<pixels { sums[index].store(output + index &* outputStride) }
    channel &+= Vector.lanes
    weights +=
      (1 &+ arguments.pointee.filterHeight &* arguments.pointee.filterWidth)
      &* Vector.lanes
  }
}

/// The kernel: a row with the activation chosen once.
struct DepthwiseKernels<Filter: DepthwiseFilter, let pixels: Int> {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<DepthwiseArguments>) {
    switch arguments.pointee.activation.kind {
    case .identity: DepthwiseRow<Filter, Identity, pixels>.run(arguments)
    case .clamp: DepthwiseRow<Filter, Clamp, pixels>.run(arguments)
    case .hardSwish: DepthwiseRow<Filter, HardSwish, pixels>.run(arguments)
    case .logistic: DepthwiseRow<Filter, Logistic, pixels>.run(arguments)
    }
  }
}
