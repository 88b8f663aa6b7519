import Devices

/// A device in a few lines for people: what it is, then a row for each format and size.
func cameraText(_ device: VideoDevice, isStyled: Bool = standardOutputIsStyled) -> String {
  if let problem = device.problem { return printable("\(device.path)  \(problem)") }
  let role =
    device.roles.isEmpty
    ? "carries no frames" : device.roles.map(\.label).joined(separator: ", ")
  let heading = printable("\(device.path)  \(device.name) (\(role))")
  let place = printable("  \(device.driver), \(device.bus)")
  return ([isStyled ? "\u{1b}[1m\(heading)\u{1b}[0m" : heading, place] + formatLines(device))
    .joined(separator: "\n")
}

/// A row for each size of the formats that vbg uses, those alike together, and one line that names
/// the others.
private func formatLines(_ device: VideoDevice) -> [String] {
  var groups: [(names: [String], sizes: [VideoDevice.Size])] = []
  for format in device.formats where format.isUsable {
    if let index = groups.firstIndex(where: { $0.sizes == format.sizes }) {
      groups[index].names.append(printable(format.fourCC))
    } else {
      groups.append(([printable(format.fourCC)], format.sizes))
    }
  }
  var lines: [String] = []
  for group in groups {
    lines.append("  " + group.names.joined(separator: " "))
    let rows = group.sizes.map { ["    " + sizeText($0.range), rateText($0)] }
    if !rows.isEmpty { lines += table(rows).split(separator: "\n").map(String.init) }
  }
  let others = device.formats.filter { !$0.isUsable }.map(\.fourCC)
  guard !others.isEmpty else { return lines }
  let shown = others.prefix(8).joined(separator: " ")
  let rest = others.count > 8 ? " and \(others.count - 8) more" : ""
  return lines + [printable("  not used: \(shown)\(rest)")]
}

/// `1280x720`, or `48x32 ... 1920x1080` for a range.
private func sizeText(_ range: SizeRange) -> String {
  let least = "\(range.width.least)x\(range.height.least)"
  return range.isSingle ? least : "\(least) ... \(range.width.greatest)x\(range.height.greatest)"
}

/// `30, 15 fps`, or `60 ... 1 fps` for a range.
private func rateText(_ size: VideoDevice.Size) -> String {
  guard !size.framesPerSecond.isEmpty else { return "" }
  return size.framesPerSecond.map(numberText).joined(separator: size.isRateRange ? " ... " : ", ")
    + " fps"
}

/// A number with at most two decimals.
private func numberText(_ number: Double) -> String {
  let hundredths = Int((number * 100).rounded())
  let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
  guard rest > 0 else { return "\(whole)" }
  return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
}

extension VideoDevice.Role {
  fileprivate var label: String {
    switch self {
    case .camera: "camera"
    case .virtualCamera: "virtual camera"
    case .output: "output"
    }
  }
}
