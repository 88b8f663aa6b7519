/// A browser that `vbg doctor` knows.
struct Browser: Sendable {
  /// Engine of a browser, which decides how it is told to ask PipeWire.
  enum Engine { case chromium, firefox }

  let name: String
  let engine: Engine
  /// Names of its program, as distributions have it.
  let programs: [String]
  /// Name of its Flatpak.
  let flatpak: String
  /// Name of its Snap; nil where there is none.
  let snap: String?
  /// Where it keeps profiles: below `~/.config` for Chromium's kind, below the home for Firefox's.
  let profiles: [String]
  /// The file of flags that its wrapper reads; nil for none.
  var flagFile: String?

  static let all = [
    Browser(
      name: "Firefox", engine: .firefox, programs: ["firefox", "firefox-esr"],
      flatpak: "org.mozilla.firefox", snap: "firefox",
      // The second is that of Firefox 147 and newer.
      profiles: [".mozilla/firefox", ".config/mozilla/firefox"]),
    Browser(
      name: "LibreWolf", engine: .firefox, programs: ["librewolf"],
      flatpak: "io.gitlab.librewolf-community", snap: nil, profiles: [".librewolf"]),
    Browser(
      name: "Chromium", engine: .chromium, programs: ["chromium", "chromium-browser"],
      flatpak: "org.chromium.Chromium", snap: "chromium", profiles: ["chromium"],
      flagFile: "chromium-flags.conf"),
    Browser(
      name: "Chrome", engine: .chromium, programs: ["google-chrome", "google-chrome-stable"],
      flatpak: "com.google.Chrome", snap: nil, profiles: ["google-chrome"],
      flagFile: "chrome-flags.conf"),
    Browser(
      name: "Brave", engine: .chromium, programs: ["brave-browser", "brave"],
      flatpak: "com.brave.Browser", snap: "brave", profiles: ["BraveSoftware/Brave-Browser"],
      flagFile: "brave-flags.conf"),
    Browser(
      name: "Edge", engine: .chromium, programs: ["microsoft-edge", "microsoft-edge-stable"],
      flatpak: "com.microsoft.Edge", snap: nil, profiles: ["microsoft-edge"],
      flagFile: "edge-flags.conf"),
    Browser(
      name: "Vivaldi", engine: .chromium, programs: ["vivaldi", "vivaldi-stable"],
      flatpak: "com.vivaldi.Vivaldi", snap: "vivaldi", profiles: ["vivaldi"]),
    Browser(
      name: "Opera", engine: .chromium, programs: ["opera"], flatpak: "com.opera.Opera",
      snap: "opera", profiles: ["opera"]),
  ]
}

/// A browser in one of the ways in which it is installed.
struct InstalledBrowser {
  enum Packaging: Equatable {
    case native(program: String)
    /// A folder of Flatpak's with its metadata.
    case flatpak(folder: String)
    case snap
  }

  let browser: Browser
  let packaging: Packaging

  /// Name with packaging, for people.
  var label: String {
    switch packaging {
    case .native(let program):
      browser.name.lowercased() == program ? browser.name : "\(browser.name) (\(program))"
    case .flatpak: "\(browser.name) (Flatpak)"
    case .snap: "\(browser.name) (Snap)"
    }
  }

  /// The words that start it.
  var command: String {
    switch packaging {
    case .native(let program): program
    case .flatpak: "flatpak run \(browser.flatpak)"
    case .snap: browser.snap ?? ""
    }
  }

  /// All browsers of a machine.
  static func all(_ machine: ExaminedMachine) -> [InstalledBrowser] {
    Browser.all.flatMap { browser -> [InstalledBrowser] in
      var found: [Packaging] = []
      if let program = browser.programs.first(where: { isNative($0, machine) }) {
        found.append(.native(program: program))
      }
      let folders = [machine.dataFolder.map { $0 + "/flatpak" }, "/var/lib/flatpak"]
      if let folder = folders.compactMap(\.self).first(where: {
        machine.exists("\($0)/app/\(browser.flatpak)")
      }) {
        found.append(.flatpak(folder: folder))
      }
      if let snap = browser.snap, machine.exists("/snap/\(snap)/current") { found.append(.snap) }
      return found.map { InstalledBrowser(browser: browser, packaging: $0) }
    }
  }

  /// Tells whether a program is there and is no script that only starts a Snap, as Ubuntu has them.
  private static func isNative(_ name: String, _ machine: ExaminedMachine) -> Bool {
    guard let path = machine.program(name), !path.hasPrefix("/snap/"),
      let beginning = machine.bytes(path, upTo: 1 << 14).value
    else { return false }
    return !(beginning.starts(with: "#!".utf8) && beginning.holds("/snap/"))
  }
}

extension InstalledBrowser {
  /// Tells whether it sees video devices by itself: what is sandboxed must be given them.
  func seesDevices(_ machine: ExaminedMachine) -> Bool {
    switch packaging {
    case .native: return true
    case .flatpak(let folder):
      let overrides = [
        "\(folder)/overrides/global", "\(folder)/overrides/\(browser.flatpak)",
        machine.dataFolder.map { "\($0)/flatpak/overrides/global" },
        machine.dataFolder.map { "\($0)/flatpak/overrides/\(browser.flatpak)" },
      ].compactMap(\.self)
      let metadata = "\(folder)/app/\(browser.flatpak)/current/active/metadata"
      // Later files say more; `!all` takes it away (flatpak-metadata(5)).
      return ([metadata] + overrides).reduce(false) { given, path in
        let words = (machine.text(path, upTo: 1 << 20).value ?? "").split(separator: "\n")
          .filter { $0.hasPrefix("devices=") }
          .flatMap { $0.dropFirst(8).split(separator: ";") }
        if words.contains("!all") { return false }
        return given || words.contains("all")
      }
    case .snap:
      // The plug `camera`, once connected, is a rule for these nodes.
      return machine.holds(
        "/etc/udev/rules.d/70-snap.\(browser.snap ?? "").rules", "KERNEL==\"video[0-9]*\"")
    }
  }

  /// Tells whether it asks the portal for cameras of PipeWire's.
  func asksPipeWire(_ examination: Examination) -> Bool {
    switch browser.engine {
    case .chromium: asksAsChromium(examination.machine)
    case .firefox: asksAsFirefox(examination)
    }
  }

  /// The folders of profiles that are there, for this packaging.
  private func profileFolders(_ machine: ExaminedMachine) -> [String] {
    guard let home = machine.home else { return [] }
    let base: String
    switch (packaging, browser.engine) {
    case (.native, .chromium): base = machine.configurationFolder ?? home + "/.config"
    case (.native, .firefox): base = home
    case (.flatpak, .chromium): base = "\(home)/.var/app/\(browser.flatpak)/config"
    case (.flatpak, .firefox): base = "\(home)/.var/app/\(browser.flatpak)"
    case (.snap, .chromium): base = "\(home)/snap/\(browser.snap ?? "")/common"
    case (.snap, .firefox): base = "\(home)/snap/\(browser.snap ?? "")/common"
    }
    return browser.profiles.map { joined(base, $0) }
  }

  /// Chromium has a flag, off by default (Chromium 110 to 145): of the command line, or of
  /// chrome://flags, which it keeps in `Local State` with @1 for "Enabled".
  private func asksAsChromium(_ machine: ExaminedMachine) -> Bool {
    let folders = profileFolders(machine)
    if folders.contains(where: {
      machine.holds($0 + "/Local State", "\"enable-webrtc-pipewire-camera@1\"")
    }) {
      return true
    }
    var files =
      browser.flagFile.map { name in folders.map { joined(folderPart(of: $0), name) } } ?? []
    if case .native = packaging, browser.name == "Chromium" {
      // Debian's script reads these.
      files += (machine.names(in: "/etc/chromium.d").value ?? []).map { "/etc/chromium.d/\($0)" }
    }
    return files.contains { machine.holds($0, "WebRtcPipeWireCamera") }
  }

  static let firefoxPreference = "media.webrtc.camera.allow-pipewire"

  /// Firefox has a preference, since 116; distributions may set it, as Fedora does since 41.
  private func asksAsFirefox(_ examination: Examination) -> Bool {
    let machine = examination.machine
    let choices = profiles(machine).flatMap { profile in
      ["user.js", "prefs.js"].compactMap { preference(in: "\(profile)/\($0)", machine) }
    }
    if let choice = choices.first { return choice }
    guard case .native = packaging else { return false }
    let (id, version) = examination.packages.system
    if id == "fedora", let number = Int(version), number >= 41 { return true }
    let folders = ["/usr/lib64/firefox", "/usr/lib/firefox", "/usr/lib/firefox-esr"].flatMap {
      ["\($0)/browser/defaults/preferences", "\($0)/defaults/pref", "\($0)/defaults/preferences"]
    }
    return folders.contains { folder in
      (machine.names(in: folder).value ?? []).contains {
        preference(in: joined(folder, $0), machine) == true
      }
    }
  }

  /// The profiles of Firefox's kind: folders with preferences.
  func profiles(_ machine: ExaminedMachine) -> [String] {
    profileFolders(machine).flatMap { folder in
      (machine.names(in: folder).value ?? []).map { joined(folder, $0) }
        .filter { machine.exists($0 + "/prefs.js") }
    }
  }

  /// The value of the preference in a file of preferences; nil where it is not named.
  private func preference(in path: String, _ machine: ExaminedMachine) -> Bool? {
    guard let text = machine.text(path).value else { return nil }
    let line = text.split(separator: "\n").last { line in
      line.contains("\"\(Self.firefoxPreference)\"") && !line.hasPrefix("//")
    }
    return line.map { $0.contains("true") }
  }
}
