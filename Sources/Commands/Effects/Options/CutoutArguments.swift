import ArgumentParser

/// For commands whose results can be transparent.
struct CutoutArguments: ParsableArguments {
  @Flag(help: "Keep the person alone, on transparency.")
  var transparent = false

  static let settings = [
    Setting<Self>("transparent", .flag, group: BackgroundArguments.choices) {
      $0.transparent ? .boolean(true) : nil
    }
  ]
}
