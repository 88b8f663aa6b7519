/// A unit of systemd's that runs `vbg live`: systemd.unit(5), systemd.service(5), systemd.exec(5).
struct ServiceUnit {
  static let name = "vbg-live.service"
  /// First line of every unit that vbg wrote.
  static let mark =
    "# Written by vbg live --install-service; vbg live --uninstall-service removes it."

  /// Path of the program.
  let program: String
  /// Arguments behind `live`.
  let arguments: [String]
  /// The folder that relative paths of the arguments start from.
  let folder: String
  /// Variables of the environment that say where models and settings are.
  let variables: [(name: String, value: String)]

  /// The unit.
  ///
  /// Its user's manager has no rights, which decides what can be asked of it: what would take capabilities
  /// away (`CapabilityBoundingSet=`, `PrivateDevices=`, `ProtectKernelModules=` and their like) fails to
  /// start where users may make no namespaces. Read-only mounts are left out there, silently. All that is
  /// seccomp's holds everywhere, no network but local sockets included: the portal, PipeWire and D-Bus need
  /// no other. `graphical-session.target` is never reached on many desktops, `default.target` on all.
  ///
  /// - Throws: `ServiceError.unwritable` for a folder with a line break in its name.
  func text() throws(ServiceError) -> String {
    guard !folder.utf8.contains(where: { $0 < 32 }) else {
      throw .unwritable(word: folder)
    }
    let words = ([program, "live"] + arguments).map { quoted($0) }.joined(separator: " ")
    // Where a session remembers its changes, if not in the usual place.
    let ownState = variables.filter { $0.name == "XDG_STATE_HOME" && isAbsolute($0.value) }
      .map { " " + quoted("-" + $0.value) }.joined()
    let environment = variables.map { "Environment=\(quoted("\($0.name)=\($0.value)"))" }
    return
      ([Self.mark] + [
        """
        [Unit]
        Description=Virtual background for webcams
        After=pipewire.service wireplumber.service xdg-desktop-portal.service

        [Service]
        Type=exec
        ExecStart=:\(words)
        ExecReload=/bin/kill -HUP $MAINPID
        WorkingDirectory=-\(folder.replacing("%", with: "%%"))
        """
      ] + environment + [
        """
        # Wrong usage stays wrong; a device may come back.
        Restart=on-failure
        RestartSec=5
        RestartPreventExitStatus=2
        TimeoutStopSec=5
        RuntimeDirectory=vbg
        RuntimeDirectoryMode=0700
        RuntimeDirectoryPreserve=yes
        UMask=0077

        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=read-only
        ReadWritePaths=-%E/vbg -%h/.local/state\(ownState)
        PrivateTmp=yes
        ProtectControlGroups=yes
        RestrictAddressFamilies=AF_UNIX
        IPAddressDeny=any
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        KeyringMode=private
        SystemCallArchitectures=native
        SystemCallFilter=~@clock @cpu-emulation @debug @module @mount @obsolete @raw-io @reboot @swap
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=default.target

        """
      ]).joined(separator: "\n")
  }
}

/// A word in double quotes, with what systemd would read in it escaped; bytes as they are in no text by their
/// numbers.
private func quoted(_ word: String) -> String {
  var text = "\""
  for scalar in word.unicodeScalars {
    switch scalar {
    case "\"", "\\": text += "\\\(scalar)"
    case "%": text += "%%"
    default:
      if let byte = scalar.strayByte {
        text += "\\x" + hexadecimal(byte)
      } else if scalar.value < 32 || scalar.value == 127 {
        text += "\\x" + hexadecimal(UInt8(scalar.value))
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
  return text + "\""
}

private func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
