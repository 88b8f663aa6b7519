import ArgumentParser
import ImageFiles

/// Arguments of `vbg compose`.
@dynamicMemberLookup
struct ComposeArguments: PresetTaking {
  @Argument(
    help: "\(PictureFormat.list) files, or folders of them; '-' is standard input.",
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var frames: [String]

  @OptionGroup(title: "Result") var result: ComposeResultArguments
  @OptionGroup var effect: EffectArguments
  @OptionGroup(title: "Background") var cutout: CutoutArguments
  @OptionGroup var engine: EngineArguments
  @OptionGroup(title: "Person") var maskFile: MaskFileArguments
  @OptionGroup(title: "Person") var mattes: MattingArguments
  @OptionGroup(title: "Expert options") var expert: ComposeExpertOptions
  @OptionGroup var messages: MessageArguments

  @Flag(help: "Print sizes, level and timings by stage as JSON instead of paths.")
  var json = false

  static let presetSettings: [Setting<ComposeArguments>] =
    EffectArguments.settings.map { $0.part(\.effect) }
    + CutoutArguments.settings.map { $0.part(\.cutout) }
    + MattingArguments.settings.map { $0.part(\.mattes) }
    + EngineArguments.modelSettings.map { $0.part(\.engine) }

  func validate() throws {
    guard !frames.isEmpty else { throw ValidationError("expected a frame, found none") }
    if frames.contains("") { throw ValidationError("expected a frame to be named, found ''") }
    for (option, value) in [
      ("--output", result.output), ("--mask", maskFile.mask), ("--mask-final", expert.maskFinal),
      ("--stages", expert.stages), ("--background", effect.background),
    ] where value?.isEmpty == true {
      throw ValidationError("expected \(option) to name a file, found ''")
    }
    try effect.backgrounds.check(transparent: cutout.transparent)
    if maskFile.mask != nil && expert.maskFinal != nil {
      throw ValidationError("expected one of --mask and --mask-final, found both")
    }
    if mattes.matting == .on && expert.maskFinal != nil {
      throw ValidationError("expected one of --mask-final and --matting on, found both")
    }
    if let option = maskOption,
      let other = engine.namedModelOptions.first ?? (maskFile.secondLook ? "--second-look" : nil)
    {
      throw ValidationError("expected one of \(other) and \(option), found both")
    }
    let readers = (frames + [effect.background, maskPath].compactMap(\.self)).count { $0 == "-" }
    if readers > 1 {
      throw ValidationError("expected one picture from standard input, found \(readers)")
    }
  }

  /// Where masks are, if not in a model.
  var maskPath: String? { maskFile.mask ?? expert.maskFinal }

  /// The option that names them.
  private var maskOption: String? {
    maskFile.mask != nil ? "--mask" : expert.maskFinal != nil ? "--mask-final" : nil
  }

  /// Whether results are transparent, whatever the frames are.
  var needsAlpha: Bool { cutout.transparent || effect.color.map { !$0.isOpaque } ?? false }

  subscript<Value>(dynamicMember path: KeyPath<CutoutArguments, Value>) -> Value {
    cutout[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<ComposeResultArguments, Value>) -> Value {
    result[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<ComposeExpertOptions, Value>) -> Value {
    expert[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<MessageArguments, Value>) -> Value {
    messages[keyPath: path]
  }
}
