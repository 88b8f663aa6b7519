import Compositing
import Segmentation

/// Profile of whole frames, as JSON shows it (names in snake case).
struct PipelineProfile: Encodable {
  /// One stage of a frame.
  struct Stage: Encodable {
    let stage: String
    let minimumMs: Double
    let nsPerPixel: Double
    /// The least bytes that the stage moves, over its time; nil where that is not known.
    let gbPerS: Double?
    /// Of what reading memory gives all threads.
    let bandwidthPercent: Double?
  }

  /// Shares of the frame's pixels by what the filter did with them.
  struct Work: Encodable {
    let backgroundPercent, framePercent, constantPercent, filteredPercent: Double

    init(_ shares: WorkShares) {
      backgroundPercent = 100 * shares.background
      framePercent = 100 * shares.frame
      constantPercent = 100 * shares.constant
      filteredPercent = 100 * shares.filtered
    }
  }

  /// One effect.
  struct Effect: Encodable {
    let effect: String
    let runs: Int
    /// From the frame in memory to the result in memory.
    let minimumMs: Double
    let medianMs: Double
    let work: Work?
    let stages: [Stage]
  }

  let frame: String
  let width: Int
  let height: Int
  let model: String
  let instructionSet: String
  let threads: Int
  /// Reading from memory, one thread.
  let memoryGbPerS: Double
  let effects: [Effect]

  /// A title and a table for each effect.
  var text: String {
    let title =
      "\(frame) \(width)x\(height), \(instructionSet), \(threads) "
      + "thread\(threads == 1 ? "" : "s"); reading memory: \(fixedPoint(memoryGbPerS, decimals: 1)) "
      + "GB/s a thread"
    return ([title] + effects.map(\.text)).joined(separator: "\n\n")
  }

  /// A header and a row for each stage of each effect.
  var commaSeparatedStages: String {
    let header = [
      "effect", "stage", "minimum_ms", "ns_per_pixel", "gb_per_s", "bandwidth_percent",
    ]
    return commaSeparated(
      [header]
        + effects.flatMap { effect in
          effect.stages.map { stage in
            [
              effect.effect, stage.stage, "\(stage.minimumMs)", "\(stage.nsPerPixel)",
              stage.gbPerS.map { "\($0)" } ?? "", stage.bandwidthPercent.map { "\($0)" } ?? "",
            ]
          }
        })
  }
}

extension PipelineProfile.Effect {
  fileprivate var text: String {
    var table = AlignedTable([
      .init(title: "STAGE", isNumeric: false), .init(title: "MS"), .init(title: "NS/PIXEL"),
      .init(title: "GB/S"), .init(title: "BANDWIDTH"),
    ])
    table.rows = stages.map { stage in
      [
        stage.stage, fixedPoint(stage.minimumMs, decimals: 3),
        fixedPoint(stage.nsPerPixel, decimals: 3),
        stage.gbPerS.map { fixedPoint($0, decimals: 1) } ?? "-",
        stage.bandwidthPercent.map { fixedPoint($0, decimals: 0) + "%" } ?? "-",
      ]
    }
    let whole =
      "minimum \(fixedPoint(minimumMs, decimals: 3)) ms, median \(fixedPoint(medianMs, decimals: 3)) ms "
      + "of \(runs) runs"
    return (["\(effect): \(whole)", work?.sentence, table.text] as [String?]).compactMap { $0 }
      .joined(separator: "\n")
  }
}

extension PipelineProfile.Work {
  fileprivate var sentence: String {
    func percent(_ value: Double) -> String { fixedPoint(value, decimals: 1) + " %" }
    return
      "filtered \(percent(filteredPercent)) of the frame; skipped \(percent(100 - filteredPercent)): "
      + "background \(percent(backgroundPercent)), person \(percent(framePercent)), "
      + "one value \(percent(constantPercent))"
  }
}
