import KernelInterface

/// Tells a sink of every kernel of this level: the one list that selection, tests and benchmarks
/// read. A convolution tile holds at most 12 sums where there are 16 registers, 24 where there are 32.
/// With 16 lanes it wants several vectors: a CPU that multiplies and adds two of them a cycle also loads
/// two, and a tile of one vector loads once more than it computes; and 12 sums or more, of which two a
/// cycle take 4 cycles.
public func listKernels(into sink: any KernelSink) {
  #if LEVEL_AVX512
    sink.convolution(rows: 4, vectors: 4, lanes: 16, throughput: 100) {
      ConvolutionTile<SIMD16<Float>, 4, 4>.kernel($0)
    }
    sink.convolution(rows: 6, vectors: 3, lanes: 16, throughput: 100) {
      ConvolutionTile<SIMD16<Float>, 6, 3>.kernel($0)
    }
    sink.convolution(rows: 8, vectors: 2, lanes: 16, throughput: 97) {
      ConvolutionTile<SIMD16<Float>, 8, 2>.kernel($0)
    }
    sink.convolution(rows: 12, vectors: 1, lanes: 16, throughput: 82) {
      ConvolutionTile<SIMD16<Float>, 12, 1>.kernel($0)
    }
    sink.convolution(rows: 12, vectors: 1, lanes: 8, throughput: 45) {
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
  #if LEVEL_AVX512
    sink.depthwise(size: 3, stride: 2, pixels: 8, lanes: lanes) {
      DepthwiseKernels<FixedFilterByTap<3, 2>, 8>.kernel($0)
    }
  #else
    sink.depthwise(size: 3, stride: 2, pixels: 4, lanes: lanes) {
      DepthwiseKernels<FixedFilter<3, 2>, 4>.kernel($0)
    }
  #endif
  #if LEVEL_AVX512 || LEVEL_AVX2
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
  sink.strassenOperands(lanes: lanes) { StrassenOperands.kernel($0) }
  sink.strassenResults(lanes: lanes) { StrassenResults.kernel($0) }
  sink.resize(lanes: lanes) { ResizeRow.kernel($0) }
  sink.jointBilateral(isProduct: false, lanes: lanes) {
    JointBilateral<DifferenceDistance<NativeVector>, DifferenceDistance<RestVector>>.kernel($0)
  }
  sink.jointBilateral(isProduct: true, lanes: lanes) {
    JointBilateral<ProductDistance<NativeVector>, ProductDistance<RestVector>>.kernel($0)
  }
  sink.unpack(lanes: lanes) { Unpack.kernel($0) }
  sink.expand(lanes: lanes) { Expand.kernel($0) }
  sink.blend(.screen, lanes: lanes) { Blend<ScreenWrap>.kernel($0) }
  sink.blend(.linearDodge, lanes: lanes) { Blend<LinearDodgeWrap>.kernel($0) }
  sink.blend(.cutOut, lanes: lanes) { CutOut.kernel($0) }
  sink.yuvToRGB(lanes: chunkPixelCount) { YUVToRGB.kernel($0) }
  sink.rgbToYUV(lanes: chunkPixelCount) { RGBToYUV.kernel($0) }
  sink.pixelShuffle(lanes: lanes) { PixelShuffle.kernel($0) }
  sink.pixelSampling(lanes: chunkPixelCount) { PixelSampling.kernel($0) }
  sink.maskDecoding(lanes: lanes) { MaskDecoding.kernel($0) }
  sink.blurSource(lanes: blurGroupWidth) { BlurSource.kernel($0) }
  sink.blurShares(lanes: blurGroupWidth) { BlurShares.kernel($0) }
  sink.blurRound(lanes: blurGroupWidth) { BlurRound.kernel($0) }
  sink.blurBlend(lanes: blurGroupWidth) { BlurBlend.kernel($0) }
  sink.blurShrink(lanes: 16) { BlurShrink.kernel($0) }
  sink.foregroundBox(lanes: lanes) { ForegroundBox.kernel($0) }
  sink.blendRows(lanes: lanes) { BlendRows.kernel($0) }
  sink.resampleRows(lanes: lanes) { ResampleRows.kernel($0) }
  sink.resamplePixels(lanes: 4) { ResamplePixels.kernel($0) }
  sink.roundToBytes(lanes: lanes) { RoundToBytes.kernel($0) }
  sink.splitPixels(factor: 1, lanes: lanes) { SplitPixels<1>.kernel($0) }
  sink.splitPixels(factor: 2, lanes: lanes) { SplitPixels<2>.kernel($0) }
  sink.splitPixels(factor: 4, lanes: lanes) { SplitPixels<4>.kernel($0) }
  sink.columnMoments(lanes: lanes) { ColumnMoments.kernel($0) }
  sink.boxRows(lanes: lanes) { BoxRows.kernel($0) }
  sink.guidedSolution(lanes: lanes) { GuidedSolution.kernel($0) }
  sink.guidedRow(lanes: lanes) { GuidedRow.kernel($0) }
  sink.peakLoop(chains: PeakLoop.chainCount, lanes: lanes) { PeakLoop.kernel($0) }
}
