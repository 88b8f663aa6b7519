import Glibc

/// A table for a terminal: a header, then rows, each column as wide as it needs to be.
struct AlignedTable {
  /// One column.
  struct Column {
    let title: String
    var isNumeric = true
    /// Longer cells end in an ellipsis.
    var widthLimit = Int.max
  }

  let columns: [Column]
  var rows: [[String]] = []
  /// Whether the header is set in bold type.
  let isStyled: Bool

  /// An empty table.
  init(_ columns: [Column], isStyled: Bool = standardOutputIsStyled) {
    self.columns = columns
    self.isStyled = isStyled
  }

  /// All lines, without a line break at the end.
  var text: String {
    let cells = ([columns.map(\.title)] + rows).map { row in
      zip(row, columns).map { cell, column in
        cell.count <= column.widthLimit ? cell : "\(cell.prefix(column.widthLimit - 1))…"
      }
    }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.enumerated().map { index, row in
      let line = columns.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return columns[column].isNumeric ? padding + row[column] : row[column] + padding
      }.joined(separator: " ")
      let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
      return index == 0 && isStyled ? "\u{1b}[1m\(trimmed)\u{1b}[0m" : trimmed
    }.joined(separator: "\n")
  }
}

/// Whether standard output is a terminal whose owner has nothing against styles (no-color.org).
var standardOutputIsStyled: Bool {
  guard isatty(STDOUT_FILENO) == 1 else { return false }
  let wish = getenv("NO_COLOR")
  return wish == nil || wish?.pointee == 0
}

/// Rows as comma-separated values (RFC 4180, with bare line feeds).
func commaSeparated(_ rows: [[String]]) -> String {
  rows.map { row in
    row.map { cell in
      guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
      return "\""
        + cell.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }.joined(separator: ",")
  }.joined(separator: "\n")
}
