import Graphs

/// Window of a filter that slides over a picture's rows and columns.
struct Window2D {
  let rows: Window1D
  let columns: Window1D
  /// Overhang of the filter at each side: the zeros that the input needs around it.
  let margins: Margins

  /// - Parameters:
  ///   - input: `[batch, height, width, channels]`.
  ///   - filter: `[any, filterHeight, filterWidth, any]`.
  init(
    input: Shape, filter: Shape, padding: Padding, stride: Extent2D, dilation: Extent2D,
    operation: String
  ) throws(PlanError) {
    do {
      rows = try Window1D(
        input: input[1], filter: filter[1], stride: stride.height, dilation: dilation.height,
        padding: padding)
      columns = try Window1D(
        input: input[2], filter: filter[2], stride: stride.width, dilation: dilation.width,
        padding: padding)
    } catch {
      throw .unsupported(operation: operation, expected: "a window that fits", found: "\(error)")
    }
    let lastRow =
      (rows.outputSize - 1) * stride.height - rows.padBefore + (filter[1] - 1) * dilation.height
    let lastColumn =
      (columns.outputSize - 1) * stride.width - columns.padBefore
      + (filter[2] - 1) * dilation.width
    margins = Margins(
      top: rows.padBefore, bottom: max(0, lastRow - (input[1] - 1)),
      left: columns.padBefore, right: max(0, lastColumn - (input[2] - 1)))
  }
}
