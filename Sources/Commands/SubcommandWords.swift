import ArgumentParser
import Films
import ImageFiles

/// Returns what people typed as the argument parser takes it: subcommands checked, optional values
/// joined.
///
/// - Parameter words: the command line behind `checkedWords`.
/// - Throws: `ValidationError`, with the subcommand that was probably meant.
public func spelledForParser(_ words: [String]) throws -> [String] {
  try checkSubcommand(words)
  if words.first == "video", let option = words.first(where: { ["-o", "--output"].contains($0) }) {
    throw ValidationError(
      "expected OUT behind IN, as in 'vbg video talk.mp4 out.mp4', found \(option)")
  }
  return try joiningOptionalValues(words)
}

private func checkSubcommand(_ words: [String]) throws(ValidationError) {
  guard let first = words.first else { return }
  let commands = VBG.configuration.subcommands
  if first.hasPrefix("-") && first != "-" {
    let known = ["-h", "--help", "--help-hidden", "--version", "--experimental-dump-help"]
    let isKnown =
      known.contains(first) || first.hasPrefix("--generate-completion-script")
      || first.hasPrefix("---")
    if isKnown { return }
    throw ValidationError("expected a subcommand before '\(first)', such as 'vbg compose'")
  }
  if first == "help" {
    return try check(words.dropFirst(), among: commands, behind: "vbg help")
  }
  try check(words, among: commands, behind: "vbg")
  let command = commands.first { $0._commandName == first }
  if let inner = command?.configuration.subcommands, !inner.isEmpty {
    try check(words.dropFirst(), among: inner, behind: "vbg \(first)")
  }
}

/// Checks that the first word, unless it is an option, names one of the commands.
private func check(
  _ words: some Collection<String>, among commands: [any ParsableCommand.Type],
  behind program: String
) throws(ValidationError) {
  guard let word = words.first, !word.hasPrefix("-") || word == "-" else { return }
  let names = commands.map { $0._commandName }
  if names.contains(word) || word == "help" { return }
  let guess =
    nearest(word.lowercased(), among: names).map { "\(program) \($0)" }
    ?? (program == "vbg" ? commandLine(for: word) : nil)
  throw ValidationError(
    guess.map { "expected a subcommand, found '\(word)' (did you mean '\($0)'?)" }
      ?? "expected a subcommand (\(names.joined(separator: ", "))), found '\(word)'")
}

/// Returns the subcommand that takes a file that was typed where a subcommand stands; nil for what
/// looks like no file.
private func commandLine(for file: String) -> String? {
  let films = FilmNames.endings + ["avi", "flv", "m2ts", "mpeg", "mpg", "ts", "vob", "wmv"]
  let ending = fileExtension(file) ?? ""
  if file.hasPrefix("/dev/video") { return "vbg live --camera \(file)" }
  if ending == "tflite" { return "vbg inspect \(file)" }
  if films.contains(ending) { return "vbg video \(file) OUT" }
  let isPicture = PictureFormat.allFileExtensions.contains(ending)
  return isPicture || file == "-" || fileExists(file) ? "vbg compose \(file)" : nil
}
