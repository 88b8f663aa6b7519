import ArgumentParser
import Compositing

/// What `vbg live` takes, from the command line and from the configuration.
struct LiveArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The camera (default: /dev/video0).", valueName: "device"),
    completion: .file())
  var camera: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The virtual camera, a device of v4l2loopback, such as /dev/video9.", valueName: "device"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The size wanted of the camera; the nearest that it has is taken (default: 1280x720).",
      valueName: "width x height"),
    transform: FrameSize.init)
  var size: FrameSize?

  @Option(
    help: ArgumentHelp(
      "Frames a second, wanted of the camera and given by the virtual one (default: the camera's, "
        + "30 wanted).", valueName: "rate"))
  var fps: Double?

  @OptionGroup(title: "Effect") var effect: EffectArguments

  @Option(help: "How masks are made steady from frame to frame.")
  var smooth = MaskSmoothing.standard

  @OptionGroup(title: "Engine") var engine: EngineArguments

  @Option(
    help: ArgumentHelp(
      "Print a line a second: rates, stages, skipped and dropped frames, processor time. "
        + "--stats=json: as JSON.", valueName: "form"))
  var stats: StatisticsForm?

  @Flag(help: "Print the settings in force, as a configuration file, and end.")
  var printConfig = false

  func validate() throws {
    for (option, value) in [
      ("--camera", camera), ("--output", output), ("--background", effect.background),
    ] where value?.isEmpty == true {
      throw ValidationError("expected \(option) to name a file, found ''")
    }
    if let fps, !(fps >= 1 && fps <= 240) {
      throw ValidationError("expected --fps from 1 to 240, found \(fps)")
    }
    if effect.transparent {
      throw ValidationError("expected an effect that a camera can show, found --transparent")
    }
  }
}
