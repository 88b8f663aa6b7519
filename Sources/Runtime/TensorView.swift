/// Pixels of zeros around each image of a tensor, so that kernels need no border code.
struct Margins: Hashable, Sendable {
  var top = 0
  var bottom = 0
  var left = 0
  var right = 0

  var isEmpty: Bool { self == Margins() }

  /// Margins that serve both.
  func union(_ other: Margins) -> Margins {
    Margins(
      top: max(top, other.top), bottom: max(bottom, other.bottom),
      left: max(left, other.left), right: max(right, other.right))
  }
}

/// Where a tensor's elements are: a buffer, and strides in elements. Other ranks than 4 are seen as
/// `[batch, height, width, channels]` too: missing dimensions are 1, surplus ones join the batch.
struct TensorView: Sendable {
  /// Index into the table of buffers.
  var buffer: Int
  /// Elements from the buffer's start to the first pixel (behind the margins).
  var offset: Int
  var batch: Int
  var height: Int
  var width: Int
  var channels: Int
  var imageStride: Int
  var rowStride: Int
  var pixelStride: Int
  var margins: Margins

  var elementCount: Int { batch * height * width * channels }

  /// Rows of all images.
  var rowCount: Int { batch * height }

  /// Elements between the end of a row's last pixel and the next row's first pixel.
  var rowGap: Int { rowStride - width * pixelStride }

  /// Whether the elements follow each other without a gap.
  var isDense: Bool {
    pixelStride == channels && rowStride == width * channels
      && imageStride == height * rowStride
  }

  /// Elements from the buffer's start to a row's first pixel; rows count through all images.
  func rowOffset(_ row: Int) -> Int {
    offset + row / height * imageStride + row % height * rowStride
  }
}

extension TensorView {
  /// The view itself if it has another's pixels; one of a single pixel an image as a view of many, all
  /// at that place.
  func spread(over other: TensorView) -> TensorView {
    guard height == 1, width == 1, other.height != 1 || other.width != 1 else { return self }
    var view = self
    (view.height, view.width) = (other.height, other.width)
    (view.rowStride, view.pixelStride) = (0, 0)
    return view
  }
}

/// What a running step sees: the buffers' places.
struct StepMemory {
  /// One pointer a buffer: into the arena, or to constants (which no step writes).
  let buffers: UnsafePointer<UnsafeMutablePointer<Float>>
  /// This thread's own floats, as many as the plan's greediest step wants; they hold nothing from one
  /// step to the next.
  let scratch: UnsafeMutablePointer<Float>

  /// A view's first pixel.
  func pointer(_ view: TensorView) -> UnsafeMutablePointer<Float> {
    buffers[view.buffer] + view.offset
  }

  /// The first pixel of a row; rows count through all images.
  func row(_ row: Int, of view: TensorView) -> UnsafeMutablePointer<Float> {
    buffers[view.buffer] + view.rowOffset(row)
  }

  /// Writes zeros around the rows in `rows`: left and right of each, above an image's first and
  /// below its last.
  func clearMargins(of view: TensorView, rows: Range<Int>) {
    let margins = view.margins
    guard !margins.isEmpty else { return }
    let left = margins.left * view.pixelStride
    let right = margins.right * view.pixelStride
    for index in rows {
      let row = row(index, of: view)
      (row - left).update(repeating: 0, count: left)
      (row + view.width * view.pixelStride).update(repeating: 0, count: right)
      if index % view.height == 0 {
        (row - left - margins.top * view.rowStride)
          .update(repeating: 0, count: margins.top * view.rowStride)
      }
      if index % view.height == view.height - 1 {
        (row - left + view.rowStride)
          .update(repeating: 0, count: margins.bottom * view.rowStride)
      }
    }
  }
}
