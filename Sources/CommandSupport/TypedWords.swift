package import ArgumentParser

/// The words of a command line as the argument parser is to see them: `-ox.png` as `-o x.png`, and
/// `-V` as `--version`.
///
/// The parser takes any word with one dash for a bundle of flags, so that `-hq` or a file `-dash.jpg`
/// would ask for help. Nothing behind `--` is looked at.
///
/// - Throws: `ValidationError` for a word with one dash that is neither an option nor the number of the
///   option before it.
package func checkedWords(_ typed: [String]) throws(ValidationError) -> [String] {
  var words: [String] = []
  for (position, word) in typed.enumerated() {
    if word == "--" { return words + typed[position...] }
    let previous = position > 0 ? typed[position - 1] : ""
    let isValue = takesAnything(previous) || (isNumber(word) && isLongOption(previous))
    if !word.hasPrefix("-") || word == "-" || isValue {
      words.append(word)
      continue
    }
    if previous == "-o" || previous == "--output" {
      throw ValidationError(
        "expected a file or a folder behind \(previous), found '\(word)' (\(asFile(word)))")
    }
    if word.hasPrefix("--") || word == "-h" || word == "-o" || word.hasPrefix("-o=") {
      words.append(word)
    } else if word == "-V" {
      words.append("--version")
    } else if let place = placeBehindO(word) {
      words += ["-o", place]
    } else {
      throw ValidationError("expected an option or a file, found '\(word)' (\(asFile(word)))")
    }
  }
  return words
}

/// Returns what `-oPLACE` names; nil for other words, for an option with a dash too few, and for a
/// place that would be an option itself.
private func placeBehindO(_ word: String) -> String? {
  guard word.hasPrefix("-o") else { return nil }
  let name = word.dropFirst().prefix { $0 != "=" }
  let place = String(word.dropFirst(2))
  let isOption = ["output", "overlay"].contains(name) || (place.hasPrefix("-") && place != "-")
  return isOption ? nil : place
}

private func asFile(_ word: String) -> String {
  let name = word.drop { $0 == "-" }.prefix { $0 != "=" }
  let isName = name.count > 2 && name.allSatisfy { $0.isLowercase || $0 == "-" }
  return isName && !word.hasPrefix("--")
    ? "an option has two dashes: '-\(word)'; a file is written './\(word)'"
    : "a file of that name is written './\(word)'"
}

private func isLongOption(_ word: String) -> Bool { word.hasPrefix("--") && !word.contains("=") }

/// Tells whether an option's value may begin with a dash and be no number: options of another
/// program.
private func takesAnything(_ option: String) -> Bool { option == "--ffmpeg-args" }

/// Tells whether a word is a negative number, per cent, or several with commas.
private func isNumber(_ word: String) -> Bool {
  let digits = word.dropFirst()
  guard let first = digits.first(where: { $0 != "." }), first.isASCII, first.isNumber else {
    return ["-inf", "-nan"].contains(word)
  }
  return digits.allSatisfy { $0.isASCII && ($0.isNumber || ".,%eE+-".contains($0)) }
}
