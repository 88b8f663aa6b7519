import Foundation
import Kernels
import SystemSupport
import Testing

@testable import Commands

/// Findings of `vbg doctor` on cameras, virtual cameras, the module and its settings.
@Suite struct DoctorDeviceTests {
  private let load = "sudo modprobe v4l2loopback video_nr=9 card_label=vbg exclusive_caps=1"

  @Test func `a healthy machine has nothing to mend but models`() throws {
    let findings = try FakeMachine.healthy().findings.filter { $0.level != .ok }
    #expect(findings.map(\.subject) == ["models", "modprobe.d", "ffmpeg"])
  }

  @Test func `the module's version and parameters`() throws {
    let finding = try #require(try FakeMachine.healthy().findings("v4l2loopback").first)
    #expect(finding.level == .ok)
    #expect(finding.text == "0.12.7 is loaded, video_nr=9,-1,-1,-1, exclusive_caps=Y,N,N,N")
  }

  @Test func `a module that is not loaded matters less beside PipeWire`() throws {
    let machine = FakeMachine()
    try machine.write("/proc/sys/kernel/osrelease", "6.1.0-x\n")
    try machine.write("/lib/modules/6.1.0-x/modules.dep", "updates/dkms/v4l2loopback.ko: a.ko\n")
    #expect(machine.findings("v4l2loopback") == [.wrong("v4l2loopback", "is not loaded", load)])
    try machine.addPipeWire()
    #expect(machine.findings("v4l2loopback") == [.warning("v4l2loopback", "is not loaded", load)])
  }

  @Test(arguments: [
    ("ID=debian\n", "sudo apt install v4l2loopback-dkms"),
    ("ID=ubuntu\nID_LIKE=debian\n", "sudo apt install v4l2loopback-dkms"),
    ("ID=fedora\nVERSION_ID=41\n", "sudo dnf install akmod-v4l2loopback"),
    (
      "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n",
      "sudo zypper install v4l2loopback-kmp-default"
    ),
    ("ID=manjaro\nID_LIKE=arch\n", "sudo pacman -S v4l2loopback-dkms"),
    ("ID=haiku\n", nil),
  ])
  func `a module that is not installed, by system`(system: String, command: String?) throws {
    let machine = FakeMachine()
    try machine.write("/proc/sys/kernel/osrelease", "6.1.0-x\n")
    try machine.write("/etc/os-release", system)
    #expect(
      machine.findings("v4l2loopback") == [.wrong("v4l2loopback", "is not installed", command)])
  }

  @Test func `a module that is not built for this kernel`() throws {
    let machine = FakeMachine()
    try machine.write("/etc/os-release", "ID=debian\n")
    try machine.write("/proc/sys/kernel/osrelease", "6.1.0-x\n")
    try machine.write("/lib/modules/6.1.0-x/modules.dep", "kernel/other.ko:\n")
    try machine.makeFolder("/usr/src/v4l2loopback-0.12.7")
    #expect(
      machine.findings("v4l2loopback").first?.command
        == "sudo apt install linux-headers-$(uname -r)")
    try machine.makeFolder("/lib/modules/6.1.0-x/build")
    #expect(machine.findings("v4l2loopback").first?.command == "sudo dkms autoinstall")
  }

  @Test func `a kernel that can't be asked`() throws {
    let machine = FakeMachine()
    try machine.makePipe("/proc/sys/kernel/osrelease")
    #expect(machine.findings("v4l2loopback").first?.text.contains("can't be read") == true)
    try machine.remove("/proc/sys/kernel/osrelease")
    try machine.write("/proc/sys/kernel/osrelease", "6.1.0-x\n")
    try machine.makeUnreadable("/lib/modules/6.1.0-x/modules.dep")
    #expect(
      machine.findings("v4l2loopback").first?.text.contains("modules.dep can't be read") == true)
  }

  private static let secureBoot =
    "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

  private func lockedMachine() throws -> FakeMachine {
    let machine = FakeMachine()
    try machine.write("/etc/os-release", "ID=debian\n")
    try machine.write("/proc/sys/kernel/osrelease", "6.1.0-x\n")
    try machine.write("/lib/modules/6.1.0-x/modules.dep", "updates/dkms/v4l2loopback.ko:\n")
    try machine.write("/lib/modules/6.1.0-x/updates/dkms/v4l2loopback.ko", "code")
    try machine.write(Self.secureBoot, [6, 0, 0, 0, 1])
    try machine.write("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n")
    return machine
  }

  @Test func `Secure Boot and a module without a signature`() throws {
    let machine = try lockedMachine()
    let finding = try #require(machine.findings("v4l2loopback").first)
    #expect(finding.text == "is not signed, and Secure Boot demands it")
    #expect(finding.command == "sudo apt install --reinstall v4l2loopback-dkms")
  }

  @Test func `Secure Boot and a key that is not enrolled`() throws {
    let machine = try lockedMachine()
    try machine.write(
      "/lib/modules/6.1.0-x/updates/dkms/v4l2loopback.ko", "code~Module signature appended~\n")
    try machine.write("/var/lib/dkms/mok.pub")
    let finding = try #require(machine.findings("v4l2loopback").first)
    #expect(finding.text.contains("Secure Boot demands that its key is enrolled"))
    #expect(finding.command == "sudo mokutil --import /var/lib/dkms/mok.pub")
  }

  @Test func `no demand for signatures`() throws {
    let machine = try lockedMachine()
    try machine.write("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n")
    #expect(machine.findings("v4l2loopback").first?.command == load)
    // The variable is broken and the kernel says nothing: nothing is known to demand it.
    try machine.makeUnreadable("/sys/kernel/security/lockdown")
    try machine.write(Self.secureBoot, [6])
    #expect(machine.findings("v4l2loopback").first?.command == load)
    try machine.write(Self.secureBoot, [6, 0, 0, 0, 1])
    #expect(machine.findings("v4l2loopback").first?.text.contains("Secure Boot") == true)
    try machine.remove(Self.secureBoot)
    try machine.write("/sys/module/module/parameters/sig_enforce", "Y\n")
    #expect(machine.findings("v4l2loopback").first?.text.contains("sig_enforce") == true)
  }

  @Test func `exclusive_caps of each device, by its place in the lists`() throws {
    let machine = FakeMachine()
    try machine.addLoopbackModule(exclusive: "Y,N,N", numbers: "9,-1,-1")
    for number in [2, 9] { try machine.addLoopback(number) }
    #expect(machine.findings("/dev/video9").first?.level == .ok)
    let finding = try #require(machine.findings("/dev/video2").first)
    #expect(finding.level == .warning)
    #expect(finding.text.contains("exclusive_caps is off"))
    #expect(
      finding.command
        == "sudo modprobe -r v4l2loopback && sudo modprobe v4l2loopback video_nr=2 card_label=vbg "
        + "exclusive_caps=1")
    try machine.makeUnreadable("/sys/module/v4l2loopback/parameters/exclusive_caps")
    #expect(machine.findings("/dev/video9").first?.text.contains("can't be read") == true)
  }

  @Test func `a label is one word of the shell's`() throws {
    let machine = FakeMachine()
    try machine.addLoopbackModule(exclusive: "N", numbers: "4")
    try machine.addLoopback(4)
    try machine.write("/sys/class/video4linux/video4/name", "it's; rm -rf /\n")
    let command = try #require(machine.findings("/dev/video4").first?.command)
    #expect(command.contains(#"'card_label=it'\''s; rm -rf /'"#))
  }

  @Test func `a module without devices, and a device without a node`() throws {
    let machine = FakeMachine()
    try machine.addLoopbackModule()
    #expect(machine.findings("v4l2loopback").last?.text == "is loaded, but has no device")
    try machine.addLoopback(9)
    try machine.remove("/dev/video9")
    #expect(machine.findings("/dev/video9").first?.text.contains("there is no such file") == true)
  }

  @Test func permissions() throws {
    let machine = try FakeMachine.healthy()
    machine.refused = ["/dev/video0", "/dev/video9"]
    // Nodes of the tests' own group, or of root's, to which nobody is sent.
    for path in ["/dev/video0", "/dev/video9"] { chown(machine.root + path, geteuid(), 4242) }
    let isChanged = fileStatus(machine.root + "/dev/video0")?.st_gid == 4242
    let group = fileStatus(machine.root + "/dev/video0")?.st_gid ?? 0
    if isChanged {
      try machine.write("/etc/group", "root:x:0:\nvideo:x:\(group):you\n")
      let finding = try #require(machine.findings("/dev/video0").first)
      #expect(finding.level == .wrong)
      #expect(finding.command == "sudo usermod -aG video me")
      try machine.write("/etc/group", "video:x:\(group):you,me\n")
      #expect(machine.findings("/dev/video9").first?.command == "newgrp video")
      machine.groups.append(group)
      #expect(machine.findings("/dev/video9").first?.command == "sudo chmod g+rw /dev/video9")
    }
    try machine.makeUnreadable("/etc/group")
    #expect(machine.findings("/dev/video0").first?.command == "sudo setfacl -m u:me:rw /dev/video0")
    #expect(!DoctorReport(machine.findings).missing.isEmpty)
  }

  @Test func `cameras: none, nodes of metadata, an unreadable list`() throws {
    let machine = FakeMachine()
    #expect(machine.findings("cameras") == [.wrong("cameras", "none is plugged in")])
    try machine.addCamera(1, udev: ":")
    #expect(machine.findings("cameras").first?.text == "none is plugged in")
    try machine.addCamera(0, udev: nil)
    #expect(machine.findings("/dev/video0") == [.ok("/dev/video0", "Webcam", provides: .camera)])
    try machine.remove("/sys/class/video4linux")
    try machine.makeUnreadable("/sys/class/video4linux")
    #expect(machine.findings("cameras").first?.text.contains("can't be read") == true)
  }

  @Test func `a device that udev or PipeWire take for an output`() throws {
    let machine = try FakeMachine.healthy()
    try machine.addLoopback(9, udev: ":video_output:")
    let finding = try #require(machine.findings("/dev/video9").first)
    #expect(finding.level == .warning)
    #expect(finding.text.contains("udev takes it"))
    #expect(
      finding.command
        == "sudo udevadm trigger /dev/video9 && systemctl --user restart wireplumber")
    #expect(DoctorReport(machine.findings).missing == [.model])
    try machine.addLoopback(9)
    try machine.addProgram(
      "pw-dump",
      #"echo '[{"type":"PipeWire:Interface:Node","info":{"props":{"media.class":"Video/Sink","api.v4l2.path":"/dev/video9","object.id":5}}}]'"#
    )
    #expect(machine.findings("/dev/video9").first?.text.contains("PipeWire takes it") == true)
    // A dump that is none says nothing.
    try machine.addProgram("pw-dump", "echo nonsense; exit 1")
    #expect(machine.findings("/dev/video9").first?.level == .ok)
  }

  @Test func `files of settings that contradict each other`() throws {
    let machine = FakeMachine()
    try machine.write(
      "/etc/modprobe.d/obs.conf", "options v4l2loopback exclusive_caps=1 video_nr=9\n")
    try machine.write(
      "/usr/lib/modprobe.d/zoom.conf", "# x\noptions v4l2loopback \\\n exclusive_caps=0\n")
    let finding = try #require(machine.findings("modprobe.d").first)
    #expect(
      finding.text
        == "contradicts itself: exclusive_caps=1 (/etc/modprobe.d/obs.conf), "
        + "exclusive_caps=0 (/usr/lib/modprobe.d/zoom.conf)")
    let command = try #require(finding.command)
    #expect(command.hasSuffix(" /usr/lib/modprobe.d/zoom.conf"))
    // The command does what it says.
    let script = command.replacing("sudo ", with: "")
      .replacing("/usr/lib/modprobe.d", with: machine.root + "/usr/lib/modprobe.d")
    try machine.write(
      "/usr/lib/modprobe.d/zoom.conf", "# x\noptions v4l2loopback exclusive_caps=0\n")
    #expect(try Shell.run(script, in: ScratchFolder()).exitCode == 0)
    #expect(machine.findings("modprobe.d").first?.level == .ok)
  }

  @Test func `a file hides another of its name, and other modules' options don't count`() throws {
    let machine = FakeMachine()
    try machine.write("/etc/modprobe.d/a.conf", "options v4l2loopback exclusive_caps=1\n")
    try machine.write("/usr/lib/modprobe.d/a.conf", "options v4l2loopback exclusive_caps=0\n")
    try machine.write("/usr/lib/modprobe.d/b.conf", "options v4l2loopback_dc exclusive_caps=0\n")
    #expect(machine.findings("modprobe.d") == [.ok("modprobe.d", "exclusive_caps=1")])
  }

  @Test func `settings that keep the module away, or leave exclusive_caps off`() throws {
    let machine = FakeMachine()
    try machine.write("/etc/modprobe.d/a.conf", "blacklist v4l2loopback\n")
    try machine.write("/etc/modprobe.d/b.conf", "install v4l2loopback /bin/false\n")
    let findings = machine.findings("modprobe.d")
    #expect(findings.count == 2)
    #expect(
      findings.last?.text
        == "/etc/modprobe.d/b.conf: runs /bin/false instead of loading v4l2loopback")
    for path in ["a", "b"] { try machine.remove("/etc/modprobe.d/\(path).conf") }
    try machine.write("/etc/modprobe.d/c.conf", "options v4l2loopback devices=2\n")
    #expect(
      machine.findings("modprobe.d").first?.text.contains("leaves exclusive_caps off") == true)
    try machine.makeUnreadable("/etc/modprobe.d/c.conf")
    #expect(machine.findings("modprobe.d").first?.text.contains("can't be read") == true)
  }

  @Test func `a module that nothing loads at the next start`() throws {
    let machine = try FakeMachine.healthy()
    #expect(
      machine.findings("modprobe.d").first?.text == "v4l2loopback is gone after the next start")
    try machine.write("/etc/modules", "# x\nv4l2loopback\n")
    #expect(machine.findings("modprobe.d").isEmpty)
  }
}
