/// Does what `--install-service` or `--uninstall-service` asks for.
///
/// - Parameter typed: the command line behind `live`.
/// - Throws: `ServiceError`, `FileError`; what `LiveConfiguration` throws for options that no session would take.
func runLiveService(_ service: LiveServiceArguments, typed: [String]) throws {
  let files = try LiveService()
  if service.uninstallService {
    if try !files.uninstall() { note("no service is installed") }
    return
  }
  let options = LiveServiceArguments.without(typed)
  let configuration = try LiveConfiguration(typed: options)
  if configuration.arguments.quiet { keepQuiet() }
  guard let program = installedProgram() else {
    throw ServiceError.refused(path: "/proc/self/exe", reason: "it leads nowhere")
  }
  let names = ["VBG_MODELS", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"]
  let unit = ServiceUnit(
    program: program, arguments: options, folder: resolvedPath(".") ?? "/",
    variables: names.compactMap { name in environmentVariable(name).map { (name, $0) } })
  try printPath(try files.install(unit))
  if program.contains("/.build/") {
    note("the service runs \(program), a build: Tools/install puts it where it stays")
  }
}

/// The path of this program: that by which `PATH` leads to it, as it stays when a new version takes its
/// place, else its own.
private func installedProgram() -> String? {
  guard let own = resolvedPath("/proc/self/exe") else { return nil }
  let named = findProgram(lastPart(of: own))
  return named.flatMap { resolvedPath($0) } == own ? named : own
}
