/// Bounds that keep a small hostile file from causing much work. Real models stay far below; a file
/// can list one table or vector many times, so the file's size alone bounds nothing.
enum ModelLimits {
  /// Tensors, nodes, buffers or operator codes.
  static let listCount = 1 << 16
  /// Numbers copied out of the file in all: dimensions, tensor indices, quantization parameters.
  static let copiedCount = 1 << 20
  /// Dimensions of a tensor, and so also numbers in a list of axes or sizes.
  static let rank = 8
  /// A stride, dilation, window or output size.
  static let extent = 1 << 16
  /// Subgraphs within one another, the outermost included.
  static let subgraphDepth = 8
  /// Subgraphs that are imported in all: a file can run one many times.
  static let subgraphCount = 64
  /// Bytes of a constant that an operator makes of nothing but sizes.
  static let madeByteCount = 1 << 26
}
