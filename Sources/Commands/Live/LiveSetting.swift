/// One key of the configuration's table `live`: an option of `vbg live` without its dashes.
struct LiveSetting: Sendable {
  /// Type that a value may have.
  enum Kind: Sendable {
    case text, number, flag, flagOrNumber, flagOrText, pair, texts
  }

  let name: String
  let kind: Kind
  /// Whether a running session takes a change.
  let isReloadable: Bool
  /// Other settings that say the same, of which only one can be in force.
  let group: [String]
  /// Value in force, where there is one.
  let value: @Sendable (LiveArguments) -> ConfigurationValue?

  private init(
    _ name: String, _ kind: Kind, isReloadable: Bool = true, group: [String] = [],
    _ value: @escaping @Sendable (LiveArguments) -> ConfigurationValue?
  ) {
    self.name = name
    self.kind = kind
    self.isReloadable = isReloadable
    self.group = group
    self.value = value
  }

  /// Names of what may stand behind the person.
  static let backgrounds = ["blur", "background", "color", "none"]

  /// All settings, in the order of printing.
  static let all: [LiveSetting] = [
    LiveSetting("camera", .text, isReloadable: false) { .text($0.cameraPath) },
    LiveSetting("output", .text, isReloadable: false) { $0.output.map { .text($0) } },
    LiveSetting("size", .text, isReloadable: false) {
      $0.size.map { .text("\($0.width)x\($0.height)") }
    },
    LiveSetting("fps", .number, isReloadable: false) { $0.fps.map { .number($0) } },
    LiveSetting("blur", .flagOrNumber, group: backgrounds) { arguments in
      let effect = arguments.effect
      guard effect.background == nil && effect.color == nil && !effect.none else { return nil }
      return effect.blur?.percent.map { .number(shortest($0)) } ?? .boolean(true)
    },
    LiveSetting("background", .text, group: backgrounds) {
      $0.effect.background.map { .text($0) }
    },
    LiveSetting("color", .text, group: backgrounds) { arguments in
      arguments.effect.color.map { color in
        let value = Int(color.red) << 16 | Int(color.green) << 8 | Int(color.blue)
        return .text("#" + String(String(value + 0x100_0000, radix: 16).dropFirst()))
      }
    },
    LiveSetting("none", .flag, group: backgrounds) { $0.effect.none ? .boolean(true) : nil },
    LiveSetting("fit", .text) { .text($0.effect.fit.rawValue) },
    LiveSetting("filter", .text) { .text($0.effect.filter.rawValue) },
    LiveSetting("sigma-space", .number) { .number(shortest($0.effect.sigmaSpace)) },
    LiveSetting("sigma-color", .number) { .number(shortest($0.effect.sigmaColor)) },
    LiveSetting("coverage", .pair) {
      let limits = $0.effect.options(decontaminates: false).coverage
      return .list([.number(shortest(limits.lowerBound)), .number(shortest(limits.upperBound))])
    },
    LiveSetting("light-wrap", .number) { $0.effect.lightWrap.map { .number(shortest($0)) } },
    LiveSetting("blend", .text) { .text($0.effect.blend.rawValue) },
    LiveSetting("wrap-source", .text) { .text($0.effect.wrapSource.rawValue) },
    LiveSetting("smooth", .text) { .text($0.smooth.rawValue) },
    LiveSetting("mirror", .flag) { .boolean($0.effect.mirror) },
    LiveSetting("keep-region", .texts) { texts($0.effect.keepRegion) },
    LiveSetting("drop-region", .texts) { texts($0.effect.dropRegion) },
    LiveSetting("decontaminate", .flagOrText) { .boolean($0.effect.decontaminate == .on) },
    LiveSetting("model", .text, isReloadable: false) { $0.engine.model.map { .text($0) } },
    LiveSetting("decode", .text, isReloadable: false) {
      $0.engine.decode.map { .text($0.rawValue) }
    },
    LiveSetting("input-range", .text, isReloadable: false) {
      $0.engine.inputRange.map { .text($0.rawValue) }
    },
    LiveSetting("resize", .text, isReloadable: false) { .text($0.engine.resize.rawValue) },
    LiveSetting("threads", .number, isReloadable: false) { .integer($0.threadCount) },
    LiveSetting("instruction-set", .text, isReloadable: false) {
      $0.engine.instructionSet.map { .text($0.rawValue) }
    },
    LiveSetting("stats", .flagOrText, isReloadable: false) { $0.stats.map { .text($0.rawValue) } },
  ]

  /// Other spellings of keys.
  static let otherNames = ["colour": "color", "sigma-colour": "sigma-color"]

  /// The names under which the command line has this setting.
  var optionNames: [String] {
    [name] + Self.otherNames.filter { $0.value == name }.map(\.key)
  }
}

extension LiveArguments {
  var cameraPath: String { devices.camera ?? "/dev/video0" }

  /// One unless asked for: an inference takes a few milliseconds of a frame's 33, and a second
  /// thread costs more processor time than it saves.
  var threadCount: Int { engine.threads ?? 1 }
}

/// The number that a person would have typed.
private func shortest(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
