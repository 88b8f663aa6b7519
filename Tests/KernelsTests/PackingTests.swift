import KernelInterface
import KernelReference
import Kernels
import TestSupport
import Testing

struct PackingTests {
  /// Numbers that are all different and exact.
  private func numbers(_ count: Int) -> [Float] { (0..<count).map { Float($0 + 1) } }

  @Test(arguments: InstructionSet.available, [0, 1, 7])
  func panelsCoverAllChannels(level: InstructionSet, depth: Int) {
    let kernels = KernelList(level)
    for (channelCount, isSinglePixel) in (1...200).flatMap({ [($0, false), ($0, true)] }) {
      let packed = PackedConvolution(
        weights: numbers(channelCount * depth), bias: [], channelCount: channelCount, depth: depth,
        isSinglePixel: isSinglePixel, kernels: kernels)
      var end = 0
      for (index, panel) in packed.panels.enumerated() {
        let isLast = index == packed.panels.count - 1
        #expect(panel.channel == (isLast ? channelCount - panel.width : end))
        #expect(panel.channel <= end)
        #expect(panel.offset == end * (depth + 1))
        #expect(
          kernels.convolutions.contains {
            $0.width == panel.width && $0.tile.rows == panel.rowCount && !$0.tile.isSplit
          })
        end += panel.width
      }
      // Threads share the panels of a single pixel, which then must not overlap.
      #expect(isSinglePixel ? end == channelCount : end >= channelCount)
      #expect(packed.weights.count == end * (depth + 1))
    }
  }

  @Test(arguments: InstructionSet.available, [false, true])
  func convolutionWeightsComeBack(level: InstructionSet, hasBias: Bool) {
    let depth = 11
    for channelCount in [1, 2, 7, 16, 33, 100, 200] {
      let weights = numbers(channelCount * depth)
      let bias = hasBias ? numbers(channelCount).map { -$0 } : []
      let packed = PackedConvolution(
        weights: weights, bias: bias, channelCount: channelCount, depth: depth,
        kernels: KernelList(level))
      #expect(UInt(bitPattern: packed.weights.base) % 64 == 0)
      var found = [Float](repeating: .nan, count: weights.count)
      for panel in packed.panels {
        let start = packed.weights.base + panel.offset
        for lane in 0..<panel.width {
          let channel = panel.channel + lane
          #expect(start[lane] == (hasBias ? bias[channel] : 0))
          for tap in 0..<depth {
            found[channel * depth + tap] = start[(tap + 1) * panel.width + lane]
          }
        }
      }
      #expect(found == weights)
    }
  }

  @Test(arguments: InstructionSet.available, [false, true])
  func depthwiseWeightsComeBack(level: InstructionSet, hasBias: Bool) {
    let (height, width) = (2, 3)
    for channelCount in 1...100 {
      let weights = numbers(channelCount * height * width)
      let bias = hasBias ? numbers(channelCount).map { -$0 } : []
      let packed = PackedDepthwise(
        weights: weights, bias: bias, channelCount: channelCount, filterHeight: height,
        filterWidth: width, strideWidth: 1, isDilated: false, kernels: KernelList(level))
      // A convolution of one pixel reads channel c through one tap at a time: with an input that is 1
      // at that tap alone, the output is bias plus that weight.
      for tap in 0..<(height * width) {
        var input = [Float](repeating: 0, count: height * width * channelCount)
        for channel in 0..<channelCount { input[tap * channelCount + channel] = 1 }
        var output = [Float](repeating: 0, count: channelCount)
        input.withUnsafeBufferPointer { input in
          output.withUnsafeMutableBufferPointer { output in
            Reference.depthwise(
              DepthwiseArguments(
                input: input.baseAddress!, inputRowStride: width * channelCount,
                inputPixelStride: channelCount, tapStride: channelCount, filterHeight: height,
                filterWidth: width, weights: packed.weights.base, output: output.baseAddress!,
                outputPixelStride: channelCount, residual: nil, residualPixelStride: 0,
                pixelCount: 1, channelCount: channelCount,
                activation: ElementActivation(.identity), finalLower: -.infinity,
                finalUpper: .infinity), lanes: packed.kernel.lanes)
          }
        }
        for channel in 0..<channelCount {
          #expect(
            output[channel]
              == weights[tap * channelCount + channel] + (hasBias ? bias[channel] : 0))
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func depthwiseKernelsFitTheirFilter(level: InstructionSet) {
    func filter(_ size: (Int, Int), stride: Int, isDilated: Bool) -> (size: Int, stride: Int) {
      let filter = PackedDepthwise(
        weights: numbers(size.0 * size.1), bias: [], channelCount: 1, filterHeight: size.0,
        filterWidth: size.1, strideWidth: stride, isDilated: isDilated, kernels: KernelList(level)
      ).kernel.filter
      return (filter.size, filter.stride)
    }
    for size in [3, 5] {
      for stride in [1, 2] {
        #expect(filter((size, size), stride: stride, isDilated: false) == (size, stride))
        #expect(filter((size, size), stride: stride, isDilated: true) == (0, 0))
      }
      #expect(filter((size, size), stride: 3, isDilated: false) == (0, 0))
      #expect(filter((size, 1), stride: 1, isDilated: false) == (0, 0))
    }
    #expect(filter((1, 1), stride: 1, isDilated: false) == (0, 0))
  }
}
