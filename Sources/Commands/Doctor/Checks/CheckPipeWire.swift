/// PipeWire: library, daemon and session manager.
func checkPipeWire(_ examination: Examination) -> [Finding] {
  let state = examination.pipeWire
  let isNeeded = examination.video.usableLoopback == nil
  let packages = examination.packages
  func lacking(_ text: String, _ command: String?) -> [Finding] {
    [.lacking("PipeWire", isNeeded: isNeeded, text, command)]
  }
  if state.libraryPath == nil {
    return lacking("libpipewire-0.3.so.0 is not there", packages.command(.pipeWireLibrary))
  }
  let start = "systemctl --user enable --now pipewire.socket wireplumber.service"
  switch state.daemon {
  case .answers: break
  case .nowhere:
    return lacking(
      "XDG_RUNTIME_DIR is not set: its socket can't be looked for",
      "export XDG_RUNTIME_DIR=/run/user/\(examination.machine.user.id)")
  case .absent:
    let isInstalled = examination.machine.program("pipewire") != nil
    return lacking(
      isInstalled ? "does not run" : "is not installed",
      isInstalled ? start : packages.command(.pipeWire))
  case .silent(let reason):
    return lacking(
      "does not answer: \(reason)", "systemctl --user restart pipewire.socket pipewire.service")
  }
  let version = state.version.map { "\($0) answers" } ?? "answers"
  return [.ok("PipeWire", version, provides: .output)] + checkSessionManager(examination)
}

/// The session manager, which links nodes to programs and lets the portal's clients see cameras.
private func checkSessionManager(_ examination: Examination) -> [Finding] {
  let processes: [RunningProcess]
  switch examination.processes {
  case .found(let found): processes = found
  case .absent: return [.warning("WirePlumber", "/proc is not there: whether it runs is unknown")]
  case .unreadable(let reason):
    return [.warning("WirePlumber", "/proc can't be read: \(reason): whether it runs is unknown")]
  }
  guard let manager = processes.first(where: { $0.name == "wireplumber" }) else {
    if processes.contains(where: { $0.name.hasPrefix("pipewire-media-session") }) {
      return [
        .warning(
          "WirePlumber", "the older pipewire-media-session runs instead of it",
          examination.packages.command(.sessionManager))
      ]
    }
    return [
      .warning(
        "WirePlumber", "does not run: programs see no camera",
        examination.machine.program("wireplumber") == nil
          ? examination.packages.command(.sessionManager)
          : "systemctl --user enable --now wireplumber.service")
    ]
  }
  // Seen with WirePlumber 0.4 and xdg-desktop-portal 1.20: what the portal hands to programs then holds
  // no camera.
  if let portal = processes.last(where: { $0.name == "xdg-desktop-portal" }),
    manager.startTime < portal.startTime
  {
    return [
      .warning(
        "WirePlumber", "started before the portal: programs that ask the portal may see no camera",
        "systemctl --user restart wireplumber.service")
    ]
  }
  return [.ok("WirePlumber", "runs")]
}
