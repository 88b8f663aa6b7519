import ArgumentParser

/// Options of the service.
struct LiveServiceArguments: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Make a service of the other options, which systemd starts now and at every login."))
  var installService = false

  @Flag(help: "End that service and remove all of it.")
  var uninstallService = false

  func validate() throws {
    if installService && uninstallService {
      throw ValidationError(
        "expected --install-service or --uninstall-service, found both")
    }
  }

  /// Returns what was typed without these options.
  static func without(_ typed: [String]) -> [String] {
    typed.filter { $0 != "--install-service" && $0 != "--uninstall-service" }
  }
}
