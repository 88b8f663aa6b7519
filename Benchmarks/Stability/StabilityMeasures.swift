/// Scores of a sequence of masks, against the truth.
///
/// - `flicker` is dtSSD (Erofeev et al. 2015, "Perceptually motivated benchmark for video matting"), as
///   the literature since reports it: 100 sqrt(mean over cells of (d mask/dt - d truth/dt)^2), the mean
///   over frames.
/// - `edgeError` is the mean absolute difference (MAD, times 1000) over the cells within 4 of the truth's
///   edge: the unknown region of alpha matting's benchmarks.
/// - `error` is the same over all cells.
/// - `lag` is how many frames the mask's centroid is behind that of the truth, along a motion of
///   constant speed; nil where nothing moves.
public struct StabilityMeasures: Sendable {
  /// dtSSD, times 100.
  public let flicker: Double
  /// MAD in the band around the edge, times 1000.
  public let edgeError: Double
  /// MAD, times 1000.
  public let error: Double
  /// Frames.
  public let lag: Double?

  /// Frames at the begin that don't count: smoothers may settle.
  public static let warmUpCount = 5

  /// Measures masks, in levels, against truths, 0...1, of the same frames.
  ///
  /// - Parameter speeds: cells that the person moves to the right in each frame.
  public init(masks: [[UInt8]], truths: [[Float]], width: Int, speeds: [Double]) {
    precondition(masks.count == truths.count && speeds.count == masks.count)
    var (flickers, edges, errors, lags): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for frame in Self.warmUpCount..<masks.count {
      let (mask, truth) = (masks[frame], truths[frame])
      let (oldMask, oldTruth) = (masks[frame - 1], truths[frame - 1])
      let band = Self.band(truth, width: width)
      var (squares, sum, edgeSum, edgeCount) = (0.0, 0.0, 0.0, 0)
      for index in mask.indices {
        let value = Double(mask[index]) / 255
        let change = value - Double(oldMask[index]) / 255
        let trueChange = Double(truth[index] - oldTruth[index])
        squares += (change - trueChange) * (change - trueChange)
        let difference = abs(value - Double(truth[index]))
        sum += difference
        if band[index] {
          edgeSum += difference
          edgeCount += 1
        }
      }
      flickers.append(100 * (squares / Double(mask.count)).squareRoot())
      errors.append(1000 * sum / Double(mask.count))
      if edgeCount > 0 { edges.append(1000 * edgeSum / Double(edgeCount)) }
      // A turn needs a while until the lag is that of the new direction.
      let speed = speeds[frame]
      let isSteady = (max(0, frame - 8)...frame).allSatisfy { speeds[$0] == speed }
      if speed != 0, isSteady, let place = Self.centroid(mask.map { Double($0) / 255 }, width),
        let truePlace = Self.centroid(truth.map(Double.init), width)
      {
        lags.append((truePlace - place) / speed)
      }
    }
    flicker = Self.mean(flickers)
    edgeError = Self.mean(edges)
    error = Self.mean(errors)
    lag = lags.isEmpty ? nil : Self.mean(lags)
  }

  /// The cells within 4 of one whose truth is neither 0 nor 1.
  static func band(_ truth: [Float], width: Int) -> [Bool] {
    let height = truth.count / width
    var band = [Bool](repeating: false, count: truth.count)
    for y in 0..<height {
      for x in 0..<width where truth[y * width + x] > 0 && truth[y * width + x] < 1 {
        for fromY in max(0, y - 4)...min(height - 1, y + 4) {
          for fromX in max(0, x - 4)...min(width - 1, x + 4) { band[fromY * width + fromX] = true }
        }
      }
    }
    return band
  }

  private static func centroid(_ values: [Double], _ width: Int) -> Double? {
    var (sum, moment) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      sum += value
      moment += value * Double(index % width)
    }
    return sum > 0 ? moment / sum : nil
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
