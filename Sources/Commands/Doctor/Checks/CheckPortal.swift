/// The desktop's portal, through which browsers and Flatpak ask for a camera of PipeWire's.
func checkPortal(_ examination: Examination) -> [Finding] {
  guard examination.pipeWire.isUsable else { return [] }
  let machine = examination.machine
  let folders =
    [machine.dataFolder].compactMap(\.self)
    + pathList(machine.variables("XDG_DATA_DIRS") ?? "/usr/local/share:/usr/share")
    .filter(isAbsolute)
  let service = "dbus-1/services/org.freedesktop.portal.Desktop.service"
  guard folders.contains(where: { machine.exists(joined($0, service)) }) else {
    return [
      .warning(
        "portal", "xdg-desktop-portal is not installed: browsers find no camera of PipeWire's",
        examination.packages.command(.portal))
    ]
  }
  var findings: [Finding] = []
  // A backend of this interface asks the user; without one every request is refused.
  let backends = folders.flatMap { folder in
    let portals = joined(folder, "xdg-desktop-portal/portals")
    return (machine.names(in: portals).value ?? []).map { joined(portals, $0) }
  }
  if !backends.contains(where: { machine.holds($0, "org.freedesktop.impl.portal.Access") }) {
    findings.append(
      .warning(
        "portal", "has no backend that can ask for permission: cameras are refused",
        examination.packages.command(.portalBackend)))
  }
  findings += checkPermissions(machine)
  return findings.isEmpty ? [.ok("portal", "is there, and refuses nobody")] : findings
}

/// The permissions that the portal remembers.
private func checkPermissions(_ machine: ExaminedMachine) -> [Finding] {
  guard let path = machine.dataFolder.map({ $0 + "/flatpak/db/devices" }) else { return [] }
  switch machine.bytes(path) {
  case .absent: return []
  case .unreadable(let reason):
    return [.warning("portal", "\(path): can't be read: \(reason)")]
  case .found(let bytes):
    guard let permissions = PermissionStoreFile(bytes)?.permissions(of: "camera") else {
      return [.warning("portal", "\(path): is no permission store")]
    }
    return permissions.filter { $0.value.contains("no") }.map(\.key).sorted().map { application in
      .warning(
        "portal",
        "remembers that \(application.isEmpty ? "programs outside of Flatpak" : application) "
          + "may not use cameras", forget(application, machine))
    }
  }
}

/// The command that has the portal ask again.
private func forget(_ application: String, _ machine: ExaminedMachine) -> String {
  let name = shellQuoted(application)
  if machine.program("flatpak") != nil { return "flatpak permission-remove devices camera \(name)" }
  let service = "org.freedesktop.impl.portal.PermissionStore"
  let path = "/org/freedesktop/impl/portal/PermissionStore"
  if machine.program("busctl") != nil {
    return
      "busctl --user call \(service) \(path) \(service) DeletePermission sss devices camera \(name)"
  }
  return
    "gdbus call --session -d \(service) -o \(path) -m \(service).DeletePermission devices camera \(name)"
}
