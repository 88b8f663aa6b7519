/// Shares of work of a sparse mask filter and the blend behind it for the latest frame, as
/// shares of its pixels; they add up to 1.
public struct WorkShares: Sendable, Equatable {
  /// Copied from the background: nothing of the person can show.
  public internal(set) var background = 0.0
  /// Copied from the frame: the person alone can show.
  public internal(set) var frame = 0.0
  /// Not filtered: the mask has one value.
  public internal(set) var constant = 0.0
  /// Filtered.
  public internal(set) var filtered = 0.0

  /// Share that was not filtered.
  public var skipped: Double { background + frame + constant }
}

extension SparseMaskFilter {
  /// The shares of the frame that was prepared last.
  ///
  /// - Parameter rule: what the blend leaves out; nil where the whole mask is written.
  func workShares(_ rule: BlendRule?, of sizes: CompositorSizes) -> WorkShares {
    var counts = (background: 0, frame: 0, constant: 0, filtered: 0)
    for group in 0..<groupCount {
      let rows = rows(ofGroup: group)
      forEachRun(
        group, { rule?.work(least: $0, largest: $1) ?? ($0 == $1 ? .constant : .filter) }
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
    let total = Double(sizes.width * sizes.height)
    var shares = WorkShares()
    shares.background = Double(counts.background) / total
    shares.frame = Double(counts.frame) / total
    shares.constant = Double(counts.constant) / total
    shares.filtered = Double(counts.filtered) / total
    return shares
  }
}
