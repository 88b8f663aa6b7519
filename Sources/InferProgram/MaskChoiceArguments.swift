import ArgumentParser
import Segmentation

/// Options of what is read of a model's output, the same for all commands.
package struct MaskChoiceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The class that is the person: a number, or a label of the model's file.",
      valueName: "class"))
  package var personClass: String?

  @Option(
    help: ArgumentHelp(
      "Several classes that count as the person, such as 'hair,skin'.", valueName: "list"))
  package var classes: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The output that is read (default: the first that is a mask).", valueName: "number"))
  package var outputIndex: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The channel that alone is read.", valueName: "number"))
  package var channel: Int?

  package init() {}

  package func validate() throws {
    let choices = [
      ("--person-class", personClass != nil), ("--classes", classes != nil),
      ("--channel", channel != nil),
    ].filter(\.1).map(\.0)
    if choices.count > 1 {
      throw ValidationError(
        "expected one choice of classes, found \(choices.joined(separator: " and "))")
    }
    if personClass == "" { throw ValidationError("expected --person-class to name one, found ''") }
    if let classes, words(of: classes).contains("") {
      throw ValidationError("expected --classes as a list such as 'hair,skin', found '\(classes)'")
    }
    for (option, number) in [("--output-index", outputIndex), ("--channel", channel)] {
      if let number, number < 0 {
        throw ValidationError("expected \(option) of at least 0, found \(number)")
      }
    }
  }

  /// Puts the choice into a segmenter's options.
  package func apply(to options: inout SegmenterOptions) {
    options.outputIndex = outputIndex
    options.channel = channel
    options.classes =
      personClass.map { PersonClasses([$0]) } ?? classes.map { PersonClasses(words(of: $0)) }
  }

  /// The options that were typed.
  package var named: [String] {
    [
      ("--person-class", personClass != nil), ("--classes", classes != nil),
      ("--output-index", outputIndex != nil), ("--channel", channel != nil),
    ].filter(\.1).map(\.0)
  }

  private func words(of list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let start = part.drop { $0 == " " }
      return String(start.reversed().drop { $0 == " " }.reversed())
    }
  }
}
