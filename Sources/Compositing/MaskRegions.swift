/// A rectangle of the picture, in pixels or in per cent of its sides.
public struct Region: Sendable, Hashable {
  /// Unit of the numbers of a rectangle.
  public enum Unit: Sendable {
    /// pixels of the output
    case pixels
    /// hundredths of the output's width and height
    case percent
  }

  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// From the left to the right edge.
  public var width: Double
  /// From the upper to the lower edge.
  public var height: Double
  /// Unit of the numbers.
  public var unit: Unit

  /// A rectangle, which may reach beyond the picture.
  ///
  /// - Precondition: all numbers are finite, `width` and `height` are not negative.
  public init(x: Double, y: Double, width: Double, height: Double, unit: Unit) {
    precondition(
      x.isFinite && y.isFinite && width.isFinite && height.isFinite && width >= 0 && height >= 0,
      "expected a rectangle of finite sizes, found \(x), \(y), \(width) x \(height)")
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.unit = unit
  }

  /// The pixels of a picture of `width` x `height` whose share in the rectangle is at least a half along
  /// each axis: edges are rounded to the nearest pixel.
  func pixels(width pictureWidth: Int, height pictureHeight: Int) -> (
    columns: Range<Int>, rows: Range<Int>
  ) {
    func range(_ start: Double, _ length: Double, _ count: Int) -> Range<Int> {
      let scale = unit == .percent ? Double(count) / 100 : 1
      let limits = [start * scale, (start + length) * scale].map {
        Int(min(max(($0).rounded(), 0), Double(count)))
      }
      return limits[0]..<limits[1]
    }
    return (range(x, width, pictureWidth), range(y, height, pictureHeight))
  }
}

/// Parts of the picture that are foreground, or background, whatever the mask says.
///
/// Where both kinds overlap, dropping wins: what must not be seen is never shown.
struct MaskRegions: Sendable {
  private let width: Int
  private let height: Int
  private let rectangles: [(columns: Range<Int>, rows: Range<Int>, value: UInt8)]

  /// Prepares for masks of `width` x `height`: coverage becomes 255 in `kept` and 0 in `dropped`.
  init(width: Int, height: Int, kept: [Region], dropped: [Region]) {
    func rectangles(
      _ regions: [Region], _ value: UInt8
    ) -> [(columns: Range<Int>, rows: Range<Int>, value: UInt8)] {
      regions.map {
        let pixels = $0.pixels(width: width, height: height)
        return (pixels.columns, pixels.rows, value)
      }.filter { !$0.columns.isEmpty && !$0.rows.isEmpty }
    }
    self.width = width
    self.height = height
    self.rectangles = rectangles(kept, 255) + rectangles(dropped, 0)
  }

  /// Whether no pixel is in a region.
  var isEmpty: Bool { rectangles.isEmpty }

  /// Changes this thread's share of the mask's rows. Allocates nothing.
  func run(mask: Rows<UInt8>, on context: ThreadContext) {
    precondition(
      mask.width == width && mask.height == height,
      "expected a mask of \(width)x\(height), found \(mask.width)x\(mask.height)")
    let share = context.share(of: height)
    for rectangle in rectangles {
      for y in rectangle.rows.clamped(to: share) {
        (mask.row(y) + rectangle.columns.lowerBound)
          .update(repeating: rectangle.value, count: rectangle.columns.count)
      }
    }
  }
}
