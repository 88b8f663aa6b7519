import ArgumentParser

/// `vbg`: the umbrella over all subcommands.
public struct VBG: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "vbg",
    abstract: "Puts the people of photos, films and webcams on another background.",
    discussion: """
      Examples:
        vbg models fetch                             once, to get the default model
        vbg compose photo.jpg                        blurs: photo.blurred.jpg
        vbg video talk.mp4 out.mp4 --background beach.jpg
        vbg live --output /dev/video9                a virtual camera

      'vbg help SUBCOMMAND' tells more.
      """,
    version: version,
    subcommands: [
      ComposeCommand.self, VideoCommand.self, LiveCommand.self, PresetsCommand.self,
      ModelsCommand.self, CamerasCommand.self, CtlCommand.self, StudioCommand.self,
      InferCommand.self,
      InspectCommand.self, BisectCommand.self, ProfileCommand.self, DoctorCommand.self,
    ])

  public init() {}
}
