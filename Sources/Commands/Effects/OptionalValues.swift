import ArgumentParser

/// The command line with `--blur 3` written as `--blur=3`, a lone `--blur` as `--blur=standard`,
/// `--stats` as `--stats=text`, and `--on-demand` with nothing but an option behind it as `--on-demand=on`.
///
/// The argument parser has no options whose value may be missing. A number or `demo` behind the option
/// is its value; a frame's path, which has a `.` or a `/` or is there, is not. Nothing behind `--` is touched.
///
/// - Throws: `ValidationError` for a word behind `--blur` that is neither.
public func joiningOptionalValues(_ arguments: [String]) throws -> [String] {
  var joined: [String] = []
  var position = 0
  while position < arguments.count {
    let argument = arguments[position]
    position += 1
    if argument == "--" { return joined + arguments[(position - 1)...] }
    if argument == "--on-demand", arguments[position...].first?.hasPrefix("-") ?? true {
      joined.append("\(argument)=\(Switch.on.rawValue)")
      continue
    }
    guard argument == "--blur" else {
      joined.append(
        argument == "--stats" ? "\(argument)=\(StatisticsForm.text.rawValue)" : argument)
      continue
    }
    let next = position < arguments.count ? arguments[position] : nil
    if let next, BlurStrength.isValue(next) {
      joined.append("\(argument)=\(next)")
      position += 1
    } else if let next, !isFrameOrOption(next) {
      throw ValidationError(
        "expected --blur with a strength from 0 to 20 % of the frame's height, or without one, "
          + "found '\(next)'")
    } else {
      joined.append("\(argument)=\(BlurStrength.standardName)")
    }
  }
  return joined
}

private func isFrameOrOption(_ word: String) -> Bool {
  word.hasPrefix("-") || word.contains(".") || word.contains("/") || fileExists(word)
}
