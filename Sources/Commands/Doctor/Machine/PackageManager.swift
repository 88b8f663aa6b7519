/// The commands with which this system installs packages.
struct PackageManager {
  /// Package that vbg may need.
  enum Package {
    case loopbackModule, pipeWire, pipeWireLibrary, sessionManager, portal, portalBackend, ffmpeg
    case kernelHeaders
  }

  private enum Family { case debian, fedora, arch, suse }
  private let family: Family?
  /// Name of the system, as os-release(5) has it, and its version.
  let system: (id: String, version: String)

  init(_ machine: ExaminedMachine) {
    let text =
      machine.text("/etc/os-release").value ?? machine.text("/usr/lib/os-release").value ?? ""
    func value(_ key: String) -> String {
      let line = text.split(separator: "\n").first { $0.hasPrefix(key + "=") }
      return line.map { $0.dropFirst(key.count + 1).filter { $0 != "\"" && $0 != "'" } } ?? ""
    }
    system = (value("ID"), value("VERSION_ID"))
    let names = [system.id] + value("ID_LIKE").split(separator: " ").map(String.init)
    family =
      names.lazy.compactMap { name in
        switch name {
        case "debian", "ubuntu": Family.debian
        case "fedora", "rhel": .fedora
        case "arch": .arch
        case "suse", "opensuse", "opensuse-tumbleweed": .suse
        default: nil
        }
      }.first
  }

  /// The command that installs a package; nil where the system is none that is known.
  func command(_ package: Package) -> String? {
    guard let family, let name = Self.names[package]?[family] else { return nil }
    switch family {
    case .debian: return "sudo apt install \(name)"
    case .fedora: return "sudo dnf install \(name)"
    case .arch: return "sudo pacman -S \(name)"
    case .suse: return "sudo zypper install \(name)"
    }
  }

  /// Fedora's module comes from RPM Fusion, which the user must have added.
  private static let names: [Package: [Family: String]] = [
    .loopbackModule: [
      .debian: "v4l2loopback-dkms", .fedora: "akmod-v4l2loopback", .arch: "v4l2loopback-dkms",
      .suse: "v4l2loopback-kmp-default",
    ],
    .kernelHeaders: [
      .debian: "linux-headers-$(uname -r)", .fedora: "kernel-devel-$(uname -r)",
      .arch: "linux-headers", .suse: "kernel-default-devel",
    ],
    .pipeWire: [
      .debian: "pipewire wireplumber", .fedora: "pipewire wireplumber",
      .arch: "pipewire wireplumber", .suse: "pipewire wireplumber",
    ],
    .pipeWireLibrary: [
      .debian: "pipewire", .fedora: "pipewire-libs", .arch: "libpipewire",
      .suse: "libpipewire-0_3-0",
    ],
    .sessionManager: [
      .debian: "wireplumber", .fedora: "wireplumber", .arch: "wireplumber", .suse: "wireplumber",
    ],
    .portal: [
      .debian: "xdg-desktop-portal xdg-desktop-portal-gtk",
      .fedora: "xdg-desktop-portal xdg-desktop-portal-gtk",
      .arch: "xdg-desktop-portal xdg-desktop-portal-gtk",
      .suse: "xdg-desktop-portal xdg-desktop-portal-gtk",
    ],
    .portalBackend: [
      .debian: "xdg-desktop-portal-gtk", .fedora: "xdg-desktop-portal-gtk",
      .arch: "xdg-desktop-portal-gtk", .suse: "xdg-desktop-portal-gtk",
    ],
    .ffmpeg: [.debian: "ffmpeg", .fedora: "ffmpeg-free", .arch: "ffmpeg", .suse: "ffmpeg"],
  ]
}
