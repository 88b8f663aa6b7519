import Runtime

extension ModelProfile {
  /// Everything as text for a terminal, at most 120 columns wide.
  var tables: String {
    let threads = threadCount == 1 ? "1 thread" : "\(threadCount) threads"
    let wait =
      threadCount == 1
      ? "" : ", \(percent(waitShare, decimals: 1)) of it waiting for other threads"
    return [
      """
      \(printable(modelPath)), kernels \(instructionSet.rawValue), \(threads)
      \(printable(processor)), \(peakSentence)
      """,
      stepTable.text, operatorTable.text,
      """
      inference  minimum \(fixedPoint(inference.minimum, decimals: 3)) ms  \
      median \(fixedPoint(inference.median, decimals: 3)) ms  \
      mean \(fixedPoint(inference.mean, decimals: 3)) ms  (\(inference.runCount) runs)
      steps      \(fixedPoint(stepMilliseconds, decimals: 3)) ms\(wait) \
      (means over the faster half of \(profiledRunCount) runs)
      """,
    ].joined(separator: "\n\n")
  }

  /// Of all threads' time, 0...1.
  private var waitShare: Double { steps.reduce(0) { $0 + $1.share * $1.timing.waitShare } }

  private var stepTable: AlignedTable {
    var table = AlignedTable([
      .init(title: "#"), .init(title: "OPERATOR", isNumeric: false, widthLimit: 17),
      .init(title: "KERNEL", isNumeric: false, widthLimit: 21),
      .init(title: "SHAPES", isNumeric: false, widthLimit: 24), .init(title: "MS"),
      .init(title: "SHARE"), .init(title: "TOTAL"), .init(title: "GFLOP/S"), .init(title: "GB/S"),
      .init(title: "PEAK"), .init(title: "ROOF"), .init(title: "BOUND", isNumeric: false),
    ])
    table.rows = steps.enumerated().map { index, step in
      [
        "\(index)", step.description.operation, shortKernelNames(step.description.kernelNames),
        step.description.shortShapes, significant(step.timing.mean.milliseconds, digits: 4),
        percent(step.share, decimals: 1), fixedPoint(step.cumulativeShare * 100, decimals: 0) + "%",
        step.gigaflops.map { fixedPoint($0, decimals: 1) } ?? "-",
        fixedPoint(step.gigabytesPerSecond, decimals: 1),
        peakShare(step.gigaflops).map { percent($0, decimals: 0) } ?? "-",
        percent(step.roofShare, decimals: 0), "\(step.limit.bound)",
      ]
    }
    return table
  }

  private var operatorTable: AlignedTable {
    var table = AlignedTable([
      .init(title: "OPERATOR", isNumeric: false), .init(title: "STEPS"), .init(title: "MS"),
      .init(title: "SHARE"), .init(title: "MMAC"), .init(title: "GFLOP/S"), .init(title: "GB/S"),
      .init(title: "PEAK"),
    ])
    let total = stepMilliseconds / 1e3
    table.rows = operators.map { sum in
      let gigaflops =
        sum.multiplyAddCount > 0 ? 2e-9 * Double(sum.multiplyAddCount) / sum.seconds : nil
      return [
        sum.operation, "\(sum.stepCount)", significant(sum.seconds * 1e3, digits: 4),
        percent(total > 0 ? sum.seconds / total : 0, decimals: 1),
        fixedPoint(Double(sum.multiplyAddCount) / 1e6, decimals: 2),
        gigaflops.map { fixedPoint($0, decimals: 1) } ?? "-",
        fixedPoint(1e-9 * Double(sum.byteCount) / sum.seconds, decimals: 1),
        peakShare(gigaflops).map { percent($0, decimals: 0) } ?? "-",
      ]
    }
    return table
  }

  /// One row a step, full names, no units in cells.
  var commaSeparatedSteps: String {
    let header = [
      "step", "operator", "kernels", "shapes", "mean_ms", "minimum_ms", "share_percent",
      "cumulative_share_percent", "multiply_adds", "bytes", "gflop_per_s", "gb_per_s",
      "peak_percent", "roof_percent", "bound",
    ]
    let rows = steps.enumerated().map { index, step in
      [
        "\(index)", step.description.operation,
        step.description.kernelNames.joined(separator: " + "), step.description.shapes,
        fixedPoint(step.timing.mean.milliseconds, decimals: 6),
        fixedPoint(step.timing.minimum.milliseconds, decimals: 6),
        fixedPoint(step.share * 100, decimals: 3),
        fixedPoint(step.cumulativeShare * 100, decimals: 3),
        "\(step.description.multiplyAddCount)", "\(step.description.byteCount)",
        step.gigaflops.map { fixedPoint($0, decimals: 3) } ?? "",
        fixedPoint(step.gigabytesPerSecond, decimals: 3),
        peakShare(step.gigaflops).map { fixedPoint($0 * 100, decimals: 3) } ?? "",
        fixedPoint(step.roofShare * 100, decimals: 3), "\(step.limit.bound)",
      ]
    }
    return commaSeparated([header] + rows)
  }
}

/// A share as per cent, with its sign.
func percent(_ share: Double, decimals: Int) -> String {
  fixedPoint(share * 100, decimals: decimals) + "%"
}
