import ArgumentParser
import Compositing
import Films

/// Arguments of `vbg video`.
@dynamicMemberLookup
struct VideoArguments: PresetTaking {
  @Argument(
    help: "The film to read; '-' is YUV4MPEG2 on standard input.",
    completion: .file(extensions: FilmNames.endings))
  var input: String

  @Argument(
    help: """
      Where the film goes: \(FilmNames.endingsInWords); '-' is YUV4MPEG2 on standard output.
      """,
    completion: .file(extensions: FilmNames.endings))
  var output: String

  @OptionGroup(title: "Film") var film: FilmResultArguments
  @OptionGroup var effect: EffectArguments
  @OptionGroup(title: "Background") var cutout: CutoutArguments
  @OptionGroup(title: "Person") var mattes: MattingArguments
  @OptionGroup var engine: EngineArguments
  @OptionGroup(title: "Expert options") var expert: FilmExpertOptions
  @OptionGroup var messages: MessageArguments

  @Flag(help: "Print frames, rates and times by stage as JSON instead of the path.")
  var json = false

  static let presetSettings: [Setting<VideoArguments>] =
    EffectArguments.settings.map { $0.part(\.effect) }
    + CutoutArguments.settings.map { $0.part(\.cutout) }
    + MattingArguments.settings.map { $0.part(\.mattes) }
    + [Setting("smooth", .text) { .text($0.expert.smooth.rawValue) }]
    + EngineArguments.modelSettings.map { $0.part(\.engine) }

  func validate() throws {
    for (option, value) in [
      ("IN", input), ("OUT", output), ("--background", effect.background), ("--codec", film.codec),
    ] where value?.isEmpty == true {
      throw ValidationError("expected \(option) to be named, found ''")
    }
    try effect.backgrounds.check(transparent: cutout.transparent)
    try effect.checkOpaqueColor(for: "a film (--transparent makes transparent ones)")
    if film.maskOnly,
      let option = effect.backgrounds.named(transparent: cutout.transparent).first
    {
      throw ValidationError("expected one of --mask-only and \(option), found both")
    }
    if isY4M(output) {
      for (option, isGiven) in [
        ("--codec", film.codec != nil), ("--quality", film.quality != nil),
        ("--ffmpeg-args", expert.ffmpegArgs != nil), ("--transparent", cutout.transparent),
      ] where isGiven {
        throw ValidationError("expected no \(option) for YUV4MPEG2, found it for '\(output)'")
      }
    } else if !FilmNames.endings.contains(fileExtension(output) ?? "") {
      throw ValidationError(
        "expected OUT with a name that ends in \(FilmNames.endingsInWords), found '\(output)'")
    }
    if output == "-" && json {
      throw ValidationError("expected one result on standard output, found '-' and --json")
    }
    if input == "-" && effect.background == "-" {
      throw ValidationError("expected one input from standard input, found 2")
    }
  }

  /// The words of `--ffmpeg-args`.
  var ffmpegWords: [String] {
    (expert.ffmpegArgs ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  subscript<Value>(dynamicMember path: KeyPath<CutoutArguments, Value>) -> Value {
    cutout[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<FilmResultArguments, Value>) -> Value {
    film[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<FilmExpertOptions, Value>) -> Value {
    expert[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<MessageArguments, Value>) -> Value {
    messages[keyPath: path]
  }
}

/// Options of the film that is written.
struct FilmResultArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the film is encoded: h264, hevc, vp9, av1, prores, ffv1, mpeg4, or an encoder of ffmpeg "
        + "(default: what the kind of file is known for).", valueName: "name"))
  var codec: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("0 (small) to 100 (best) (default: 75).", valueName: "number"))
  var quality: Int?

  @Flag(help: "Write the mask as a grey film: white where only the person shows.")
  var maskOnly = false

  @Flag(help: "Replace no film.")
  var noClobber = false

  func validate() throws {
    if let quality, !(0...100).contains(quality) {
      throw ValidationError("expected --quality from 0 (small) to 100 (best), found \(quality)")
    }
  }
}

/// Options that few people need.
struct FilmExpertOptions: ParsableArguments {
  @Option(help: "How masks are made steady from frame to frame.")
  var smooth = MaskSmoothing.standard

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "More options for ffmpeg's output, in one argument, parted by blanks.",
      valueName: "options"))
  var ffmpegArgs: String?
}

/// Tells whether a film at this place is YUV4MPEG2, which needs no ffmpeg.
func isY4M(_ path: String) -> Bool { path == "-" || fileExtension(path) == "y4m" }

extension MaskSmoothing: ExpressibleByArgument {}
