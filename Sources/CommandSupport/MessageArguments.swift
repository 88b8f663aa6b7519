internal import ArgumentParser

/// Options of how much a command says.
package struct MessageArguments: ParsableArguments {
  @Flag(help: "Say nothing but errors; print no paths.")
  package var quiet = false

  @Flag(help: "Say on standard error what is chosen and how long it takes.")
  package var verbose = false

  package init() {}

  package func validate() throws {
    if quiet && verbose {
      throw ValidationError("expected one of --quiet and --verbose, found both")
    }
  }

  /// Puts it in force for the whole process.
  package func apply() {
    if quiet { keepQuiet() }
  }
}
