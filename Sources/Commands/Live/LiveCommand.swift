import ArgumentParser

/// `vbg live`
struct LiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "live",
    abstract: "Put a webcam's person on another background, as a virtual camera.",
    usage: "vbg live [--output <device>] [<options>]",
    discussion: """
      Examples:
        vbg live                                       blurs the room
        vbg live --background wall.jpg --camera /dev/video2 --size 1920x1080
        vbg live --output pipewire --output /dev/video9

      Other programs find the result at the virtual camera: one of PipeWire's (--output pipewire), which \
      needs nothing but its daemon, or a device of the kernel module v4l2loopback: sudo modprobe \
      v4l2loopback video_nr=9 card_label=vbg exclusive_caps=1. Without --output it is PipeWire's where that \
      runs, and v4l2loopback's where there is one; both together reach every program. With PipeWire the \
      camera is open only while a program reads the virtual one (--on-demand off: always).

      One of --blur, --background, --color and --none says what stands behind the person; without \
      any, the background is blurred. No frame leaves before a valid mask of it exists: a slate is \
      shown instead (the background alone, or grey). The slate is also shown while the camera is \
      away; camera and virtual camera are opened again by themselves.

      Options that are not typed come from the table [live] of $XDG_CONFIG_HOME/vbg/config.toml \
      (by default ~/.config/vbg/config.toml), whose keys are the options without dashes; see \
      --print-config. A change of that file or of the background's, and SIGHUP, put the effect's \
      options in force. What shows more of the room than before must be set in that file: a line, or \
      a file, that is gone changes nothing. SIGINT and SIGTERM end the command, a second one at once.

      One thread is used unless --threads says more.

      Exit codes: 0, 1 when a device, the model, the background or the configuration can't be used, \
      2 for wrong usage.
      """)

  @OptionGroup var arguments: LiveArguments

  func run() throws {
    // The command line again, since what was typed and what was not decides about the configuration.
    let typed = try typedBehindSubcommand()
    let service = arguments.service
    if service.installService || service.uninstallService {
      return try runLiveService(service, typed: typed)
    }
    try runLive(typed: typed, devices: .real)
  }
}
