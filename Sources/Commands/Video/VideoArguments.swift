import ArgumentParser
import Compositing
import Video

/// What `vbg video` takes.
struct VideoArguments: ParsableArguments {
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

  @OptionGroup(title: "Effect") var effect: EffectArguments

  @Flag(help: "Write the mask as a grey film: white where only the person shows.")
  var maskOnly = false

  @Option(help: "How masks are made steady from frame to frame.")
  var smooth = MaskSmoothing.standard

  @Option(
    help: ArgumentHelp(
      "How the film is encoded: h264, hevc, vp9, av1, prores, ffv1, mpeg4, or an encoder of ffmpeg "
        + "(default: what the kind of file is known for).", valueName: "name"))
  var codec: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("0 (small) to 100 (best) (default: 75).", valueName: "number"))
  var quality: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "More options for ffmpeg's output, in one argument, parted by blanks.",
      valueName: "options"))
  var ffmpegArgs: String?

  @OptionGroup(title: "Engine") var engine: EngineArguments

  @Flag(help: "Print frames, rates and times by stage as JSON instead of the path.")
  var json = false

  @Flag(help: "Say on standard error what is chosen.")
  var verbose = false

  func validate() throws {
    for (option, value) in [
      ("IN", input), ("OUT", output), ("--background", effect.background), ("--codec", codec),
    ] where value?.isEmpty == true {
      throw ValidationError("expected \(option) to be named, found ''")
    }
    if let quality, !(0...100).contains(quality) {
      throw ValidationError("expected --quality from 0 to 100, found \(quality)")
    }
    if maskOnly, let option = effect.namedBackground {
      throw ValidationError("expected one of --mask-only and \(option), found both")
    }
    if isY4M(output) {
      for (option, isGiven) in [
        ("--codec", codec != nil), ("--quality", quality != nil),
        ("--ffmpeg-args", ffmpegArgs != nil), ("--transparent", effect.transparent),
      ] where isGiven {
        throw ValidationError("expected no \(option) for YUV4MPEG2, found it for '\(output)'")
      }
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
    (ffmpegArgs ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }
}

/// Whether a film at this place is YUV4MPEG2, which needs no ffmpeg.
func isY4M(_ path: String) -> Bool { path == "-" || fileExtension(path) == "y4m" }

extension MaskSmoothing: ExpressibleByArgument {}
