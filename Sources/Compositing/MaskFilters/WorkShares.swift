/// Shares of work of the joint bilateral filter and the blend behind it for the latest frame, as
/// shares of its pixels; they add up to 1.
public struct WorkShares: Sendable, Equatable {
  /// Copied from the background: no value in the window shows anything of the person.
  public internal(set) var background = 0.0
  /// Copied from the frame: all values in the window show the person alone.
  public internal(set) var frame = 0.0
  /// Not filtered: all values in the window are the same.
  public internal(set) var constant = 0.0
  /// Filtered.
  public internal(set) var filtered = 0.0

  /// Share that was not filtered.
  public var skipped: Double { background + frame + constant }
}

extension ExactMaskFilter {
  /// The shares of the frame whose bounds were computed last.
  ///
  /// - Parameter rule: what the blend leaves out; nil where the whole mask is written.
  func workShares(_ rule: BlendRule?) -> WorkShares {
    var counts = (background: 0, frame: 0, constant: 0, filtered: 0)
    for (cellRow, rows) in filter.cellRows.enumerated() {
      forEachRun(
        cellRow, { rule?.work(least: $0, largest: $1) ?? ($0 == $1 ? .constant : .filter) }
      ) { work, run in
        let count = run.count * rows.count
        switch work {
        case .background: counts.background += count
        case .frame: counts.frame += count
        case .constant: counts.constant += count
        case .filter: counts.filtered += count
        }
      }
    }
    let total = Double(max(1, filter.columns.pixelCount * filter.rows.pixelCount))
    var shares = WorkShares()
    shares.background = Double(counts.background) / total
    shares.frame = Double(counts.frame) / total
    shares.constant = Double(counts.constant) / total
    shares.filtered = Double(counts.filtered) / total
    return shares
  }
}
