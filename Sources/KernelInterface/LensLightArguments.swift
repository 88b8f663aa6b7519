/// One row of cells of a lens blur: the light of up to four rows of pixels, the person left out.
///
/// cells[4 c ... 4 c + 3] = (or +=) the sum of keep * gain * (L(red), L(green), L(blue), 1) over the pixels
/// step * c ... step * c + step - 1 of all rows, as far as a row goes.
///
/// keep = max(0, 255 - 2 m) + (255 - m) / 64 for a mask value m: half-covered pixels, whose color is partly the
/// person's, count only where there is nothing better.
///
/// gain = 1 + 3 * (max(0, least - 229.5) / 25.5)^2, least being the least of the three channels: a white that the
/// camera has cut off was brighter than it shows. As the gain weighs, even surfaces stay as they are.
///
/// L(v) = x * (0.0345 + x * (0.6067 + x * 0.3588)), x = v / 255: sRGB's curve within 2.5 levels, and within 1 from
/// level 20 on.
public struct LensLightArguments {
  /// Rows of `width` pixels, red in the low byte. Those from `rowCount` on are not read.
  public var rows: InlineArray<4, UnsafePointer<UInt32>>
  /// Their masks, 0 (background) ... 255 (person).
  public var masks: InlineArray<4, UnsafePointer<UInt8>>
  /// Rows that are read, 1...4.
  public var rowCount: Int
  /// Pixels a row, at least 1.
  public var width: Int
  /// Pixels a cell: 2 or 4.
  public var step: Int
  /// Whether the sums are added to what `cells` holds.
  public var adds: Bool
  /// `[ceil(width / step), 4]`: red, green, blue, and the weight.
  public var cells: UnsafeMutablePointer<Float>

  /// Arguments of one call.
  @inlinable
  public init(
    rows: InlineArray<4, UnsafePointer<UInt32>>, masks: InlineArray<4, UnsafePointer<UInt8>>,
    rowCount: Int, width: Int, step: Int, adds: Bool, cells: UnsafeMutablePointer<Float>
  ) {
    self.rows = rows
    self.masks = masks
    self.rowCount = rowCount
    self.width = width
    self.step = step
    self.adds = adds
    self.cells = cells
  }
}

extension KernelFamily where Arguments == LensLightArguments {
  /// Pixels to the light of cells.
  public static var lensLight: KernelFamily { KernelFamily("lens light") }
}
