import Compositing

/// As `AdaptiveSmoothing`, but with the state and the picture before moved by `BlockMotion` first: what
/// moves as a block without changing keeps its history.
final class WarpedSmoothing: SmoothingFilter {
  private let blocks: BlockMotion
  private let motion: MotionGain
  private let change: MaskChange
  private let gains: Plane<Float>
  private let warpedPicture: Plane<UInt8>
  private let warpedState: Plane<Float>

  init(width: Int, height: Int) {
    blocks = BlockMotion(width: width, height: height)
    motion = MotionGain(width: width, height: height)
    change = MaskChange(width: width, height: height)
    gains = Plane(width: width, height: 1)
    warpedPicture = Plane(width: width, height: height)
    warpedState = Plane(width: width, height: height)
  }

  func apply(_ step: SmoothingStep) {
    blocks.measure(step.picture, step.previousPicture)
    warp(step)
    motion.measure(step.picture, warpedPicture.rows)
    change.measure(step.mask, warpedState.rows)
    let gains = gains.rows.row(0)
    for y in 0..<step.mask.height {
      motion.writeRow(y, to: gains)
      change.raise(gains, row: y)
      let (changes, warped) = (change.row(y), warpedState.rows.row(y))
      let state = step.state.row(y)
      for x in 0..<step.mask.width { state[x] = warped[x] + gains[x] * changes[x] }
    }
  }

  /// Fetches every cell from where its block came from; beyond the border from the nearest cell.
  private func warp(_ step: SmoothingStep) {
    let (width, height) = (step.mask.width, step.mask.height)
    for y in 0..<height {
      for column in 0..<blocks.columnCount {
        let way = blocks.ways[y / BlockMotion.side * blocks.columnCount + column]
        let from = min(max(y - way.y, 0), height - 1)
        let (picture, state) = (step.previousPicture.row(from), step.state.row(from))
        let (newPicture, newState) = (warpedPicture.rows.row(y), warpedState.rows.row(y))
        let start = column * BlockMotion.side
        for x in start..<min(start + BlockMotion.side, width) {
          let fromX = min(max(x - way.x, 0), width - 1)
          newPicture[x] = picture[fromX]
          newState[x] = state[fromX]
        }
      }
    }
  }
}
