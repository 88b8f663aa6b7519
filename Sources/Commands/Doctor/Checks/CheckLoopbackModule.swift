/// The kernel module v4l2loopback: whether it is loaded, and if not, what keeps it away. It matters less
/// where PipeWire does the same.
func checkLoopbackModule(_ examination: Examination) -> [Finding] {
  let machine = examination.machine
  guard !machine.exists(LoopbackModule.folder) else {
    let version = machine.text(LoopbackModule.folder + "/version").value
    // The parameters that say what devices are like; `card_label` can't be read.
    let parameters = ["video_nr", "exclusive_caps", "max_openers"].compactMap { name in
      LoopbackModule.parameter(name, machine).value.map { "\(name)=\($0)" }
    }
    return [
      .ok(
        "v4l2loopback",
        (["\(version ?? "of unknown version") is loaded"] + parameters).joined(separator: ", "))
    ]
  }
  let isNeeded = !examination.pipeWire.isUsable
  func lacking(_ text: String, _ command: String?) -> [Finding] {
    [.lacking("v4l2loopback", isNeeded: isNeeded, text, command)]
  }
  guard let release = machine.text("/proc/sys/kernel/osrelease").value else {
    return lacking("is not loaded, and the kernel's release can't be read", LoopbackModule.load)
  }
  let folder = "/lib/modules/\(release)"
  switch LoopbackModule.file(folder, machine) {
  case .found(let path):
    if let finding = signatureFinding(path, isNeeded: isNeeded, examination) { return [finding] }
    return lacking("is not loaded", LoopbackModule.load)
  case .unreadable(let reason):
    return lacking(
      "is not loaded, and \(folder)/modules.dep can't be read: \(reason)", LoopbackModule.load)
  case .absent: break
  }
  let sources = machine.names(in: "/usr/src").value ?? []
  guard sources.contains(where: { $0.hasPrefix("v4l2loopback-") }) else {
    return lacking("is not installed", examination.packages.command(.loopbackModule))
  }
  if !machine.exists(folder + "/build") {
    return lacking(
      "is not built for \(release), whose headers are missing",
      examination.packages.command(.kernelHeaders))
  }
  return lacking("is not built for \(release)", "sudo dkms autoinstall")
}

/// Module v4l2loopback: where it is, and how it is loaded.
enum LoopbackModule {
  static let folder = "/sys/module/v4l2loopback"

  /// The module with the settings that vbg is made for.
  static let load = "sudo modprobe v4l2loopback \(settings)"
  static let settings = "video_nr=9 card_label=vbg exclusive_caps=1"

  static func parameter(_ name: String, _ machine: ExaminedMachine) -> Reading<String> {
    machine.text("\(folder)/parameters/\(name)")
  }

  /// The path of the module's file for a kernel; its list names all that depmod(8) found.
  static func file(_ folder: String, _ machine: ExaminedMachine) -> Reading<String> {
    switch machine.text(folder + "/modules.dep") {
    case .absent: return .absent
    case .unreadable(let reason): return .unreadable(reason)
    case .found(let list):
      let paths = list.split(separator: "\n").map { $0.prefix { $0 != ":" } }
      let path = paths.first { lastPart(of: String($0)).hasPrefix("v4l2loopback.ko") }
      guard let path else { return .absent }
      return .found(isAbsolute(String(path)) ? String(path) : joined(folder, String(path)))
    }
  }
}

/// Tells whether the kernel refuses the module for want of a signature; nil where it takes it.
///
/// Kernels of distributions demand signatures while UEFI's Secure Boot is on (Debian, Ubuntu and Fedora:
/// lockdown "integrity"), others where `module.sig_enforce` says so.
private func signatureFinding(
  _ path: String, isNeeded: Bool, _ examination: Examination
) -> Finding? {
  let machine = examination.machine
  guard let reason = signatureDemand(machine) else { return nil }
  let marker = "~Module signature appended~"
  // What is compressed can't be told from here.
  let isSigned = path.hasSuffix(".ko") ? machine.holds(path, marker) : nil
  let key = [
    // dkms 3, Ubuntu's shim-signed, akmods.
    "/var/lib/dkms/mok.pub", "/var/lib/shim-signed/mok/MOK.der",
    "/etc/pki/akmods/certs/public_key.der",
  ].first(where: machine.exists)
  if isSigned == false {
    return .lacking(
      "v4l2loopback", isNeeded: isNeeded, "is not signed, and \(reason) demands it",
      examination.packages.command(.loopbackModule).map {
        $0.replacing("apt install", with: "apt install --reinstall")
          .replacing("dnf install", with: "dnf reinstall")
      })
  }
  return .lacking(
    "v4l2loopback", isNeeded: isNeeded,
    "is not loaded; \(reason) demands that its key is enrolled (asked for at the next start)",
    key.map { "sudo mokutil --import \($0)" } ?? LoopbackModule.load)
}

/// Names what demands that modules are signed; nil where nothing does.
private func signatureDemand(_ machine: ExaminedMachine) -> String? {
  // The variable of UEFI's global GUID: four bytes of attributes, then the value.
  let secureBoot = machine.bytes(
    "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", upTo: 5)
  let lockdown = machine.text("/sys/kernel/security/lockdown")
  if let modes = lockdown.value, !modes.contains("[none]"), modes.contains("[") {
    return secureBoot.value?.last == 1 ? "Secure Boot" : "the kernel's lockdown"
  }
  if machine.text("/sys/module/module/parameters/sig_enforce").value == "Y" {
    return "module.sig_enforce"
  }
  // Where lockdown can't be read, Secure Boot alone has to tell.
  if lockdown.value == nil, let value = secureBoot.value, value.count == 5, value[4] == 1 {
    return "Secure Boot"
  }
  return nil
}
