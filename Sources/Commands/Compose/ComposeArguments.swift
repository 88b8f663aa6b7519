import ArgumentParser

/// What `vbg compose` takes.
struct ComposeArguments: ParsableArguments {
  @Argument(
    help: "PNG or JPEG files, or folders of them; '-' is standard input.",
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var frames: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the picture goes: a .png, .jpg or .jpeg file, '-' for standard output, or a folder.",
      valueName: "path"),
    completion: .file())
  var output: String

  @OptionGroup(title: "Effect") var effect: EffectArguments

  @Option(
    help: ArgumentHelp(
      "A mask instead of the model's: a picture, white or opaque where the person is; or a folder "
        + "with one for each frame, NAME.mask.png or NAME.png.", valueName: "path"),
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var mask: String?

  @Option(
    help: ArgumentHelp(
      "As --mask, but used as it is, scaled to the frame, without a filter.", valueName: "path"),
    completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var maskFinal: String?

  @Option(
    help: ArgumentHelp(
      "Scale frames that are taller to this height first; the result has that size.",
      valueName: "rows"))
  var workingHeight: Int?

  @OptionGroup(title: "Engine") var engine: EngineArguments

  @Option(
    help: ArgumentHelp(
      "Also write every stage into this folder, as NAME.1-STAGE.png and so on.",
      valueName: "folder"),
    completion: .directory)
  var stages: String?

  @Option(help: ArgumentHelp("Refuse pictures of more pixels.", valueName: "count"))
  var maxPixels = 100_000_000

  @Flag(help: "Print sizes, level and timings by stage as JSON instead of paths.")
  var json = false

  @Flag(help: "Say on standard error what is chosen and how long it takes.")
  var verbose = false

  func validate() throws {
    guard !frames.isEmpty else { throw ValidationError("expected a frame, found none") }
    for (option, value) in [
      ("--output", output), ("--mask", mask), ("--mask-final", maskFinal), ("--stages", stages),
      ("--background", effect.background),
    ] where value?.isEmpty == true {
      throw ValidationError("expected \(option) to name a file, found ''")
    }
    if mask != nil && maskFinal != nil {
      throw ValidationError("expected one of --mask and --mask-final, found both")
    }
    if let option = maskOption, engine.model != nil {
      throw ValidationError("expected one of --model and \(option), found both")
    }
    if let workingHeight, workingHeight < 1 {
      throw ValidationError("expected --working-height of at least 1, found \(workingHeight)")
    }
    if maxPixels < 1 {
      throw ValidationError("expected --max-pixels of at least 1, found \(maxPixels)")
    }
    let readers = (frames + [effect.background, maskPath].compactMap(\.self)).count { $0 == "-" }
    if readers > 1 {
      throw ValidationError("expected one picture from standard input, found \(readers)")
    }
  }

  /// Where masks are, if not in a model.
  var maskPath: String? { mask ?? maskFinal }

  /// The option that names them.
  private var maskOption: String? {
    mask != nil ? "--mask" : maskFinal != nil ? "--mask-final" : nil
  }
}
