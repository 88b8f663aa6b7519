public import Imaging

extension Segmenter {
  /// The share of what the model saw beyond which a second look has nothing to gain.
  private static let largestCropShare = 0.5
  /// Sides of a crop, in those of the person's box: with what is around them, people are found better.
  private static let cropScale = 1.5
  /// Shared by joint area of the two masks from which on they agree on who is there.
  private static let leastAgreement: Float = 0.6
  /// The most cells that a second look has for one of the first, along each side.
  private static let finest = 4

  /// Finds the person as `mask(of:)`, then once more in a crop around somebody small, where that agrees with
  /// the first look: finer, of up to four times as many cells along each side.
  ///
  /// Allocates masks, and tables for the crop.
  ///
  /// - Returns: the mask, and whether the second look is in it.
  public func maskWithSecondLook(of frame: Frame) -> (mask: Mask, isFiner: Bool) {
    frame.withView { view in
      load(view)
      run()
      let (first, shown) = (decodedMask(), decodedFineMask())
      let seen =
        framing?.content ?? PixelRectangle(width: frame.width, height: frame.height)
      guard outputIsFinite(), let crop = crop(around: first, in: seen, frame) else {
        return (shown, false)
      }
      load(view, part: crop)
      run()
      guard outputIsFinite(), let framing else { return (shown, false) }
      let cells = (
        width: min(Self.finest, max(1, frame.width / crop.columns.count)) * first.width,
        height: min(Self.finest, max(1, frame.height / crop.rows.count)) * first.height
      )
      let second = decodedMask(
        width: cells.width, height: cells.height, of: framing, frameWidth: frame.width,
        frameHeight: frame.height)
      let coarse = first.resized(toWidth: cells.width, height: cells.height)
      guard coarse.sharedArea(with: second, above: 0.5) >= Self.leastAgreement else {
        return (shown, false)
      }
      return (second, true)
    }
  }

  /// The part to look at again; nil where nobody is small enough.
  private func crop(
    around mask: Mask, in seen: PixelRectangle, _ frame: Frame
  ) -> PixelRectangle? {
    var (columns, rows): (Range<Int>?, Range<Int>?)
    for y in 0..<mask.height {
      for x in 0..<mask.width where mask.values[y * mask.width + x] >= 0.5 {
        columns = min(columns?.lowerBound ?? x, x)..<max(columns?.upperBound ?? 0, x + 1)
        rows = min(rows?.lowerBound ?? y, y)..<max(rows?.upperBound ?? 0, y + 1)
      }
    }
    guard let columns, let rows else { return nil }
    let scale = (
      x: Double(frame.width) / Double(mask.width), y: Double(frame.height) / Double(mask.height)
    )
    var width = Double(columns.count) * scale.x * Self.cropScale
    var height = Double(rows.count) * scale.y * Self.cropScale
    // In the shape that the frame was seen in, as far as there is room.
    let aspect = Double(seen.columns.count) / Double(seen.rows.count)
    width = max(width, height * aspect)
    height = max(height, width / aspect)
    func range(_ middle: Double, _ length: Double, _ limits: Range<Int>) -> Range<Int> {
      let count = min(max(16, Int(length.rounded(.up))), limits.count)
      let first = min(
        max(Int((middle - Double(count) / 2).rounded()), limits.lowerBound),
        limits.upperBound - count)
      return first..<first + count
    }
    let crop = PixelRectangle(
      columns: range(
        Double(columns.lowerBound + columns.upperBound) / 2 * scale.x, width, seen.columns),
      rows: range(Double(rows.lowerBound + rows.upperBound) / 2 * scale.y, height, seen.rows))
    let share =
      Double(crop.columns.count) * Double(crop.rows.count)
      / (Double(seen.columns.count) * Double(seen.rows.count))
    return share <= Self.largestCropShare ? crop : nil
  }
}

extension Mask {
  /// Shared by joint area of what is at least `limit` in two masks of one size; 1 where nothing is.
  package func sharedArea(with other: Mask, above limit: Float) -> Float {
    var (shared, joint) = (0, 0)
    for index in values.indices {
      let (isOne, isOther) = (values[index] >= limit, other.values[index] >= limit)
      shared += isOne && isOther ? 1 : 0
      joint += isOne || isOther ? 1 : 0
    }
    return joint == 0 ? 1 : Float(shared) / Float(joint)
  }
}
