import KernelInterface

/// Lists every kernel of this level, a row a kernel: the one list that selection, tests and races read. A convolution tile holds at most 12 sums where there are 16 registers, 24 where there are 32.
/// With 16 lanes it wants several vectors: a CPU that multiplies and adds two of them a cycle also loads
/// two, and a tile of one vector loads once more than it computes; and 12 sums or more, of which two a
/// cycle take 4 cycles.
#if hasAttribute(export)
  // Embedded Swift would compile all kernels again in every module above.
  @export(interface)
#endif
public func listKernels(into list: KernelListing) {
  #if LEVEL_AVX512
    ConvolutionTile<SIMD16<Float>, 4, 4>.add(to: list, throughput: 100)
    ConvolutionTile<SIMD16<Float>, 6, 3>.add(to: list, throughput: 100)
    ConvolutionTile<SIMD16<Float>, 8, 2>.add(to: list, throughput: 97)
    ConvolutionTile<SIMD16<Float>, 12, 1>.add(to: list, throughput: 82)
    ConvolutionTile<SIMD8<Float>, 12, 1>.add(to: list, throughput: 45)
  #elseif LEVEL_AVX2
    ConvolutionTile<SIMD8<Float>, 8, 1>.add(to: list, throughput: 70)
    ConvolutionTile<SIMD8<Float>, 1, 8>.add(to: list, throughput: 0)
    ConvolutionTile<SIMD8<Float>, 6, 2>.add(to: list, throughput: 100)
  #elseif arch(wasm32)
    // Engines keep 12 sums, two vectors of weights and a pixel in the 16 registers of x86-64. In V8 whole models
    // take 1.00 of the time with 6x2, 1.11 with 3x4, 1.17 with 2x4.
    ConvolutionTile<SIMD4<Float>, 1, 8>.add(to: list, throughput: 0)
    ConvolutionTile<SIMD4<Float>, 6, 2>.add(to: list, throughput: 100)
    ConvolutionTile<SIMD4<Float>, 2, 4>.add(to: list, throughput: 90)
  #else
    ConvolutionTile<SIMD4<Float>, 1, 8>.add(to: list, throughput: 0)
    ConvolutionTile<SIMD4<Float>, 4, 2>.add(to: list, throughput: 80)
    ConvolutionTile<SIMD4<Float>, 2, 4>.add(to: list, throughput: 100)
  #endif
  ConvolutionTile<SIMD4<Float>, 8, 1>.add(to: list, throughput: 40)
  ConvolutionTile<SIMD2<Float>, 8, 1>.add(to: list, throughput: 20)
  ConvolutionTile<Float, 8, 1>.add(to: list, throughput: 7)
  #if LEVEL_AVX512
    ConvolutionTile<SIMD8<Float>, 12, 1>.addSplit(to: list)
  #elseif LEVEL_AVX2
    ConvolutionTile<SIMD8<Float>, 8, 1>.addSplit(to: list)
  #endif
  ConvolutionTile<SIMD4<Float>, 8, 1>.addSplit(to: list)

  DepthwiseKernels<FixedFilter<3, 1>, 8>.add(to: list)
  #if LEVEL_AVX512
    DepthwiseKernels<FixedFilterByTap<3, 2>, 8>.add(to: list)
  #else
    DepthwiseKernels<FixedFilter<3, 2>, 4>.add(to: list)
  #endif
  #if LEVEL_AVX512 || LEVEL_AVX2
    DepthwiseKernels<FixedFilter<5, 1>, 6>.add(to: list)
    DepthwiseKernels<FixedFilterByTap<5, 2>, 4>.add(to: list)
  #else
    DepthwiseKernels<FixedFilter<5, 1>, 4>.add(to: list)
    DepthwiseKernels<FixedFilter<5, 2>, 2>.add(to: list)
  #endif
  DepthwiseKernels<AnyFilter, 8>.add(to: list)

  let lanes = NativeVector.lanes
  list.add(.elementwise(.activate), lanes: lanes) { Elementwise<ActivateOperation>.kernel($0) }
  list.add(.elementwise(.add), lanes: lanes) { Elementwise<AddOperation>.kernel($0) }
  list.add(.elementwise(.multiply), lanes: lanes) { Elementwise<MultiplyOperation>.kernel($0) }
  list.add(.elementwise(.multiplyAdd), lanes: lanes) {
    Elementwise<MultiplyAddOperation>.kernel($0)
  }
  list.add(.elementwise(.subtract), lanes: lanes) {
    Elementwise<SubtractOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.divide), lanes: lanes) {
    Elementwise<DivideOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.maximum), lanes: lanes) {
    Elementwise<MaximumOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.minimum), lanes: lanes) {
    Elementwise<MinimumOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.squaredDifference), lanes: lanes) {
    Elementwise<SquaredDifferenceOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.prelu), lanes: lanes) {
    Elementwise<PreluOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.absolute), lanes: lanes) {
    Elementwise<AbsoluteOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.negative), lanes: lanes) {
    Elementwise<NegativeOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.square), lanes: lanes) {
    Elementwise<SquareOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.exponential), lanes: lanes) {
    Elementwise<ExponentialOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.hyperbolicTangent), lanes: lanes) {
    Elementwise<HyperbolicTangentOperation>.clampingKernel($0)
  }
  list.add(.elementwise(.elu), lanes: lanes) {
    Elementwise<ELUOperation>.clampingKernel($0)
  }
  list.add(.windowMean, lanes: lanes) { WindowMean.kernel($0) }
  list.add(.windowMaximum, lanes: lanes) { WindowMaximum.kernel($0) }
  list.add(.softmax, lanes: lanes) { Softmax.kernel($0) }
  list.add(.strassenOperands, lanes: lanes) { StrassenOperands.kernel($0) }
  list.add(.strassenResults, lanes: lanes) { StrassenResults.kernel($0) }
  list.add(.resize, lanes: lanes) { ResizeRow.kernel($0) }
  list.add(.jointBilateral(isProduct: false), lanes: lanes) {
    JointBilateral<DifferenceDistance<NativeVector>, DifferenceDistance<RestVector>>.kernel($0)
  }
  list.add(.jointBilateral(isProduct: true), lanes: lanes) {
    JointBilateral<ProductDistance<NativeVector>, ProductDistance<RestVector>>.kernel($0)
  }
  list.add(.unpack, lanes: lanes) { Unpack.kernel($0) }
  list.add(.expand, lanes: lanes) { Expand.kernel($0) }
  list.add(.blend(.screen), lanes: lanes) { Blend<ScreenWrap>.kernel($0) }
  list.add(.blend(.linearDodge), lanes: lanes) { Blend<LinearDodgeWrap>.kernel($0) }
  list.add(.blend(.cutOut), lanes: lanes) { CutOut.kernel($0) }
  list.add(.yuvToRGB, lanes: chunkPixelCount) { YUVToRGB.kernel($0) }
  list.add(.rgbToYUV, lanes: chunkPixelCount) { RGBToYUV.kernel($0) }
  list.add(.pixelShuffle, lanes: lanes) { PixelShuffle.kernel($0) }
  list.add(.pixelSampling, lanes: chunkPixelCount) { PixelSampling.kernel($0) }
  list.add(.maskDecoding, lanes: lanes) { MaskDecoding.kernel($0) }
  list.add(.blurSource, lanes: blurGroupWidth) { BlurSource.kernel($0) }
  list.add(.blurShares, lanes: blurGroupWidth) { BlurShares.kernel($0) }
  list.add(.blurRound, lanes: blurGroupWidth) { BlurRound.kernel($0) }
  list.add(.blurBlend, lanes: blurGroupWidth) { BlurBlend.kernel($0) }
  list.add(.blurShrink, lanes: 16) { BlurShrink.kernel($0) }
  list.add(.lensLight, lanes: lanes) { LensLight.kernel($0) }
  list.add(.lensSums, lanes: 4) { LensSums.kernel($0) }
  list.add(.lensDisc, lanes: lanes) { LensDisc.kernel($0) }
  list.add(.foregroundBox, lanes: lanes) { ForegroundBox.kernel($0) }
  list.add(.blendRows, lanes: lanes) { BlendRows.kernel($0) }
  list.add(.resampleRows, lanes: lanes) { ResampleRows.kernel($0) }
  list.add(.resamplePixels, lanes: 4) { ResamplePixels.kernel($0) }
  list.add(.roundToBytes, lanes: lanes) { RoundToBytes.kernel($0) }
  list.add(.pixelSums, lanes: lanes) { PixelSums.kernel($0) }
  list.add(.pixelMeans, lanes: lanes) { PixelMeans.kernel($0) }
  list.add(.confidenceMoments, lanes: lanes) { ConfidenceMoments.kernel($0) }
  list.add(.rowSums, lanes: lanes) { RowSums.kernel($0) }
  list.add(.boxRows, lanes: lanes) { BoxRows.kernel($0) }
  list.add(.guidedSolution, lanes: lanes) { GuidedSolution.kernel($0) }
  list.add(.personMoments, lanes: lanes) { PersonMoments.kernel($0) }
  list.add(.personRow, lanes: lanes) { PersonRow.kernel($0) }
  list.add(.guidedRow, lanes: lanes) { GuidedRow.kernel($0) }
  list.add(.steadyRow, lanes: lanes) { SteadyRow.kernel($0) }
  list.add(.peakLoop, lanes: PeakLoop.chainCount * lanes) { PeakLoop.kernel($0) }
}

extension ConvolutionTile {
  /// Lists the tile; `throughput` as in `ConvolutionKernel.Tile`.
  @inline(__always)
  fileprivate static func add(to list: KernelListing, throughput: Int) {
    let tile = ConvolutionKernel.Tile(rows: rows, vectors: vectors, throughput: throughput)
    list.add(tile, lanes: Vector.lanes) { kernel($0) }
  }

  /// Lists the tile that stores the halves of its channels apart.
  @inline(__always)
  fileprivate static func addSplit(to list: KernelListing) {
    let tile = ConvolutionKernel.Tile(
      rows: rows, vectors: vectors, throughput: 0, isSplit: true)
    list.add(tile, lanes: Vector.lanes) { splitKernel($0) }
  }
}

extension DepthwiseKernels {
  /// Lists the kernel of a filter.
  @inline(__always)
  fileprivate static func add(to list: KernelListing) {
    let filter = DepthwiseKernel.Filter(
      size: Filter.shape.size, stride: Filter.shape.stride, pixels: pixels)
    list.add(filter, lanes: NativeVector.lanes) { kernel($0) }
  }
}
