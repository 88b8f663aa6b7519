/// One of a level's kernels for depthwise convolutions, of which each is made for a filter or for any.
///
/// `@unchecked Sendable`: constant, and its function holds nothing: it works on its arguments alone.
public final class DepthwiseKernel: AnyKernel, @unchecked Sendable {
  /// The filters that a kernel is made for.
  public struct Filter: Sendable {
    /// Rows and columns of a filter without dilation; 0: any filter, stride and dilation.
    public var size: Int
    /// The horizontal stride; 0: any.
    public var stride: Int
    /// Outputs a tile.
    public var pixels: Int

    /// A filter.
    public init(size: Int, stride: Int, pixels: Int) {
      self.size = size
      self.stride = stride
      self.pixels = pixels
    }
  }

  /// The filters that it is made for.
  public let filter: Filter
  /// Function to call.
  public let run: KernelFunction<DepthwiseArguments>

  init(
    _ filter: Filter, lanes: Int, level: String, _ run: @escaping KernelFunction<DepthwiseArguments>
  ) {
    self.filter = filter
    self.run = run
    super.init(familyName: "depthwise", lanes: lanes, level: level)
  }

  /// For example `depthwise 3x3 s1 8x16 avx512`: filter, stride, pixels by lanes.
  public override var name: String {
    let made = filter.size == 0 ? "any" : "\(filter.size)x\(filter.size) s\(filter.stride)"
    return "depthwise \(made) \(filter.pixels)x\(lanes) \(level)"
  }
}
