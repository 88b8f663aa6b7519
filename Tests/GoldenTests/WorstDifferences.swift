import Foundation
import Kernels
import Synchronization

/// The table of worst differences, printed once every golden has been checked or skipped.
final class WorstDifferences: Sendable {
  static let shared = WorstDifferences()

  private struct Row {
    var byLevel: [InstructionSet: Difference] = [:]
    /// Distances from double precision: of each level, and of LiteRT.
    var fromTruth: [InstructionSet: Difference] = [:]
    var reference: Difference?
    var skipReason: String?
  }

  private let rows = Mutex<[String: Row]>([:])

  /// Notes the differences of a golden, or why it was skipped.
  func record(
    _ golden: Golden, _ byLevel: [InstructionSet: Difference],
    fromTruth: [InstructionSet: Difference] = [:], reference: Difference? = nil,
    skipReason: String? = nil
  ) {
    let table = rows.withLock { rows -> String? in
      rows[golden.name] = Row(
        byLevel: byLevel, fromTruth: fromTruth, reference: reference, skipReason: skipReason)
      return rows.count == Golden.all.count ? Self.table(rows) : nil
    }
    if let table { FileHandle.standardOutput.write(Data(table.utf8)) }
  }

  private static func table(_ rows: [String: Row]) -> String {
    let levels = InstructionSet.allCases
    let nameWidth = (rows.keys.map(\.count).max() ?? 0) + 2
    var text = "\nWorst absolute differences from LiteRT: raw output / probability\n"
    text += padded("", nameWidth) + levels.map { padded($0.rawValue, 19) }.joined() + "\n"
    for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
      text += padded(name, nameWidth)
      if let reason = row.skipReason {
        text += "skipped: \(reason)\n"
        continue
      }
      text += levels.map { padded(cell(row.byLevel[$0]), 19) }.joined() + "\n"
    }
    text += "\nFrom double precision: raw output / probability\n"
    text += padded("", nameWidth) + padded("LiteRT", 19)
    text += levels.map { padded($0.rawValue, 19) }.joined() + "\n"
    for (name, row) in rows.sorted(by: { $0.key < $1.key }) where row.reference != nil {
      text += padded(name, nameWidth) + padded(cell(row.reference), 19)
      text += levels.map { padded(cell(row.fromTruth[$0]), 19) }.joined() + "\n"
    }
    for level in levels where !level.isAvailable {
      text += "skipped \(level.rawValue): this CPU lacks it\n"
    }
    return text
  }

  private static func cell(_ difference: Difference?) -> String {
    guard let difference else { return "-" }
    let raw = String(format: "%.1e", difference.raw)
    let probability = difference.probability.map { String(format: " / %.1e", $0) } ?? ""
    return raw + probability
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
