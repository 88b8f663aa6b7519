import Compositing

/// Ways to make masks steady that are behind `MaskSmoothing.adaptive` on every measure but time.
public enum SmoothingBaseline: String, Sendable, CaseIterable {
  /// s += 0.6 (m - s) everywhere.
  case exponential
  /// The 1 euro filter for every cell: the gain follows the speed of the mask's own change.
  case oneEuro = "one-euro"
  /// As `adaptive`, with the mask before moved along with the picture, block by block.
  case warped
}

/// A filter over the masks of successive frames, with what it remembers beside the result.
protocol SmoothingFilter: AnyObject {
  /// Takes a frame in.
  func apply(_ step: SmoothingStep)
}

/// Smooths the masks of one film by a baseline.
public final class BaselineSmoother {
  /// Time of the latest frame, without copies.
  public private(set) var duration = Duration.zero

  private let mask: Plane<UInt8>
  private var picture: Plane<UInt8>
  private var previousPicture: Plane<UInt8>
  private let state: Plane<Float>
  private let filter: any SmoothingFilter
  private var isEmpty = true

  /// Prepares for masks of one size.
  public init(_ baseline: SmoothingBaseline, width: Int, height: Int) {
    mask = Plane(width: width, height: height)
    picture = Plane(width: width, height: height)
    previousPicture = Plane(width: width, height: height)
    state = Plane(width: width, height: height)
    filter =
      switch baseline {
      case .exponential: ExponentialSmoothing()
      case .oneEuro: OneEuroSmoothing(width: width, height: height)
      case .warped: WarpedSmoothing(width: width, height: height)
      }
  }

  /// The next frame's mask, made steady: levels, rounded to the nearest. The first stays as it is.
  ///
  /// - Precondition: mask and brightness have the sizes that were prepared for.
  public func smooth(_ mask: [UInt8], picture levels: [UInt8]) -> [UInt8] {
    copy(mask, to: self.mask.rows)
    copy(levels, to: picture.rows)
    if isEmpty {
      forEachCell { state.rows.row($1)[$0] = Float(self.mask.rows.row($1)[$0]) }
      isEmpty = false
    } else {
      let step = SmoothingStep(
        mask: self.mask.rows, picture: picture.rows, previousPicture: previousPicture.rows,
        state: state.rows)
      duration = ContinuousClock().measure { filter.apply(step) }
    }
    swap(&picture, &previousPicture)
    var result: [UInt8] = []
    forEachCell { result.append(UInt8(min(max(state.rows.row($1)[$0].rounded(), 0), 255))) }
    return result
  }

  private func copy(_ values: [UInt8], to rows: Rows<UInt8>) {
    precondition(values.count == rows.width * rows.height, "expected a mask of the stated size")
    forEachCell { rows.row($1)[$0] = values[$1 * rows.width + $0] }
  }

  private func forEachCell(_ body: (_ x: Int, _ y: Int) -> Void) {
    for y in 0..<state.rows.height { for x in 0..<state.rows.width { body(x, y) } }
  }
}
