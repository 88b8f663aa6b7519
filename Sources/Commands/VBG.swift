import ArgumentParser

/// `vbg`: the umbrella over all subcommands.
public struct VBG: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "vbg",
    abstract: "A virtual background for Linux.",
    version: version,
    subcommands: [
      InferCommand.self, ComposeCommand.self, VideoCommand.self, LiveCommand.self,
      CamerasCommand.self, InspectCommand.self, ProfileCommand.self, ModelsCommand.self,
    ])

  public init() {}
}
