import KernelInterface

/// Tells a sink of every kernel of this level: the one list that selection, tests and benchmarks
/// read. A convolution tile holds at most 12 sums where there are 16 registers, 24 where there are 32.
public func listKernels(into sink: any KernelSink) {
  #if LEVEL_AVX512
    sink.convolution(rows: 8, vectors: 1, lanes: 16, throughput: 100) {
      ConvolutionTile<SIMD16<Float>, 8, 1>.kernel($0)
    }
    sink.convolution(rows: 8, vectors: 2, lanes: 16, throughput: 98) {
      ConvolutionTile<SIMD16<Float>, 8, 2>.kernel($0)
    }
    sink.convolution(rows: 1, vectors: 4, lanes: 16, throughput: 0) {
      ConvolutionTile<SIMD16<Float>, 1, 4>.kernel($0)
    }
    sink.convolution(rows: 12, vectors: 1, lanes: 8, throughput: 82) {
      ConvolutionTile<SIMD8<Float>, 12, 1>.kernel($0)
    }
  #elseif LEVEL_AVX2
    sink.convolution(rows: 8, vectors: 1, lanes: 8, throughput: 70) {
      ConvolutionTile<SIMD8<Float>, 8, 1>.kernel($0)
    }
    sink.convolution(rows: 1, vectors: 8, lanes: 8, throughput: 0) {
      ConvolutionTile<SIMD8<Float>, 1, 8>.kernel($0)
    }
    sink.convolution(rows: 6, vectors: 2, lanes: 8, throughput: 100) {
      ConvolutionTile<SIMD8<Float>, 6, 2>.kernel($0)
    }
  #else
    sink.convolution(rows: 1, vectors: 8, lanes: 4, throughput: 0) {
      ConvolutionTile<SIMD4<Float>, 1, 8>.kernel($0)
    }
    sink.convolution(rows: 4, vectors: 2, lanes: 4, throughput: 80) {
      ConvolutionTile<SIMD4<Float>, 4, 2>.kernel($0)
    }
    sink.convolution(rows: 2, vectors: 4, lanes: 4, throughput: 100) {
      ConvolutionTile<SIMD4<Float>, 2, 4>.kernel($0)
    }
  #endif
  sink.convolution(rows: 8, vectors: 1, lanes: 4, throughput: 40) {
    ConvolutionTile<SIMD4<Float>, 8, 1>.kernel($0)
  }
  sink.convolution(rows: 8, vectors: 1, lanes: 2, throughput: 20) {
    ConvolutionTile<SIMD2<Float>, 8, 1>.kernel($0)
  }
  sink.convolution(rows: 8, vectors: 1, lanes: 1, throughput: 7) {
    ConvolutionTile<Float, 8, 1>.kernel($0)
  }
  #if LEVEL_AVX512
    sink.splitConvolution(rows: 12, lanes: 8) {
      ConvolutionTile<SIMD8<Float>, 12, 1>.splitKernel($0)
    }
  #elseif LEVEL_AVX2
    sink.splitConvolution(rows: 8, lanes: 8) {
      ConvolutionTile<SIMD8<Float>, 8, 1>.splitKernel($0)
    }
  #endif
  sink.splitConvolution(rows: 8, lanes: 4) {
    ConvolutionTile<SIMD4<Float>, 8, 1>.splitKernel($0)
  }
  let lanes = NativeVector.lanes
  sink.depthwise(size: 3, stride: 1, pixels: 8, lanes: lanes) {
    DepthwiseKernels<FixedFilter<3, 1>, 8>.kernel($0)
  }
  sink.depthwise(size: 3, stride: 2, pixels: 4, lanes: lanes) {
    DepthwiseKernels<FixedFilter<3, 2>, 4>.kernel($0)
  }
  #if LEVEL_AVX2
    sink.depthwise(size: 5, stride: 1, pixels: 6, lanes: lanes) {
      DepthwiseKernels<FixedFilter<5, 1>, 6>.kernel($0)
    }
    sink.depthwise(size: 5, stride: 2, pixels: 4, lanes: lanes) {
      DepthwiseKernels<FixedFilterByTap<5, 2>, 4>.kernel($0)
    }
  #else
    sink.depthwise(size: 5, stride: 1, pixels: 4, lanes: lanes) {
      DepthwiseKernels<FixedFilter<5, 1>, 4>.kernel($0)
    }
    sink.depthwise(size: 5, stride: 2, pixels: 2, lanes: lanes) {
      DepthwiseKernels<FixedFilter<5, 2>, 2>.kernel($0)
    }
  #endif
  sink.depthwise(size: 0, stride: 0, pixels: 8, lanes: lanes) {
    DepthwiseKernels<AnyFilter, 8>.kernel($0)
  }
  sink.elementwise(.activate, lanes: lanes) { Elementwise<ActivateOperation>.kernel($0) }
  sink.elementwise(.add, lanes: lanes) { Elementwise<AddOperation>.kernel($0) }
  sink.elementwise(.multiply, lanes: lanes) { Elementwise<MultiplyOperation>.kernel($0) }
  sink.elementwise(.multiplyAdd, lanes: lanes) { Elementwise<MultiplyAddOperation>.kernel($0) }
  sink.windowMean(lanes: lanes) { WindowMean.kernel($0) }
  sink.resize(lanes: lanes) { ResizeRow.kernel($0) }
  sink.peakLoop(chains: PeakLoop.chainCount, lanes: lanes) { PeakLoop.kernel($0) }
}
