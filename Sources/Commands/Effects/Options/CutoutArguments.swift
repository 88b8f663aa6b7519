import ArgumentParser

/// For commands whose results can be transparent.
struct CutoutArguments: ParsableArguments {
  @Flag(help: "Keep the person alone, on transparency.")
  var transparent = false
}
