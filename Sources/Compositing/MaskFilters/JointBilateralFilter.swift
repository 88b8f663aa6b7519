import KernelInterface
import Kernels

/// The joint bilateral filter of a mask, guided by the frame, for frames and masks of fixed sizes; it is
/// also what enlarges the mask to the frame's size. Petschnigg and others 2004, in the form and with the
/// taps of the browser demo.
///
/// Work is done in runs: pixels next to each other in the rows of one row of mask cells. A run's
/// neighborhood is unpacked once into a small scratch, so that no kernel sees a border.
final class JointBilateralFilter: Sendable {
  /// Arrangement of the taps.
  enum Axes {
    /// In a square around the pixel.
    case both
    /// In the pixel's row.
    case row
    /// In the pixel's column.
    case column
  }

  /// The most pixels of a run.
  static let longestRun = 128

  let columns: CellAxis
  let rows: CellAxis
  /// Cells that a window reaches from the cell of its middle.
  let columnReach: Int
  let rowReach: Int
  /// The frame's rows of each row of cells.
  let cellRows: [Range<Int>]

  let rowTaps: TapList
  let columnTaps: TapList
  let phases: MaskPhases
  /// `[tap row, row]`: the mask's row that a tap falls into.
  let tapCells: [Int32]
  let spatial: [Float]
  let colorFactor: Float
  let kernel: KernelFunction<JointBilateralArguments>
  let unpack: KernelFunction<UnpackArguments>
  let expand: KernelFunction<ExpandArguments>

  /// - Parameters:
  ///   - sigmaSpace: in cells of the mask, 0...10.
  ///   - sigmaColor: in units of the whole range of a channel, 0...1.
  init(
    width: Int, height: Int, maskWidth: Int, maskHeight: Int, sigmaSpace: Float, sigmaColor: Float,
    axes: Axes = .both, kernels: KernelList
  ) {
    columns = CellAxis(pixelCount: width, cellCount: maskWidth)
    rows = CellAxis(pixelCount: height, cellCount: maskHeight)
    let taps = TapList(
      width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight,
      sigmaSpace: sigmaSpace)
    let rowTaps = axes == .row ? taps.center : taps
    let columnTaps = axes == .column ? taps.center : taps
    self.rowTaps = rowTaps
    self.columnTaps = columnTaps
    cellRows = rows.pixelRanges()
    phases = MaskPhases(columns: columns, taps: columnTaps)
    let rows = rows
    tapCells = rowTaps.offsets.flatMap { offset in
      (0..<height).map { Int32(rows.cell(ofPixel: $0, offset: offset)) }
    }
    columnReach = columns.reach(of: columnTaps)
    rowReach = rows.reach(of: rowTaps)
    (spatial, colorFactor) = Self.exponents(
      rowTaps, columnTaps, width: width, height: height, sigmaColor: sigmaColor)
    let isProduct = JointBilateralArguments.allowsProducts(
      leastSpatial: spatial.min() ?? 0, colorFactor: colorFactor)
    kernel = kernels[.jointBilateral(isProduct: isProduct)].run
    unpack = kernels[.unpack].run
    expand = kernels[.expand].run
  }

  /// Exponents to the base 2 in the form that the kernel takes. The distance in the plane is measured in
  /// texture units, width and height being 1 each, as in the demo.
  private static func exponents(
    _ rowTaps: TapList, _ columnTaps: TapList, width: Int, height: Int, sigmaColor: Float
  ) -> (spatial: [Float], colorFactor: Float) {
    func factor(_ sigma: Double) -> Double { -0.5 / (4 * sigma * sigma + 1e-6) }
    let scale = Double(JointBilateralArguments.exponentScale) * 1.4426950408889634
    let spaceFactor = factor(Double(rowTaps.sigmaPixels) / Double(min(width, height)))
    let spatial = rowTaps.offsets.flatMap { down in
      columnTaps.offsets.map { across -> Float in
        let x = Double(across) / Double(width)
        let y = Double(down) / Double(height)
        let exponent = (x * x + y * y) * spaceFactor * scale
        return max(Float(exponent) + JointBilateralArguments.exponentBias, 0x1p23)
      }
    }
    return (spatial, Float(factor(Double(sigmaColor)) * scale / (255 * 255)))
  }
}

extension CellAxis {
  /// The most cells from the cell of a pixel's middle to that of a tap.
  fileprivate func reach(of taps: TapList) -> Int {
    var reach = 0
    for x in 0..<pixelCount {
      let own = cell(ofPixel: x)
      for offset in [taps.offsets.first, taps.offsets.last].compactMap({ $0 }) {
        reach = max(reach, abs(cell(ofPixel: x, offset: offset) - own))
      }
    }
    return reach
  }
}
