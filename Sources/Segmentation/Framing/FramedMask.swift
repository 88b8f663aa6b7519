import Imaging
import Kernels
import Memory

/// Mask of a whole frame, made of a model's mask of a part: what the model did not see is nobody.
///
/// Cells that lie closer together than the model's are interpolated, those that lie further apart are means.
/// Made for one framing; filling it allocates nothing.
final class FramedMask {
  /// The framing, and the frame's size.
  let framing: FrameFraming
  let frameWidth, frameHeight: Int
  /// Cells of the whole frame.
  let cells: Plane<Float>

  /// Cells that have a part in the model's mask, and what they are made of.
  private struct Axis {
    let inside: Range<Int>
    let starts: [Int]
    let counts: [Int]
    let weights: [Float]
    /// Whether each cell is one of the model's, in their order: true where the whole side was seen.
    let isIdentity: Bool

    /// - Parameters:
    ///   - cellCount: cells over the frame's side, of `length` pixels.
    ///   - content: the pixels that the model saw.
    ///   - input: the places in the model's mask that they fill, of `modelCount`.
    init(
      cellCount: Int, length: Int, content: Range<Int>, input: ClosedRange<Double>, modelCount: Int
    ) {
      let pixels = Double(length) / Double(cellCount)
      // Nearly all of a cell lies inside, so that what enlarges the mask shows nobody outside.
      let first = (0..<cellCount).first {
        (Double($0) + 0.25) * pixels >= Double(content.lowerBound)
      }
      let last = (0..<cellCount).last { (Double($0) + 0.75) * pixels <= Double(content.upperBound) }
      guard let first, let last, first <= last else {
        (inside, starts, counts, weights, isIdentity) = (0..<0, [], [], [], false)
        return
      }
      inside = first..<last + 1
      let modelPerPixel = (input.upperBound - input.lowerBound) / Double(content.count)
      let step = pixels * modelPerPixel
      let origin =
        input.lowerBound + (Double(first) * pixels - Double(content.lowerBound)) * modelPerPixel
      let taps = ResamplingTaps.scaled(
        inputCount: modelCount, outputCount: inside.count, origin: origin, step: step,
        largestStep: 1)
      starts = taps.starts
      counts = taps.weights.map { $0.count }
      weights = taps.weights.flatMap { $0.map { Float($0) } }
      isIdentity =
        inside == 0..<modelCount && weights.count == modelCount
        && starts.elementsEqual(0..<modelCount) && weights.allSatisfy { $0 == 1 }
    }
  }

  private let columns, rows: Axis
  private let model: Plane<Float>
  private let sums: Plane<Float>

  /// - Parameters:
  ///   - width: cells a row of the whole frame's mask.
  ///   - height: rows of it.
  ///   - inputHeight: rows of the model's input.
  init(
    _ framing: FrameFraming, frameWidth: Int, frameHeight: Int, width: Int, height: Int,
    modelWidth: Int, modelHeight: Int, inputHeight: Int
  ) {
    self.framing = framing
    (self.frameWidth, self.frameHeight) = (frameWidth, frameHeight)
    cells = Plane(width: width, height: height, margin: 0)
    model = Plane(width: modelWidth, height: modelHeight, margin: 0)
    sums = Plane(width: modelWidth, height: 1, margin: 0)
    columns = Axis(
      cellCount: width, length: frameWidth, content: framing.content.columns,
      input: 0...Double(modelWidth), modelCount: modelWidth)
    let scale = Double(modelHeight) / Double(inputHeight)
    rows = Axis(
      cellCount: height, length: frameHeight, content: framing.content.rows,
      input: Double(framing.inputRows.lowerBound)
        * scale...Double(framing.inputRows.upperBound) * scale,
      modelCount: modelHeight)
  }

  /// A copy of the frame's mask.
  var mask: Mask {
    var values: [Float] = []
    values.reserveCapacity(cells.rows.width * cells.rows.height)
    for y in 0..<cells.rows.height {
      values += UnsafeBufferPointer(start: cells.rows.row(y), count: cells.rows.width)
    }
    return Mask(width: cells.rows.width, height: cells.rows.height, values: values)
  }

  /// A row of it as bytes, floor(255 m + 1/2) of a coverage m.
  ///
  /// - Precondition: `coverages` holds a row.
  func writeRow(_ y: Int, to coverages: inout MutableSpan<UInt8>) {
    precondition(coverages.count == cells.rows.width, "expected room for a row of cells")
    let row = cells.rows.row(y)
    for x in 0..<cells.rows.width {
      coverages[x] = UInt8(truncatingIfNeeded: Int32(row[x] * 255 + 0.5))
    }
  }

  /// The place in a side of the model's input under each cell along it; those outside get the nearest.
  func inputPlaces(isRow: Bool, inputCount: Int) -> [Int] {
    let (cellCount, length) =
      isRow
      ? (cells.rows.height, frameHeight) : (cells.rows.width, frameWidth)
    let content = isRow ? framing.content.rows : framing.content.columns
    let input = isRow ? framing.inputRows : 0..<inputCount
    return (0..<cellCount).map { cell in
      let pixel = (Double(cell) + 0.5) * Double(length) / Double(cellCount)
      let share = (pixel - Double(content.lowerBound)) / Double(content.count)
      let place = Double(input.lowerBound) + share * Double(input.count)
      return min(max(Int(place.rounded(.down)), input.lowerBound), input.upperBound - 1)
    }
  }

  /// Takes a model's mask, row by row, and makes that of the frame.
  func fill(_ writeRow: (Int, inout MutableSpan<Float>) -> Void) {
    for y in 0..<model.rows.height {
      var span = MutableSpan(_unsafeStart: model.rows.row(y), count: model.rows.width)
      writeRow(y, &span)
    }
    let sums = sums.rows.row(0)
    let modelWidth = model.rows.width
    let inside = columns.inside
    var rowWeight = 0
    for (index, y) in rows.inside.enumerated() {
      for tap in 0..<rows.counts[index] {
        let (source, weight) = (model.rows.row(rows.starts[index] + tap), rows.weights[rowWeight])
        rowWeight += 1
        if tap == 0 {
          for x in 0..<modelWidth { sums[x] = source[x] * weight }
        } else {
          for x in 0..<modelWidth { sums[x] += source[x] * weight }
        }
      }
      let target = cells.rows.row(y)
      if columns.isIdentity {
        for x in 0..<modelWidth { target[x] = min(max(sums[x], 0), 1) }
      } else {
        var columnWeight = 0
        for (index, x) in inside.enumerated() {
          var sum: Float = 0
          for tap in 0..<columns.counts[index] {
            sum += sums[columns.starts[index] + tap] * columns.weights[columnWeight]
            columnWeight += 1
          }
          target[x] = min(max(sum, 0), 1)
        }
      }
    }
  }
}
