/// One of a level's kernels for convolutions, which compete by their tiles.
///
/// `@unchecked Sendable`: constant, and its function holds nothing: it works on its arguments alone.
public final class ConvolutionKernel: AnyKernel, @unchecked Sendable {
  /// Tile that a kernel computes at once: `rows` pixels by `vectors` * lanes channels.
  public struct Tile: Sendable {
    /// Output pixels.
    public var rows: Int
    /// Vectors of output channels.
    public var vectors: Int
    /// Multiply-adds a second on long sums, in per cent of the level's best tile; 0 for a tile that is
    /// meant for single pixels.
    public var throughput: Int
    /// Whether the halves of the channels are stored `upperHalfOffset` apart.
    public var isSplit: Bool

    /// A tile.
    public init(rows: Int, vectors: Int, throughput: Int, isSplit: Bool = false) {
      self.rows = rows
      self.vectors = vectors
      self.throughput = throughput
      self.isSplit = isSplit
    }
  }

  /// Tile that it computes at once.
  public let tile: Tile
  /// Function to call.
  public let run: KernelFunction<ConvolutionArguments>

  init(
    _ tile: Tile, lanes: Int, level: String, _ run: @escaping KernelFunction<ConvolutionArguments>
  ) {
    self.tile = tile
    self.run = run
    super.init(familyName: "convolution", lanes: lanes, level: level)
  }

  /// For example `convolution 8x2x16 avx512`: rows by vectors by lanes.
  public override var name: String {
    "\(tile.isSplit ? "split " : "")convolution \(tile.rows)x\(tile.vectors)x\(lanes) \(level)"
  }

  /// Channels of a panel.
  public var width: Int { tile.vectors * lanes }

  /// The same kernel, taken for as fast as `throughput` says.
  public func withThroughput(_ throughput: Int) -> ConvolutionKernel {
    var tile = tile
    tile.throughput = throughput
    return ConvolutionKernel(tile, lanes: lanes, level: level, run)
  }
}
