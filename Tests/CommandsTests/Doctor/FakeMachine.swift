import Foundation
import Kernels
import SystemSupport

@testable import Commands

/// A machine of files below a folder, for `vbg doctor`.
final class FakeMachine {
  let folder = ScratchFolder()
  var variables = ["HOME": "/home/me", "XDG_RUNTIME_DIR": "/run/user/1", "PATH": "/usr/bin"]
  var groups: [UInt32] = [1000]
  var instructionSets: [InstructionSet] = [.baseline, .avx2]
  /// Paths that the user may not open.
  var refused: Set<String> = []
  private var listeners: [Int32] = []

  deinit { for number in listeners { close(number) } }

  /// A machine on which all is well: a camera, a virtual camera, PipeWire, and nothing else.
  static func healthy() throws -> FakeMachine {
    let machine = FakeMachine()
    try machine.addCamera(0)
    try machine.addLoopbackModule()
    try machine.addLoopback(9)
    try machine.addPipeWire()
    return machine
  }

  var root: String { folder.path }

  func write(_ path: String, _ text: String = "") throws { try write(path, Array(text.utf8)) }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    try makeParent(path)
    try Data(bytes).write(to: URL(fileURLWithPath: root + path))
  }

  func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: root + path, withIntermediateDirectories: true)
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: root + path) }

  /// A link to itself: whoever opens it, root included, gets an error.
  func makeUnreadable(_ path: String) throws {
    try makeParent(path)
    try? remove(path)
    let name = (path as NSString).lastPathComponent
    try FileManager.default.createSymbolicLink(atPath: root + path, withDestinationPath: name)
  }

  func makePipe(_ path: String) throws {
    try makeParent(path)
    try? remove(path)
    mkfifo(root + path, 0o600)
  }

  func addProgram(_ name: String, _ script: String = "exit 0") throws {
    try write("/usr/bin/\(name)", "#!/bin/sh\n\(script)\n")
    chmod(root + "/usr/bin/\(name)", 0o755)
  }

  private func makeParent(_ path: String) throws {
    try makeFolder((path as NSString).deletingLastPathComponent)
  }

  func addCamera(_ number: Int, udev: String? = ":capture:") throws {
    try addNode(number, "Webcam", udev: udev)
  }

  func addLoopback(_ number: Int, udev: String? = ":capture:video_output:") throws {
    try addNode(number, "vbg", udev: udev)
    try write("/sys/class/video4linux/video\(number)/max_openers", "10\n")
  }

  private func addNode(_ number: Int, _ name: String, udev: String?) throws {
    let folder = "/sys/class/video4linux/video\(number)"
    try write(folder + "/name", name + "\n")
    try write(folder + "/index", "0\n")
    try write(folder + "/dev", "81:\(number)\n")
    try write("/dev/video\(number)")
    if let udev {
      try write("/run/udev/data/c81:\(number)", "I:1\nE:ID_V4L_CAPABILITIES=\(udev)\n")
    }
  }

  func addLoopbackModule(exclusive: String = "Y,N,N,N", numbers: String = "9,-1,-1,-1") throws {
    try write("/sys/module/v4l2loopback/version", "0.12.7\n")
    try write("/sys/module/v4l2loopback/parameters/exclusive_caps", exclusive + "\n")
    try write("/sys/module/v4l2loopback/parameters/video_nr", numbers + "\n")
  }

  /// Library, daemon, session manager and portal, in an order that works.
  func addPipeWire() throws {
    try write("/usr/lib64/libpipewire-0.3.so.0.365.0")
    try FileManager.default.createSymbolicLink(
      atPath: root + "/usr/lib64/libpipewire-0.3.so.0",
      withDestinationPath: "libpipewire-0.3.so.0.365.0")
    try listen("/run/user/1/pipewire-0")
    try addProcess(20, "pipewire", startTime: 100)
    try addProcess(21, "wireplumber", startTime: 300)
    try addProcess(22, "xdg-desktop-portal", startTime: 200)
    try write("/usr/share/dbus-1/services/org.freedesktop.portal.Desktop.service")
    try write(
      "/usr/share/xdg-desktop-portal/portals/gtk.portal",
      "[portal]\nInterfaces=org.freedesktop.impl.portal.Access;\n")
  }

  func addProcess(_ number: Int, _ name: String, startTime: Int) throws {
    let zeros = Array(repeating: "0", count: 18).joined(separator: " ")
    try write("/proc/\(number)/comm", name.prefix(15) + "\n")
    try write(
      "/proc/\(number)/stat", "\(number) (\(name.prefix(15))) S \(zeros) \(startTime) 0 0\n")
    try write("/proc/\(number)/cmdline", "/usr/libexec/\(name)\0--x\0")
  }

  /// A socket on which somebody listens, until this machine goes.
  func listen(_ path: String) throws { listeners.append(try makeSocket(path)) }

  /// A socket that its listener left.
  func abandonSocket(_ path: String) throws { close(try makeSocket(path)) }

  private func makeSocket(_ path: String) throws -> Int32 {
    try makeParent(path)
    try? remove(path)
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array((root + path).utf8)) }
    let outcome = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard outcome == 0, Glibc.listen(number, 1) == 0 else { throw SystemError(number: errno) }
    return number
  }

  var machine: ExaminedMachine {
    let (variables, refused, root) = (variables, refused, root)
    return ExaminedMachine(
      root: root, user: ExaminedMachine.User(id: geteuid(), name: "me", groups: groups),
      instructionSets: instructionSets, variables: { variables[$0] },
      mayUse: { path in fileExists(path) && !refused.contains(String(path.dropFirst(root.count))) })
  }

  var findings: [Finding] { examine(machine, within: .seconds(60)) }

  /// The findings about a thing.
  func findings(_ subject: String) -> [Finding] { findings.filter { $0.subject == subject } }
}
