import ArgumentParser
import Graphs
import Runtime
import Segmentation
import TFLite

/// The most that a selected kernel's time may be over the fastest one's.
private let selectionRatioLimit = 1.1

/// Races the kernels for every convolution of a model, equal ones once, and tells whether selection
/// takes the right ones. A race that looks lost is run again for longer before it counts.
///
/// - Throws: `ExitCode` 1 when a selected kernel is too slow.
func checkKernels(
  ofModel typed: String, _ options: MeasurementOptions, _ format: ReportFormat
) throws {
  let located = try locateModel(typed, byteCountLimit: 1 << 30)
  let races: [KernelRace]
  do {
    let graph = try importModel(located.bytes, choice: options.graph.choice).optimized()
    races = try raceConvolutions(of: graph, options)
  } catch {
    throw InContext(path: located.path, error: error)
  }
  switch format {
  case .table: try printLine(summary(races))
  case .csv: try printLine(KernelRace.commaSeparatedRows(races))
  case .json: try printJSON(races, keys: .convertToSnakeCase)
  }
  let slowCount = races.count { $0.selectionRatio > selectionRatioLimit }
  if slowCount > 0 {
    report(
      "expected every selected kernel within 10 % of the fastest, found \(slowCount) slower ones")
    throw ExitCode.failure
  }
}

private func raceConvolutions(
  of graph: Graph, _ options: MeasurementOptions
) throws -> [KernelRace] {
  let peak = PeakMeasurement.gigaflopsPerSecond(of: options.level)
  let duration = Duration.seconds(options.minSeconds ?? 0.05)
  var races: [KernelRace] = []
  var seen: Set<String> = []
  for (index, node) in graph.nodes.enumerated() {
    guard node.operation.hasWeights, seen.insert(graph.likeness(of: node)).inserted else {
      continue
    }
    let comparison = try KernelComparison(
      graph.singleOperator(index), instructionSet: options.level,
      threadCount: options.threads ?? 1)
    comparison.measure(duration, sampleCount: options.runs)
    if comparison.selectionRatio > selectionRatioLimit {
      comparison.measure(duration * 4, sampleCount: options.runs * 4)
    }
    races.append(
      KernelRace(
        "\(comparison.work.operation) \(comparison.work.shortShapes)", comparison, options,
        gigaflopsPerThread: peak))
  }
  return races
}

private func summary(_ races: [KernelRace]) -> String {
  var table = AlignedTable([
    .init(title: "WORK", isNumeric: false, widthLimit: 46),
    .init(title: "SELECTED", isNumeric: false, widthLimit: 24), .init(title: "US"),
    .init(title: "RATIO"), .init(title: "FASTEST", isNumeric: false, widthLimit: 34),
  ])
  table.rows = races.map { race in
    let selected = race.candidates.first { $0.isSelected }
    let isSlow = race.selectionRatio > selectionRatioLimit
    return [
      race.title, shortKernelNames(selected?.kernels ?? []),
      significant(selected?.minimumUs ?? 0, digits: 4),
      fixedPoint(race.selectionRatio, decimals: 2),
      race.selectionRatio > 1
        ? shortKernelNames(race.candidates[0].kernels) + (isSlow ? "  SLOW" : "") : "the same",
    ]
  }
  return table.text
}

extension Graph {
  /// The same for nodes whose kernels have the same work to do.
  fileprivate func likeness(of node: Node) -> String {
    let shapes = (node.inputs.map { id in id.map { "\(self[$0].shape)" } ?? "-" })
    // Behind the reference that the node holds is the operator with its attributes.
    let attributes = Mirror(reflecting: node.operation).children.map { "\($0.value)" }
    return "\(attributes) \(shapes)"
  }
}
