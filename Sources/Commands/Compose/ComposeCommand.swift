import ArgumentParser

/// `vbg compose`
struct ComposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose",
    abstract: "Put the people of frames on another background.",
    usage: "vbg compose <frames> ... [-o <path>] [<options>]",
    discussion: """
      Examples:
        vbg compose photo.jpg                          photo.blurred.jpg
        vbg compose photo.jpg --background beach.jpg   photo.background.jpg
        vbg compose photos/ -o cutouts/ --transparent  cutouts/NAME.png, ...

      One of --blur, --background, --color, --transparent and --none says what stands behind the \
      person; without any, the background is blurred.

      The result is a PNG file, or JPEG or WebP where -o ends so. Without -o it is \
      NAME.blurred.jpg in the current folder (.background, .color, .cutout, .none by effect), NAME \
      being the frame's name without its ending; .png where the frame is no JPEG file or the result \
      is transparent. Files that exist are replaced, unless --no-clobber is given. The path of every \
      file written is printed, but those of stages.

      For several frames, and for a folder, -o names a folder, which gets NAME.png for each \
      frame; a new folder's name has no extension, or ends in '/'. A frame that fails is \
      reported, and the others are done: so are frames whose results would have one name. Of a \
      folder the files are taken whose names end as pictures' do; the others are counted.

      A frame's alpha multiplies the coverage of the person, so that the new background shows \
      through; with --blur and --none the result keeps it.

      Exit codes: 0, 1 when a frame, the background or the model failed, 2 for wrong usage.
      """)

  @OptionGroup var arguments: ComposeArguments

  func run() throws { try compose(arguments.withPreset(typed: typedBehindSubcommand())) }
}
