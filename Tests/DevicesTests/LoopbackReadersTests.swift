import CVideo4Linux
import Foundation
import Synchronization
import SystemSupport
import Testing

@testable import Devices

/// Knowledge of who reads a device of v4l2loopback's.
@Suite struct LoopbackReadersTests {
  let kernel = ScriptedKernel()
  let device = ScriptedDevice()
  let output: VideoLoopback

  /// The event's numbers: that of version 0.13 and later, as a literal of its header, and the one before.
  static let events: [UInt32] = [0x10E0_0001, 0x0800_0000]

  init() {
    device.name = "vbg"
    device.driver = "v4l2 loopback"
    device.capabilities = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING
    device.bufferCount = 2
    device.bufferByteCount = 64 * 48 * 2
    kernel.devices["/dev/video9"] = device
    output = VideoLoopback("/dev/video9", kernel)
  }

  private func open() throws {
    _ = try output.open(OutputMode(width: 64, height: 48, framesPerSecond: 30))
  }

  @Test(arguments: events) func theModuleTells(event: UInt32) throws {
    device.usageEvent = event
    kernel.tellsOpenings = true
    let told = Atomic<Int>(0)
    output.onReadershipChange { told.add(1, ordering: .relaxed) }
    try open()
    #expect(device.subscription?.flags == 1, "the state at the start is asked for")
    #expect(try output.readership() == .unknown)
    device.usages = [(event, 0)]
    #expect(try output.readership() == .nobody)
    device.usages = [(V4L2_EVENT_EOS.magnitude, 0), (event, 1)]
    #expect(try output.readership() == .somebody)
    #expect(try output.readership() == .somebody, "until the next event")
    // The last of several counts.
    device.usages = [(event, 1), (event, 0)]
    #expect(try output.readership() == .nobody)
    let watch = try #require(kernel.watches.first)
    #expect(kernel.watches.count == 1 && watch.events == Int16(POLLPRI))
    watch.tell()
    #expect(told.load(ordering: .relaxed) == 1)
    #expect(kernel.lookCount == 0, "nobody's /proc is looked into")
    output.close()
    #expect(kernel.watches.isEmpty)
    #expect(throws: DeviceError.self) { try output.readership() }
  }

  @Test func elseProcIsLookedInto() throws {
    kernel.tellsOpenings = true
    kernel.isOpenElsewhere = true
    try open()
    #expect(kernel.watches.first?.events == Int16(POLLIN))
    #expect(try output.readership() == .somebody, "who was there before")
    #expect(try output.readership() == .somebody)
    #expect(kernel.lookCount == 1, "not again until something was opened or closed")
    kernel.hasOpening = true
    kernel.isOpenElsewhere = false
    #expect(try output.readership() == .somebody)
    kernel.pass(.milliseconds(299))
    #expect(try output.readership() == .somebody && kernel.lookCount == 1)
    kernel.pass(.milliseconds(1))
    #expect(try output.readership() == .nobody && kernel.lookCount == 2)
    output.close()
    #expect(kernel.watches.isEmpty)
  }

  @Test func whereNothingTells() throws {
    try open()
    #expect(try output.readership() == .unknown)
    #expect(kernel.watches.isEmpty && output.takesFramesUnread)
  }

  /// The real kernel: a file that a child opens and closes.
  @Test(.timeLimit(.minutes(1))) func openingsAreTold() throws {
    let path =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
      + "/vbg-openings-\(UUID().uuidString)"
    try Data("one".utf8).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    let openings = try #require(watchOpenings(of: path))
    defer { close(openings) }
    #expect(!takeOpenings(openings) && !isOpenElsewhere(path))
    let told = Monitor(0)
    let watch = try DescriptorThread(openings, for: Int16(POLLIN)) { told.change { $0 += 1 } }
    let reader = Process()
    reader.executableURL = URL(fileURLWithPath: "/bin/sh")
    reader.arguments = ["-c", "exec 5<\(path); exec sleep 60"]
    try reader.run()
    told.wait(milliseconds: 10_000) { $0 > 0 }
    #expect(told.read { $0 } > 0)
    for _ in 0..<500 where !isOpenElsewhere(path) { usleep(10_000) }
    #expect(isOpenElsewhere(path) && takeOpenings(openings))
    kill(reader.processIdentifier, SIGKILL)
    reader.waitUntilExit()
    #expect(!isOpenElsewhere(path))
    for _ in 0..<500 where !takeOpenings(openings) { usleep(10_000) }
    watch.end()
    let count = told.read { $0 }
    try Data("two".utf8).write(to: URL(fileURLWithPath: path))
    usleep(100_000)
    #expect(told.read { $0 } == count, "nobody is told after the end")
    #expect(watchOpenings(of: path + "/none") == nil)
  }
}
