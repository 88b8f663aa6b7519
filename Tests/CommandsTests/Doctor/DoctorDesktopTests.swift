import Foundation
import SystemSupport
import Testing

@testable import Commands

/// Findings of `vbg doctor` on PipeWire, the portal and browsers.
@Suite struct DoctorDesktopTests {
  private let start = "systemctl --user enable --now pipewire.socket wireplumber.service"

  /// A machine with PipeWire alone.
  private func desktop() throws -> FakeMachine {
    let machine = FakeMachine()
    try machine.addPipeWire()
    return machine
  }

  @Test func `a daemon that answers`() throws {
    let machine = try desktop()
    #expect(
      machine.findings("PipeWire") == [.ok("PipeWire", "0.3.65 answers", provides: .output)])
    #expect(machine.findings("WirePlumber") == [.ok("WirePlumber", "runs")])
    #expect(machine.findings("portal") == [.ok("portal", "is there, and refuses nobody")])
  }

  @Test func `versions in the library's name`() {
    #expect(PipeWireState.version(fileName: "libpipewire-0.3.so.0.1402.0") == "1.4.2")
    #expect(PipeWireState.version(fileName: "libpipewire-0.3.so.0.365.0") == "0.3.65")
    #expect(PipeWireState.version(fileName: "libpipewire-0.3.so.0") == nil)
  }

  @Test func `no library, no daemon, a dead socket, no folder`() throws {
    let machine = try desktop()
    try machine.write("/etc/os-release", "ID=debian\n")
    try machine.abandonSocket("/run/user/1/pipewire-0")
    #expect(machine.findings("PipeWire").first?.text == "does not answer: nobody listens")
    try machine.remove("/run/user/1/pipewire-0")
    #expect(machine.findings("PipeWire").first?.command == "sudo apt install pipewire wireplumber")
    try machine.addProgram("pipewire")
    #expect(machine.findings("PipeWire") == [.wrong("PipeWire", "does not run", start)])
    try machine.write("/run/user/1/pipewire-0", "a file")
    #expect(machine.findings("PipeWire").first?.text.contains("is no socket") == true)
    try machine.makeUnreadable("/run/user/1/pipewire-0")
    #expect(machine.findings("PipeWire").first?.text.hasPrefix("does not answer: ") == true)
    machine.variables["XDG_RUNTIME_DIR"] = "relative"
    #expect(machine.findings("PipeWire").first?.text.contains("XDG_RUNTIME_DIR") == true)
    try machine.remove("/usr/lib64/libpipewire-0.3.so.0")
    #expect(machine.findings("PipeWire").first?.command == "sudo apt install pipewire")
    // Beside a virtual camera it matters less.
    try machine.addLoopbackModule()
    try machine.addLoopback(9)
    #expect(machine.findings("PipeWire").first?.level == .warning)
  }

  @Test func `a socket of another name`() throws {
    let machine = try desktop()
    try machine.remove("/run/user/1/pipewire-0")
    try machine.listen("/run/user/1/mine")
    machine.variables["PIPEWIRE_REMOTE"] = "mine"
    #expect(machine.findings("PipeWire").first?.level == .ok)
  }

  @Test func `the session manager`() throws {
    let machine = try desktop()
    try machine.addProcess(22, "xdg-desktop-portal", startTime: 400)
    #expect(
      machine.findings("WirePlumber").first?.text.hasPrefix("started before the portal") == true)
    #expect(
      machine.findings("WirePlumber").first?.command
        == "systemctl --user restart wireplumber.service")
    // Backends of the portal's have the same first letters.
    try machine.addProcess(22, "xdg-desktop-portal-gtk", startTime: 400)
    #expect(machine.findings("WirePlumber").first?.level == .ok)
    try machine.remove("/proc/21")
    #expect(machine.findings("WirePlumber").first?.text.hasPrefix("does not run") == true)
    try machine.addProcess(21, "pipewire-media-session", startTime: 1)
    #expect(machine.findings("WirePlumber").first?.text.contains("media-session") == true)
    try machine.remove("/proc")
    try machine.makeUnreadable("/proc")
    #expect(machine.findings("WirePlumber").first?.text.contains("/proc can't be read") == true)
  }

  @Test func `a process whose name has parentheses, or whose state is cut off`() throws {
    let machine = try desktop()
    try machine.write("/proc/21/stat", "21 (wire) plumber) S 0\n")
    #expect(machine.findings("WirePlumber").first?.level == .warning)
  }

  @Test func `the portal's parts`() throws {
    let machine = try desktop()
    try machine.write("/etc/os-release", "ID=debian\n")
    try machine.makeUnreadable("/usr/share/xdg-desktop-portal/portals/gtk.portal")
    #expect(machine.findings("portal").first?.command == "sudo apt install xdg-desktop-portal-gtk")
    try machine.remove("/usr/share/dbus-1/services/org.freedesktop.portal.Desktop.service")
    #expect(machine.findings("portal").first?.text.contains("is not installed") == true)
  }

  private let store = "/home/me/.local/share/flatpak/db/devices"

  @Test func `a refusal that the portal remembers`() throws {
    let machine = try desktop()
    try machine.write(
      store, permissionStore("camera", [("org.a.B", "no"), ("org.c.D", "yes"), ("", "no")]))
    let findings = machine.findings("portal")
    #expect(findings.map(\.level) == [.warning, .warning])
    #expect(findings.first?.text.contains("programs outside of Flatpak") == true)
    #expect(findings.last?.text == "remembers that org.a.B may not use cameras")
    #expect(findings.last?.command?.hasPrefix("gdbus call --session") == true)
    try machine.addProgram("busctl")
    #expect(findings.first?.command?.hasSuffix("devices camera ''") == true)
    try machine.addProgram("flatpak")
    #expect(
      machine.findings("portal").last?.command == "flatpak permission-remove devices camera org.a.B"
    )
  }

  @Test func `stores without cameras, of nonsense, or that can't be read`() throws {
    let machine = try desktop()
    try machine.write(store, permissionStore("microphone", [("org.a.B", "no")]))
    #expect(machine.findings("portal").first?.level == .ok)
    try machine.write(store, "nonsense")
    #expect(machine.findings("portal").first?.text.contains("is no permission store") == true)
    try machine.makeUnreadable(store)
    #expect(machine.findings("portal").first?.text.contains("can't be read") == true)
  }

  @Test func `any bytes are safe`() {
    let intact = permissionStore("camera", [("org.a.B", "no"), ("org.c.D", "yes")])
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      var bytes = intact
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 8..<bytes.count, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      if Bool.random() { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
      _ = PermissionStoreFile(bytes)?.permissions(of: "camera")
    }
  }

  @Test(.enabled(if: PermissionStoreProgram.isThere, PermissionStoreProgram.reason))
  func `what xdg-permission-store itself writes`() throws {
    let folder = ScratchFolder()
    try PermissionStoreProgram.run(
      in: folder,
      [
        ("camera", "org.mozilla.firefox", "no"), ("camera", "", "yes"),
        ("microphone", "org.x.Y", "no"),
      ])
    let file = try #require(PermissionStoreFile(try folder.read("flatpak/db/devices")))
    #expect(file.permissions(of: "camera") == ["org.mozilla.firefox": ["no"], "": ["yes"]])
    #expect(file.permissions(of: "microphone") == ["org.x.Y": ["no"]])
  }

  @Test func `Chromium and its flag`() throws {
    let machine = try desktop()
    try machine.addProgram("chromium")
    let finding = try #require(machine.findings("Chromium").first)
    #expect(finding.level == .warning)
    #expect(finding.command == "chromium --enable-features=WebRtcPipeWireCamera")
    let state = "/home/me/.config/chromium/Local State"
    try machine.write(state, #"{"x":["enable-webrtc-pipewire-camera@2"]}"#)
    #expect(machine.findings("Chromium").first?.level == .warning)
    try machine.write(state, #"{"x":["enable-webrtc-pipewire-camera@1"]}"#)
    #expect(machine.findings("Chromium").first?.level == .ok)
    try machine.makeUnreadable(state)
    #expect(machine.findings("Chromium").first?.level == .warning)
    try machine.write(
      "/home/me/.config/chromium-flags.conf", "--enable-features=WebRtcPipeWireCamera")
    #expect(machine.findings("Chromium").first?.level == .ok)
  }

  @Test func `a virtual camera needs no flag`() throws {
    let machine = try FakeMachine.healthy()
    try machine.addProgram("google-chrome")
    #expect(machine.findings("Chrome (google-chrome)").first?.text == "sees /dev/video9")
  }

  @Test func `Firefox and its preference`() throws {
    let machine = try desktop()
    try machine.addProgram("firefox-esr")
    let subject = "Firefox (firefox-esr)"
    #expect(machine.findings(subject).first?.command == "firefox-esr about:config")
    let profile = "/home/me/.mozilla/firefox/a b.default"
    try machine.write(profile + "/prefs.js", #"user_pref("x", true);"#)
    #expect(
      machine.findings(subject).first?.command
        == #"echo 'user_pref("media.webrtc.camera.allow-pipewire", true);' >>'/home/me/.mozilla/firefox/a b.default/user.js'"#
    )
    try machine.write(
      profile + "/user.js", #"user_pref("media.webrtc.camera.allow-pipewire", true);"#)
    #expect(machine.findings(subject).first?.level == .ok)
    try machine.makeUnreadable(profile + "/user.js")
    #expect(machine.findings(subject).first?.level == .warning)
  }

  @Test func `Fedora sets the preference, and profiles can take it back`() throws {
    let machine = try desktop()
    try machine.addProgram("firefox")
    try machine.write("/etc/os-release", "ID=fedora\nVERSION_ID=41\n")
    #expect(machine.findings("Firefox").first?.level == .ok)
    try machine.write(
      "/home/me/.mozilla/firefox/a/prefs.js",
      #"user_pref("media.webrtc.camera.allow-pipewire", false);"#)
    #expect(machine.findings("Firefox").first?.level == .warning)
  }

  @Test func `a browser that asks a PipeWire that is not there`() throws {
    let machine = try FakeMachine.healthy()
    try machine.addProgram("firefox")
    try machine.write(
      "/home/me/.mozilla/firefox/a/prefs.js",
      #"user_pref("media.webrtc.camera.allow-pipewire", true);"#)
    try machine.abandonSocket("/run/user/1/pipewire-0")
    #expect(machine.findings("Firefox").first?.command == start)
  }

  @Test func `Flatpak's permissions`() throws {
    let machine = try FakeMachine.healthy()
    try machine.abandonSocket("/run/user/1/pipewire-0")
    let folder = "/var/lib/flatpak/app/com.google.Chrome/current/active"
    try machine.write(folder + "/metadata", "[Context]\ndevices=dri;\n")
    #expect(
      machine.findings("Chrome (Flatpak)").first?.command
        == "flatpak override --user --device=all com.google.Chrome")
    let override = "/home/me/.local/share/flatpak/overrides/com.google.Chrome"
    try machine.write(override, "[Context]\ndevices=all;\n")
    #expect(machine.findings("Chrome (Flatpak)").first?.text == "sees /dev/video9")
    try machine.write(folder + "/metadata", "[Context]\ndevices=all;\n")
    try machine.write(override, "[Context]\ndevices=!all;\n")
    #expect(machine.findings("Chrome (Flatpak)").first?.level == .warning)
    try machine.makeUnreadable(folder + "/metadata")
    #expect(machine.findings("Chrome (Flatpak)").first?.level == .warning)
  }

  @Test func `Snaps, and scripts that only start one`() throws {
    let machine = try FakeMachine.healthy()
    try machine.abandonSocket("/run/user/1/pipewire-0")
    try machine.makeFolder("/snap/firefox/current")
    try machine.addProgram("firefox", "exec /snap/bin/firefox")
    #expect(machine.findings("Firefox").isEmpty)
    #expect(
      machine.findings("Firefox (Snap)").first?.command == "sudo snap connect firefox:camera")
    try machine.write(
      "/etc/udev/rules.d/70-snap.firefox.rules", #"KERNEL=="video[0-9]*", TAG+="snap_firefox""#)
    #expect(machine.findings("Firefox (Snap)").first?.text == "sees /dev/video9")
    try machine.makeUnreadable("/etc/udev/rules.d/70-snap.firefox.rules")
    #expect(machine.findings("Firefox (Snap)").first?.level == .warning)
  }

  @Test func `a camera that only PipeWire has, but none of our own`() throws {
    let machine = try desktop()
    func node(_ name: String) -> String {
      #"{"type":"PipeWire:Interface:Node","info":{"props":{"media.class":"Video/Source","media.role":"Camera","node.name":"\#(name)","node.description":"Built-in"}}}"#
    }
    try machine.addProgram("pw-dump", "echo '[{\"type\":\"x\",\"info\":[]},\(node("vbg.camera"))]'")
    #expect(machine.findings("cameras").first?.level == .wrong)
    try machine.addProgram("pw-dump", "echo '[\(node("vbg.camera")),\(node("libcamera.0"))]'")
    #expect(machine.findings("PipeWire camera").map(\.provides) == [.camera])
  }
}

/// xdg-permission-store, on a bus of its own.
private enum PermissionStoreProgram {
  static let path = "/usr/libexec/xdg-permission-store"
  static let isThere = [path, "/usr/bin/dbus-daemon", "/usr/bin/gdbus"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static let reason: Comment =
    "skipped: xdg-permission-store (Debian: xdg-desktop-portal), dbus-daemon or gdbus is missing"

  /// Stores permissions of things for applications below a folder.
  static func run(in folder: ScratchFolder, _ permissions: [(String, String, String)]) throws {
    let name = "org.freedesktop.impl.portal.PermissionStore"
    let calls = permissions.map { thing, application, permission in
      "gdbus call --session -d \(name) -o /org/freedesktop/impl/portal/PermissionStore "
        + "-m \(name).SetPermission devices true \(thing) '\(application)' \"['\(permission)']\""
    }
    // Children of a test may have SIGTERM blocked. The store writes a moment later.
    let script = """
      trap 'kill -9 $store $bus' EXIT
      export DBUS_SESSION_BUS_ADDRESS="unix:path=$PWD/bus" XDG_DATA_HOME="$PWD"
      dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" & bus=$!
      for i in $(seq 200); do [ -S bus ] && break; sleep .05; done
      \(path) & store=$!
      gdbus wait --session --timeout 20 \(name) || exit 1
      \(calls.joined(separator: " && ")) || exit 1
      for i in $(seq 200); do [ -s flatpak/db/devices ] && break; sleep .05; done
      sleep .5
      """
    let outcome = try Shell.run(script, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }
}

/// A file as xdg-permission-store writes it, after GLib's description of GVDB and GVariant: one thing, and
/// the permission of each application.
func permissionStore(_ thing: String, _ permissions: [(String, String)]) -> [UInt8] {
  func word(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  /// Parts of variable size behind each other, then the ends of all, or of all but the last.
  func container(_ parts: [[UInt8]], hasLastOffset: Bool) -> [UInt8] {
    var (bytes, ends) = ([UInt8](), [Int]())
    for part in parts {
      bytes += part
      ends.append(bytes.count)
    }
    return bytes + (hasLastOffset ? ends : ends.dropLast()).map(UInt8.init)
  }
  func text(_ words: String) -> [UInt8] { Array(words.utf8) + [0] }
  let entries = permissions.map { name, permission in
    container(
      [text(name), container([text(permission)], hasLastOffset: true)], hasLastOffset: false)
  }
  // The data is a variant of a byte.
  let data: [UInt8] = [0, 0] + Array("y".utf8)
  let tuple = container([data, container(entries, hasLastOffset: true)], hasLastOffset: false)
  let value = tuple + [0] + Array("(va{sas})".utf8)
  func item(name: (Int, Int), kind: String, value: Range<Int>) -> [UInt8] {
    word(0) + word(0xFFFF_FFFF) + word(name.0) + [UInt8(name.1), 0] + Array(kind.utf8) + [0]
      + word(value.lowerBound) + word(value.upperBound)
  }
  // Header, root table of one item without buckets, its name, main's table of one item, its name, value.
  let (root, main) = (24, 24 + 32 + 8)
  let name = main + 32
  let start = (name + thing.utf8.count + 7) & ~7
  var bytes = Array("GVariant".utf8) + word(0) + word(0) + word(root) + word(root + 32)
  bytes += word(0) + word(0) + item(name: (root + 32, 4), kind: "H", value: main..<main + 32)
  bytes += Array("main".utf8) + word(0)
  bytes +=
    word(0) + word(0)
    + item(name: (name, thing.utf8.count), kind: "v", value: start..<start + value.count)
  bytes += Array(thing.utf8)
  return bytes + Array(repeating: 0, count: start - bytes.count) + value
}
