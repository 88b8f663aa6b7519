/// Browsers: by which way each finds a virtual camera of vbg's, and which flag or preference it wants.
func checkBrowsers(_ examination: Examination) -> [Finding] {
  let device = examination.video.usableLoopback?.path
  let hasPipeWire = examination.pipeWire.isUsable
  // Without a way out there is nothing to be found.
  guard device != nil || hasPipeWire else { return [] }
  return InstalledBrowser.all(examination.machine).map { installed in
    let subject = installed.label
    let seesDevices = installed.seesDevices(examination.machine)
    if installed.asksPipeWire(examination) {
      // Its cameras are then PipeWire's alone.
      return hasPipeWire
        ? .ok(subject, "asks PipeWire, by the portal")
        : .warning(
          subject, "is set to ask PipeWire, which can't be used here",
          "systemctl --user enable --now pipewire.socket wireplumber.service")
    }
    if let device, seesDevices { return .ok(subject, "sees \(device)") }
    guard hasPipeWire else { return installed.withoutDevices(subject) }
    return installed.withoutFlag(subject, examination.machine)
  }
}

extension InstalledBrowser {
  /// Finds fault with what is sandboxed and may not see devices.
  fileprivate func withoutDevices(_ subject: String) -> Finding {
    switch packaging {
    case .snap:
      .warning(subject, "may not see cameras", "sudo snap connect \(browser.snap ?? ""):camera")
    default:
      .warning(
        subject, "may not see video devices",
        "flatpak override --user --device=all \(browser.flatpak)")
    }
  }

  /// Finds fault with what could ask PipeWire, but is not set to.
  fileprivate func withoutFlag(_ subject: String, _ machine: ExaminedMachine) -> Finding {
    switch browser.engine {
    case .chromium:
      return .warning(
        subject, "asks PipeWire only with a flag (chrome://flags/#enable-webrtc-pipewire-camera)",
        "\(command) --enable-features=WebRtcPipeWireCamera")
    case .firefox:
      let line = "user_pref(\"\(Self.firefoxPreference)\", true);"
      // The profile that was used last.
      let profile = profiles(machine).max { changeTime($0, machine) < changeTime($1, machine) }
      return .warning(
        subject, "asks PipeWire only with the preference \(Self.firefoxPreference), since 116",
        profile.map { "echo '\(line)' >>\(shellQuoted($0 + "/user.js"))" }
          ?? "\(command) about:config")
    }
  }

  private func changeTime(_ profile: String, _ machine: ExaminedMachine) -> Int {
    fileStatus(machine.root + profile + "/prefs.js")?.st_mtim.tv_sec ?? 0
  }
}
