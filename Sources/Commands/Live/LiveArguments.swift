import ArgumentParser
import Compositing

/// Arguments of `vbg live`, from the command line and from the configuration.
@dynamicMemberLookup
struct LiveArguments: PresetTaking {
  @OptionGroup(title: "Cameras") var devices: LiveDeviceArguments
  @OptionGroup(title: "Steering") var steering: LiveSteeringArguments
  @OptionGroup var effect: EffectArguments
  /// Taken, for a message that says why not.
  @OptionGroup(visibility: .hidden) var cutout: CutoutArguments
  @OptionGroup var engine: EngineArguments
  @OptionGroup(title: "Service") var service: LiveServiceArguments
  @OptionGroup(title: "Expert options") var expert: LiveExpertOptions

  @Option(
    help: ArgumentHelp(
      "Print a line a second: rates, stages, skipped and dropped frames, processor time. "
        + "--stats=json: as JSON.", valueName: "form"))
  var stats: StatisticsForm?

  @Flag(help: "Print the settings in force, as a configuration file, and end.")
  var printConfig = false

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  static let presetSettings: [Setting<LiveArguments>] =
    EffectArguments.settings.map { $0.part(\.effect) }
    + CutoutArguments.settings.map { $0.part(\.cutout) }
    + [Setting("smooth", .text) { .text($0.expert.smooth.rawValue) }]
    + EngineArguments.modelSettings.map { $0.part(\.engine) }

  func validate() throws {
    let names =
      [("--camera", devices.camera), ("--background", effect.background)]
      + devices.output.map { ("--output", $0) }
    for (option, value) in names where value?.isEmpty == true {
      throw ValidationError("expected \(option) to name a file, found ''")
    }
    try effect.backgrounds.check(transparent: cutout.transparent)
    if cutout.transparent {
      throw ValidationError("expected an effect that a camera can show, found --transparent")
    }
    try effect.checkOpaqueColor(for: "a camera")
  }

  subscript<Value>(dynamicMember path: KeyPath<LiveDeviceArguments, Value>) -> Value {
    devices[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<LiveExpertOptions, Value>) -> Value {
    expert[keyPath: path]
  }
}

/// Options of the devices and their modes.
struct LiveDeviceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The camera: a device, or pipewire[:NODE] (default: /dev/video0).", valueName: "device"),
    completion: .file())
  var camera: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A virtual camera: pipewire, or a device of v4l2loopback, such as /dev/video9. Can be repeated "
        + "(default: what the machine has).", valueName: "device"),
    completion: .file())
  var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "Whether the camera is open only while programs read the virtual one (default: on with PipeWire).",
      valueName: "on|off"))
  var onDemand: Switch?

  @Option(
    help: ArgumentHelp(
      "The size wanted of the camera; the nearest that it has is taken (default: 1280x720).",
      valueName: "width x height"),
    transform: FrameSize.init)
  var size: FrameSize?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Frames a second, wanted of the camera and given by the virtual one (default: the camera's, "
        + "30 wanted).", valueName: "rate"))
  var fps: Double?

  func validate() throws {
    if let fps, !(fps >= 1 && fps <= 240) {
      throw ValidationError("expected --fps from 1 to 240 frames a second, found \(fps)")
    }
    if let output = Set(output).first(where: { name in output.count { $0 == name } > 1 }) {
      throw ValidationError("expected each --output once, found '\(output)' again")
    }
  }
}

/// Options that few people need.
struct LiveExpertOptions: ParsableArguments {
  @Option(help: "How masks are made steady from frame to frame.")
  var smooth = MaskSmoothing.standard

  @Option(
    help: ArgumentHelp(
      "Use less than this share of one core: fewer new pictures a second are made where more would take "
        + "more, never fewer than two.", valueName: "percent"),
    transform: ProcessorShare.init)
  var cpuBudget: ProcessorShare?
}
