import ArgumentParser

/// Options of `vbg live` for what steers it.
struct LiveSteeringArguments: ParsableArguments {
  @Option(help: "The session's name, where there are several; see vbg ctl.")
  var name = Self.usualName

  @Flag(help: "Begin with the settings that vbg ctl left the last session with, and keep them.")
  var remember = false

  @Option(
    help: ArgumentHelp(
      "The pictures that vbg ctl next-background goes through (default: vbg/backgrounds under "
        + "$XDG_DATA_HOME where that is there, else the folder of the background in force).",
      valueName: "folder"),
    completion: .directory)
  var backgrounds: String?

  static let usualName = "camera"

  static let settings = [
    Setting<Self>("name", .text, isReloadable: false) {
      $0.name == usualName ? nil : .text($0.name)
    },
    Setting("remember", .flag, isReloadable: false) { $0.remember ? .boolean(true) : nil },
    Setting("backgrounds", .text) { $0.backgrounds.map { .text($0) } },
  ]

  func validate() throws {
    guard ControlPlace.isName(name) else {
      throw ValidationError(
        "expected --name of 1 to 40 letters, digits, - and _, found '\(name)'")
    }
  }
}
