import ArgumentParser
import Graphs
import Runtime
import Segmentation
import TFLite

/// A finished race, as JSON shows it (names in snake case).
struct KernelRace: Encodable {
  struct Candidate: Encodable {
    let kernels: [String]
    let minimumUs: Double
    let gflopPerS: Double?
    let gbPerS: Double?
    let peakPercent: Double?
    /// Over the fastest one's time.
    let ratio: Double
    let isSelected: Bool
  }

  let title: String
  let instructionSet: String
  let threads: Int
  let multiplyAdds: Int
  let bytes: Int
  /// The time of what selection takes over the fastest one's.
  let selectionRatio: Double
  /// The fastest first.
  let candidates: [Candidate]

  init(
    _ title: String, _ comparison: KernelComparison, _ options: MeasurementOptions,
    gigaflopsPerThread: Double
  ) {
    self.title = title
    instructionSet = options.level.rawValue
    let threads = options.threads ?? 1
    self.threads = threads
    let work = comparison.work
    multiplyAdds = work.multiplyAddCount
    bytes = work.byteCount
    selectionRatio = comparison.selectionRatio
    let best = comparison.fastest.minimum.milliseconds
    candidates = comparison.candidates.sorted { $0.minimum < $1.minimum }.map { candidate in
      let seconds = candidate.minimum.milliseconds / 1e3
      let gigaflops =
        work.multiplyAddCount > 0
        ? (2e-9 * Double(work.multiplyAddCount) / seconds).ifFinite : nil
      return Candidate(
        kernels: candidate.kernelNames, minimumUs: seconds * 1e6, gflopPerS: gigaflops,
        gbPerS: (1e-9 * Double(work.byteCount) / seconds).ifFinite,
        peakPercent: gigaflops.flatMap {
          ($0 * 100 / (gigaflopsPerThread * Double(threads))).ifFinite
        },
        ratio: best > 0 ? candidate.minimum.milliseconds / best : 1,
        isSelected: candidate.isSelected)
    }
  }

  /// A title, the table of candidates and a sentence on the selection.
  var text: String {
    var table = AlignedTable([
      .init(title: "", isNumeric: false), .init(title: "KERNELS", isNumeric: false, widthLimit: 70),
      .init(title: "US"), .init(title: "GFLOP/S"), .init(title: "GB/S"), .init(title: "PEAK"),
      .init(title: "RATIO"),
    ])
    table.rows = candidates.map { candidate in
      [
        candidate.isSelected ? "*" : "",
        shortKernelNames(candidate.kernels),
        significant(candidate.minimumUs, digits: 4),
        candidate.gflopPerS.map { fixedPoint($0, decimals: 1) } ?? "-",
        candidate.gbPerS.map { fixedPoint($0, decimals: 1) } ?? "-",
        candidate.peakPercent.map { fixedPoint($0, decimals: 0) + "%" } ?? "-",
        fixedPoint(candidate.ratio, decimals: 2),
      ]
    }
    return "\(title)\n\(table.text)\n\(verdict)"
  }

  private var verdict: String {
    if candidates.count == 1 { return "* selected: the only kernel for this" }
    if selectionRatio > 1 {
      return "* selected: \(percent(selectionRatio - 1, decimals: 1)) slower than the fastest"
    }
    let lead = candidates[1].ratio - 1
    return "* selected: the fastest, the next one is \(percent(lead, decimals: 1)) slower"
  }

  /// One row a candidate.
  static func commaSeparatedRows(_ races: [KernelRace]) -> String {
    let header = [
      "work", "kernels", "selected", "minimum_us", "ratio", "gflop_per_s", "gb_per_s",
      "peak_percent",
    ]
    return commaSeparated(
      [header]
        + races.flatMap { race in
          race.candidates.map { candidate in
            [
              race.title, candidate.kernels.joined(separator: " + "),
              candidate.isSelected ? "1" : "0", fixedPoint(candidate.minimumUs, decimals: 4),
              fixedPoint(candidate.ratio, decimals: 4),
              candidate.gflopPerS.map { fixedPoint($0, decimals: 3) } ?? "",
              candidate.gbPerS.map { fixedPoint($0, decimals: 3) } ?? "",
              candidate.peakPercent.map { fixedPoint($0, decimals: 3) } ?? "",
            ]
          }
        })
  }
}

/// Races all kernels for each work and prints the results.
func raceKernels(
  _ works: [KernelRaceWork], _ options: MeasurementOptions, _ format: ReportFormat
) throws {
  let peak = PeakMeasurement.gigaflopsPerSecond(of: options.level)
  var races: [KernelRace] = []
  for work in works {
    do {
      let comparison = try KernelComparison(
        work.work.graph(), instructionSet: options.level, threadCount: options.threads ?? 1)
      comparison.measure(.seconds(options.minSeconds ?? 0.05), sampleCount: options.runs)
      races.append(
        KernelRace(work.title, comparison, options, gigaflopsPerThread: peak))
    } catch {
      throw InContext(path: work.title, error: error)
    }
    if case .table = format, let race = races.last {
      try printLine((races.count > 1 ? "\n" : "") + race.text)
    }
  }
  switch format {
  case .table: break
  case .csv: try printLine(KernelRace.commaSeparatedRows(races))
  case .json: try printJSON(races, keys: .convertToSnakeCase)
  }
}
