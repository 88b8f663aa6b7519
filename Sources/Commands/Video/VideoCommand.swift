import ArgumentParser

/// `vbg video`
struct VideoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "video",
    abstract: "Put the people of a film on another background.",
    usage: "vbg video <input> <output> [<options>]",
    discussion: """
      Examples:
        vbg video talk.mp4 blurred.mp4
        vbg video talk.mp4 beach.mp4 --background waves.gif
        vbg video talk.mp4 person.webm --transparent

      One of --blur, --background, --color, --transparent and --none says what stands behind the \
      person; without any, the background is blurred. A background may be a film or an animated \
      GIF: it goes round at its own pace.

      Films are decoded and encoded by the program ffmpeg. Sound, times of frames, colours' range and \
      matrix and rotation are kept. YUV4MPEG2 ('-' and .y4m) needs no ffmpeg. While ffmpeg works, \
      the default is one thread for two cores.

      --transparent writes a film with transparency: .webm (VP9), .mov (ProRes 4444) or .mkv (FFV1).

      A film that exists is replaced once the new one is whole, unless --no-clobber is given. An interrupted run (control-C) \
      leaves a film of the frames that were done. Of a film that breaks off, what could be read is \
      written, and the exit code is 1.

      Exit codes: 0, 1 when something failed, was damaged or interrupted, 2 for wrong usage.
      """)

  @OptionGroup var arguments: VideoArguments

  func run() throws { try processFilm(arguments.withPreset(typed: typedBehindSubcommand())) }
}
