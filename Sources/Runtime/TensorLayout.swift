import Graphs
import Memory

/// The places of a tensor's elements in a buffer of its own, and the bytes that the buffer needs.
struct TensorLayout {
  let view: TensorView
  let byteCount: Int

  /// Layout with margins around each image.
  ///
  /// A depthwise filter reads neighboring pixels, channel block by channel block. Pixels a multiple of
  /// 1 KB apart would all share a few sets of a 4 KB cache way, so that a cache line keeps them apart,
  /// where `mayPad` allows it.
  ///
  /// - Throws: `PlanError.memoryLimit` for more bytes than that.
  init(
    _ type: TensorType, buffer: Int, margins: Margins, mayPad: Bool, memoryLimitByteCount: Int
  ) throws(PlanError) {
    try Self.check(type, memoryLimitByteCount: memoryLimitByteCount)
    var view = TensorView(dense: type, buffer: buffer)
    guard !margins.isEmpty else {
      self.view = view
      byteCount = view.byteCount
      return
    }
    let rowPixels = Int(
      clamping: Int64(view.width) + Int64(margins.left) + Int64(margins.right))
    let rows = Int(clamping: Int64(view.height) + Int64(margins.top) + Int64(margins.bottom))
    let size = type.elementType.byteCount
    let isAliased = view.channels > 0 && view.channels * size % 1024 == 0
    let pixelStride =
      mayPad && isAliased ? view.channels + Storage.alignment / size : view.channels
    try Self.check(
      [pixelStride, rowPixels, rows, view.batch], of: type.elementType, memoryLimitByteCount)
    view.margins = margins
    view.pixelStride = pixelStride
    view.rowStride = rowPixels * pixelStride
    view.imageStride = rows * view.rowStride
    view.offset = margins.top * view.rowStride + margins.left * pixelStride
    self.view = view
    byteCount = view.batch * view.imageStride * size
  }

  /// Checks that a tensor's sizes stay within the memory limit.
  static func check(_ type: TensorType, memoryLimitByteCount: Int) throws(PlanError) {
    try check(type.shape.dimensions, of: type.elementType, memoryLimitByteCount)
  }

  /// A size of 0 counts as 1: strides and tables depend on the others even where there are no elements.
  private static func check(
    _ dimensions: [Int], of elementType: ElementType, _ memoryLimitByteCount: Int
  ) throws(PlanError) {
    var byteCount = elementType.byteCount
    for size in dimensions {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: max(1, size))
      guard !overflow else { throw .memoryLimit(expected: memoryLimitByteCount, found: nil) }
      byteCount = product
    }
    guard byteCount <= memoryLimitByteCount else {
      throw .memoryLimit(expected: memoryLimitByteCount, found: byteCount)
    }
  }
}

extension TensorView {
  /// View of all elements of a tensor, the last three dimensions being rows, pixels and channels.
  init(dense type: TensorType, buffer: Int) {
    let dimensions = type.shape.dimensions
    let trailing = Array(repeating: 1, count: max(0, 4 - dimensions.count)) + dimensions
    let (height, width, channels) = (
      trailing[trailing.count - 3], trailing[trailing.count - 2], trailing[trailing.count - 1]
    )
    self.init(
      elementType: type.elementType, buffer: buffer, offset: 0,
      batch: trailing.dropLast(3).reduce(1, *), height: height, width: width, channels: channels,
      imageStride: height * width * channels, rowStride: width * channels, pixelStride: channels,
      margins: Margins())
  }
}
