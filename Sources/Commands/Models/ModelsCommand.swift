import ArgumentParser

/// `vbg models`: the catalogue.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "The models that vbg knows: list, fetch, verify, path.",
    discussion: """
      Models are looked for in the folders of VBG_MODELS (separated by colons), then in \
      $XDG_DATA_HOME/vbg/models (by default ~/.local/share/vbg/models), where fetch puts them.
      """,
    subcommands: [
      ModelsListCommand.self, ModelsFetchCommand.self, ModelsVerifyCommand.self,
      ModelsPathCommand.self,
    ])
}
