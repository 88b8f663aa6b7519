import ArgumentParser

/// `vbg compose`
struct ComposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose",
    abstract: "Put the people of frames on another background.",
    discussion: """
      One of --blur, --background, --color, --transparent and --none says what stands behind the \
      person; without any, the background is blurred.

      The result is a PNG file, or a JPEG file where -o ends in .jpg or .jpeg. Files that exist \
      are replaced. The path of every file written is printed, but those of stages.

      For several frames, and for a folder, -o names a folder, which gets NAME.png for each \
      frame; a new folder's name has no extension, or ends in '/'. A frame that fails is \
      reported, and the others are done.

      A frame's alpha multiplies the coverage of the person, so that the new background shows \
      through; with --blur and --none the result keeps it.

      Exit codes: 0, 1 when a frame, the background or the model failed, 2 for wrong usage.
      """)

  @OptionGroup var arguments: ComposeArguments

  func run() throws { try compose(arguments) }
}
