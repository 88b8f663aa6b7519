/// All findings, and whether a camera can work.
struct DoctorReport: Encodable {
  /// Whether every part of a virtual camera is there.
  let canWork: Bool
  /// The parts that are not.
  let missing: [CameraPart]
  let findings: [Finding]

  init(_ findings: [Finding]) {
    let provided = findings.compactMap(\.provides)
    missing = CameraPart.allCases.filter { !provided.contains($0) }
    canWork = missing.isEmpty
    self.findings = findings
  }

  /// A line a finding, commands below theirs, and at the end what it comes to.
  func text(isStyled: Bool = standardOutputIsStyled) -> String {
    let width = findings.map { printable($0.subject).count }.max() ?? 0
    var lines: [String] = []
    for finding in findings {
      let level = padded(finding.level.rawValue, to: 8)
      let subject = padded(printable(finding.subject), to: width)
      let shown = isStyled ? "\u{1b}[\(finding.level.style)m\(level)\u{1b}[0m" : level
      lines.append("\(shown) \(subject)  \(printable(finding.text))")
      if let command = finding.command { lines.append("         $ \(printable(command))") }
    }
    return (lines + [verdict]).joined(separator: "\n")
  }

  private var verdict: String {
    if canWork { return "A virtual camera can work here." }
    let names = missing.map { part in
      switch part {
      case .model: "no model"
      case .camera: "no camera to read"
      case .output: "no way to other programs"
      }
    }
    return "No virtual camera can work here: \(names.joined(separator: ", "))."
  }
}

/// Text with spaces behind it.
private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

extension FindingLevel {
  /// Color of a terminal.
  fileprivate var style: Int {
    switch self {
    case .ok: 32
    case .warning: 33
    case .wrong: 31
    }
  }
}
