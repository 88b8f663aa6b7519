/// Running sums along a row of cells of a lens blur, in whole numbers: differences of two are exact.
///
/// value[c] = the sum of `group` cells from group * c on, as far as the row goes, times `scale`, rounded to a
/// whole number below 2^23. sums[c] = value[0] + ... + value[c] modulo 2^32, for each of four channels; behind
/// the last one `repeatCount` cells repeat it.
public struct LensSumsArguments {
  /// `[cellCount, 4]`, not negative.
  public var cells: UnsafePointer<Float>
  /// At least 1.
  public var cellCount: Int
  /// Cells that become one, at least 1.
  public var group: Int
  /// Factor before the rounding.
  public var scale: Float
  /// `[ceil(cellCount / group) + repeatCount, 4]`.
  public var sums: UnsafeMutablePointer<UInt32>
  /// Cells behind the last.
  public var repeatCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    cells: UnsafePointer<Float>, cellCount: Int, group: Int, scale: Float,
    sums: UnsafeMutablePointer<UInt32>, repeatCount: Int
  ) {
    self.cells = cells
    self.cellCount = cellCount
    self.group = group
    self.scale = scale
    self.sums = sums
    self.repeatCount = repeatCount
  }
}

extension KernelFamily where Arguments == LensSumsArguments {
  /// Running sums of cells.
  public static var lensSums: KernelFamily { KernelFamily("lens sums") }
}
