/// A row of mask cells stretched to pixels: each cell's value, repeated over the pixels that it covers.
///
/// output[x - first] = values[c] for the cell c with starts[c] <= x < starts[c + 1].
/// Vectors may write up to `overhang` elements behind the last.
public struct ExpandArguments {
  /// Elements that a kernel may touch behind the last.
  public static let overhang = 15

  /// Bytes 0...255, one a cell.
  public var values: UnsafePointer<UInt8>
  /// For each cell, and for the one behind the last, its first pixel; ascending, equal for a cell
  /// without pixels.
  public var starts: UnsafePointer<Int32>
  /// The cell of the first pixel.
  public var cell: Int
  /// The first pixel.
  public var first: Int
  /// Pixels; no more than the cells cover.
  public var count: Int
  /// `[count]` whole numbers in 0...255.
  public var output: UnsafeMutablePointer<Float>

  /// Arguments of one call.
  @inlinable
  public init(
    values: UnsafePointer<UInt8>, starts: UnsafePointer<Int32>, cell: Int, first: Int, count: Int,
    output: UnsafeMutablePointer<Float>
  ) {
    self.values = values
    self.starts = starts
    self.cell = cell
    self.first = first
    self.count = count
    self.output = output
  }
}

extension KernelFamily where Arguments == ExpandArguments {
  /// Mask cells to pixels.
  public static var expand: KernelFamily { KernelFamily("expand") }
}
