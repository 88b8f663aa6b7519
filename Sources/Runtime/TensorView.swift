import Memory

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

/// View of a tensor's elements, of their type: a buffer, and strides in elements. Other ranks than
/// 4 are seen as `[batch, height, width, channels]` too: missing dimensions are 1, surplus ones join the
/// batch.
struct TensorView: Sendable {
  let elementType: ElementType
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

  var byteCount: Int { elementCount * elementType.byteCount }

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
  /// The view for a step that takes elements of one type.
  ///
  /// - Throws: `PlanError.unsupported` where the elements are of another: no step sees those.
  func typed<Element>(for operation: String) throws(PlanError) -> TypedView<Element> {
    guard elementType == Element.elementType else {
      throw .unsupported(
        operation: operation, expected: "\(Element.elementType.rawValue) elements",
        found: elementType.rawValue)
    }
    return TypedView(view: self)
  }

  /// The same dense elements in other sizes.
  func reshaped(batch: Int = 1, height: Int = 1, width: Int = 1, channels: Int) -> TensorView {
    var view = self
    (view.batch, view.height, view.width, view.channels) = (batch, height, width, channels)
    (view.imageStride, view.rowStride, view.pixelStride) = (
      height * width * channels, width * channels, channels
    )
    return view
  }

  /// The same dense elements in another view's sizes.
  func reshaped(like other: TensorView) -> TensorView {
    reshaped(
      batch: other.batch, height: other.height, width: other.width, channels: other.channels)
  }

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

/// A view whose elements are known to be of a type, as steps hold it.
struct TypedView<Element: TensorElement>: Sendable {
  let view: TensorView

  fileprivate init(view: TensorView) { self.view = view }

  var batch: Int { view.batch }
  var height: Int { view.height }
  var width: Int { view.width }
  var channels: Int { view.channels }
  var imageStride: Int { view.imageStride }
  var rowStride: Int { view.rowStride }
  var pixelStride: Int { view.pixelStride }
  var rowCount: Int { view.rowCount }
  var rowGap: Int { view.rowGap }
}
