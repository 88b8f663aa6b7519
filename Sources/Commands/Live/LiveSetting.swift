/// One key of the configuration's table `live`: an option of `vbg live` without its dashes.
typealias LiveSetting = Setting<LiveArguments>

extension LiveSetting {
  /// All settings, in the order of printing.
  static var all: [LiveSetting] { allLiveSettings }
}

private let allLiveSettings: [LiveSetting] =
  [
    LiveSetting("camera", .text, isReloadable: false) { .text($0.cameraPath) },
    LiveSetting("output", .textOrTexts, isReloadable: false) { arguments in
      switch arguments.output.count {
      case 0: nil
      case 1: .text(arguments.output[0])
      default: .list(arguments.output.map { .text($0) })
      }
    },
    LiveSetting("on-demand", .flagOrText, isReloadable: false) {
      $0.onDemand.map { .text($0.rawValue) }
    },
    LiveSetting("size", .text, isReloadable: false) {
      $0.size.map { .text("\($0.width)x\($0.height)") }
    },
    LiveSetting("fps", .number, isReloadable: false) { $0.fps.map { .number($0) } },
    LiveSetting("preset", .text) { _ in nil },
  ] + LiveSteeringArguments.settings.map { $0.part(\.steering) }
  + LiveArguments.presetSettings.filter { $0.form.name != "transparent" } + [
    LiveSetting("threads", .number, isReloadable: false) { .integer($0.threadCount) },
    LiveSetting("cpu-budget", .text, isReloadable: false) {
      $0.expert.cpuBudget.map { .text("\($0)") }
    },
    LiveSetting("instruction-set", .text, isReloadable: false) {
      $0.engine.instructionSet.map { .text($0.rawValue) }
    },
    LiveSetting("stats", .flagOrText, isReloadable: false) { $0.stats.map { .text($0.rawValue) } },
  ]

extension LiveArguments {
  var cameraPath: String { devices.camera ?? "/dev/video0" }

  /// One unless asked for: an inference takes a few milliseconds of a frame's 33, and a second
  /// thread costs more processor time than it saves.
  var threadCount: Int { engine.threads ?? 1 }
}
