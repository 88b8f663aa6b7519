import KernelInterface
public import Memory

/// The weights of a convolution laid out in panels, with the kernel that each panel goes to.
public struct PackedConvolution: Sendable {
  /// Neighboring output channels that one kernel computes together.
  public struct Panel: Sendable {
    /// The first output channel.
    public let channel: Int
    /// Output channels.
    public let width: Int
    /// Elements from the start of the packed weights.
    public let offset: Int
    /// Output pixels that the kernel computes together.
    public let rowCount: Int
    /// The kernel.
    public let run: KernelFunction<ConvolutionArguments>

    fileprivate init(channel: Int, offset: Int, _ kernel: ConvolutionKernel) {
      self.channel = channel
      self.offset = offset
      width = kernel.width
      rowCount = kernel.tile.rows
      run = kernel.run
    }
  }

  /// The panels in ascending order of channels. The last may begin among the channels of the one
  /// before, which it then computes again, to the same bits.
  public let panels: FixedArray<Panel>
  /// All panels; each holds bias `[width]`, then weights `[depth, width]`.
  public let weights: FixedArray<Float>
  /// Products a sum: filter height * filter width * input channels.
  public let depth: Int
  /// Output channels.
  public let channelCount: Int
  /// The kernel of each panel.
  private let kernels: [ConvolutionKernel]

  /// Chooses panels and packs.
  ///
  /// - Parameters:
  ///   - weights: `[channelCount, depth]`, as TFLite stores them.
  ///   - bias: `[channelCount]`, or empty for none.
  ///   - isSinglePixel: whether each call computes one pixel, as behind a global mean.
  public init(
    weights: [Float], bias: [Float], channelCount: Int, depth: Int, isSinglePixel: Bool = false,
    kernels: KernelList
  ) {
    self.init(
      weights: weights, bias: bias, channelCount: channelCount, depth: depth,
      kernels: kernels.cheapestCover(ofChannels: channelCount, isSinglePixel: isSinglePixel))
  }

  /// Packs for the kernel that stores the halves of `channelCount` channels apart.
  ///
  /// - Returns: nil when the level has no such kernel for so many channels.
  public init?(
    splitWeights weights: [Float], bias: [Float], channelCount: Int, depth: Int,
    kernels: KernelList
  ) {
    let kernel = kernels.convolutions.first { $0.tile.isSplit && $0.width == channelCount }
    guard let kernel else { return nil }
    self.init(
      weights: weights, bias: bias, channelCount: channelCount, depth: depth, kernels: [kernel])
  }

  private init(
    weights: [Float], bias: [Float], channelCount: Int, depth: Int, kernels: [ConvolutionKernel]
  ) {
    precondition(weights.count == channelCount * depth)
    precondition(bias.isEmpty || bias.count == channelCount)
    var end = 0
    let panels = kernels.map { kernel in
      defer { end += kernel.width }
      return Panel(
        channel: min(end, channelCount - kernel.width), offset: end * (depth + 1), kernel)
    }
    self.panels = FixedArray(panels)
    self.kernels = kernels
    self.depth = depth
    self.channelCount = channelCount
    self.weights = FixedArray<Float>(count: end * (depth + 1)) { packed in
      for panel in panels {
        for lane in 0..<panel.width {
          let channel = panel.channel + lane
          packed[panel.offset + lane] = bias.isEmpty ? 0 : bias[channel]
          for tap in 0..<depth {
            packed[panel.offset + (tap + 1) * panel.width + lane] =
              weights[channel * depth + tap]
          }
        }
      }
    }
  }

  /// The kernels in use, for display: for example `convolution 12x1x16 avx512`.
  public var kernelNames: [String] {
    kernels.reduce(into: []) { names, kernel in
      if names.last != kernel.name { names.append(kernel.name) }
    }
  }
}

extension KernelList {
  /// The kernels of the cheapest cover of `channelCount` channels by panels of their widths: dynamic
  /// programming over channels with each kernel's throughput as its price. For a single pixel, whose
  /// panels threads share, the price of a tap is that of its vectors, but never less than the latency of
  /// a multiply-add, 4 cycles; for others the last panel may overlap.
  func cheapestCover(ofChannels channelCount: Int, isSinglePixel: Bool) -> [ConvolutionKernel] {
    struct Choice {
      var cost: Double
      var kernel: Int
      var width: Int
    }
    let candidates = convolutions.enumerated().filter { !$1.tile.isSplit }.map { index, kernel in
      let tile = kernel.tile
      let cost =
        isSinglePixel && tile.throughput <= 100
        ? Double(max(tile.vectors, 4)) : Double(kernel.width) / Double(max(tile.throughput, 1))
      return Choice(cost: cost, kernel: index, width: kernel.width)
    }
    var best = [Choice(cost: 0, kernel: 0, width: 0)]
    for channels in stride(from: 1, through: channelCount, by: 1) {
      var choice = Choice(cost: .infinity, kernel: 0, width: 0)
      for candidate in candidates where candidate.width <= channels {
        let cost = candidate.cost + best[channels - candidate.width].cost
        if cost < choice.cost {
          choice = Choice(cost: cost, kernel: candidate.kernel, width: candidate.width)
        }
      }
      best.append(choice)
    }
    var last: Choice?
    var price = best[channelCount].cost
    var left = channelCount
    for candidate in candidates where !isSinglePixel && candidate.width <= channelCount {
      for start in stride(from: channelCount - candidate.width + 1, to: channelCount, by: 1)
      where best[start].cost + candidate.cost < price {
        (last, price, left) = (candidate, best[start].cost + candidate.cost, start)
      }
    }
    var widths: [Choice] = []
    while left > 0 {
      widths.append(best[left])
      left -= best[left].width
    }
    widths.sort { ($0.width, $1.kernel) > ($1.width, $0.kernel) }
    if let last { widths.append(last) }
    return widths.map { convolutions[$0.kernel] }
  }
}
