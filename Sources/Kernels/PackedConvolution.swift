import KernelInterface

/// The weights of a convolution laid out in panels, with the kernel that each panel goes to.
public struct PackedConvolution: Sendable {
  /// Neighbouring output channels that one kernel computes together.
  public struct Panel: Sendable {
    /// The first output channel.
    public let channel: Int
    /// Output channels.
    public let width: Int
    /// Elements from the start of the packed weights.
    public let offset: Int
    /// The kernel, and what it is called.
    public let kernel: KernelDescriptor
    /// The kernel's entry.
    public let run: ConvolutionKernel
  }

  /// The panels in ascending order of channels. The last may begin among the channels of the one
  /// before, which it then computes again, to the same bits.
  public let panels: FixedArray<Panel>
  /// All panels; each holds bias `[width]`, then weights `[depth, width]`.
  public let weights: AlignedFloats
  /// Products a sum: filter height * filter width * input channels.
  public let depth: Int
  /// Output channels.
  public let channelCount: Int

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
      panels: kernels.convolutionPanels(
        channelCount: channelCount, depth: depth, isSinglePixel: isSinglePixel))
  }

  /// Packs for the kernel that stores the halves of `channelCount` channels apart.
  ///
  /// - Returns: nil when the level has no such kernel for so many channels.
  public init?(
    splitWeights weights: [Float], bias: [Float], channelCount: Int, depth: Int,
    kernels: KernelList
  ) {
    for kernel in kernels.kernels where kernel.lanes == channelCount {
      guard case .splitConvolution = kernel.family, case .convolution(let run) = kernel.entry
      else { continue }
      self.init(
        weights: weights, bias: bias, channelCount: channelCount, depth: depth,
        panels: [Panel(channel: 0, width: channelCount, offset: 0, kernel: kernel, run: run)])
      return
    }
    return nil
  }

  private init(
    weights: [Float], bias: [Float], channelCount: Int, depth: Int, panels: [Panel]
  ) {
    precondition(weights.count == channelCount * depth)
    precondition(bias.isEmpty || bias.count == channelCount)
    self.panels = FixedArray(panels)
    self.depth = depth
    self.channelCount = channelCount
    let panelWidths = panels.reduce(0) { $0 + $1.width }
    self.weights = AlignedFloats(count: panelWidths * (depth + 1)) { packed in
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
    panels.reduce(into: []) { names, panel in
      if names.last != panel.kernel.name { names.append(panel.kernel.name) }
    }
  }
}

extension KernelList {
  /// The cheapest cover of `channelCount` channels by panels of the widths that the list has: dynamic
  /// programming over channels with each kernel's throughput as its price. For a single pixel, whose
  /// panels threads share, the price of a tap is that of its vectors, but never less than the latency of
  /// a multiply-add, 4 cycles; for others the last panel may overlap.
  func convolutionPanels(
    channelCount: Int, depth: Int, isSinglePixel: Bool
  ) -> [PackedConvolution.Panel] {
    struct Choice {
      var cost: Double
      var kernel: Int
      var width: Int
    }
    let candidates = kernels.enumerated().compactMap { index, kernel -> Choice? in
      guard case .convolution(_, let vectors, let throughput) = kernel.family else { return nil }
      let width = vectors * kernel.lanes
      let cost =
        isSinglePixel && throughput <= 100
        ? Double(max(vectors, 4)) : Double(width) / Double(max(throughput, 1))
      return Choice(cost: cost, kernel: index, width: width)
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
    var end = 0
    return widths.compactMap { choice in
      guard case .convolution(let run) = kernels[choice.kernel].entry else { return nil }
      defer { end += choice.width }
      return PackedConvolution.Panel(
        channel: min(end, channelCount - choice.width), width: choice.width,
        offset: end * (depth + 1), kernel: kernels[choice.kernel], run: run)
    }
  }
}
