import Foundation
import Testing

/// Virtual cameras of PipeWire's as other programs see them.
@Suite(
  .serialized,
  .enabled(if: PipeWireDaemon.isThere, PipeWireDaemon.reason)
)
struct PipeWireOutputTests {
  private let daemon: PipeWireDaemon
  private let lab: String
  private static let size = (width: 320, height: 240)

  init() throws {
    daemon = try PipeWireDaemon()
    lab = (Program.vbg.path as NSString).deletingLastPathComponent + "/vbg-pipewire-lab"
  }

  private func sender(_ name: String = "test") throws -> Background {
    let sender = try daemon.run([lab, "send", name, "320", "240", "30"])
    try daemon.wait(forNode: "vbg.\(name)")
    return sender
  }

  private func consumer(_ count: Int, _ kind: String = "read", of name: String = "vbg.test") throws
    -> Background
  {
    try daemon.run([try ConsumerProgram.path.get(), name, "\(count)", kind])
  }

  private func expectSound(_ lines: [Substring], count: Int) {
    let frames = lines.filter { !$0.hasPrefix("format") }
    #expect(lines.contains("format 320x240 30/1"))
    #expect(frames.count == count && frames.allSatisfy { $0.hasSuffix(" ok") }, "\(frames)")
    let numbers = frames.compactMap { Int($0.prefix { $0 != " " }) }
    #expect(numbers == numbers.sorted() && Set(numbers).count == count)
  }

  /// Two programs at once, one of them GStreamer; every byte of every frame.
  @Test(.timeLimit(.minutes(2))) func framesAreExactForAll() throws {
    let sender = try sender()
    let nodes = try daemon.list("Node")
    for property in ["node.description = \"vbg\"", "media.class = \"Video/Source\""] {
      #expect(nodes.contains(property))
    }
    let one = try consumer(60)
    try one.wait(for: "frames") { $0.count > 5 }
    let file = daemon.folder.path + "/frames"
    let other = try daemon.run([
      "gst-launch-1.0", "-q", "pipewiresrc", "target-object=vbg.test", "num-buffers=30", "!",
      "video/x-raw,format=YUY2,width=320,height=240", "!", "filesink", "location=\(file)",
    ])
    one.waitForEnd()
    other.waitForEnd()
    expectSound(one.lines, count: 60)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    let frameSize = Self.size.width * Self.size.height * 2
    #expect(bytes.count == 30 * frameSize)
    for start in stride(from: 0, to: bytes.count, by: frameSize) {
      let number = Int(bytes[start]) + Int(bytes[start + 1]) << 8
      let isExact = (8..<frameSize).allSatisfy { index in
        bytes[start + index]
          == UInt8(truncatingIfNeeded: index * 7 + (index >> 8) * 13 + number * 37)
      }
      #expect(isExact, "frame \(number)")
    }
    try sender.wait(for: "no reader") { $0.last == "nobody" }
    #expect(sender.lines == ["nobody", "somebody", "nobody"])
  }

  @Test(.timeLimit(.minutes(2))) func aKilledReaderIsNoticed() throws {
    let sender = try sender()
    let victim = try consumer(10_000)
    try victim.wait(for: "frames") { $0.count > 5 }
    victim.kill()
    try sender.wait(for: "no reader") { $0.last == "nobody" }
    let next = try consumer(10)
    next.waitForEnd()
    expectSound(next.lines, count: 10)
  }

  /// One who keeps all memory slows nobody but other readers, and these only while it is there.
  @Test(.timeLimit(.minutes(2))) func aReaderWhoHoardsIsNotWaitedFor() throws {
    let sender = try sender()
    let hoarder = try consumer(10_000, "hoard")
    try hoarder.wait(for: "frames") { $0.count > 2 }
    usleep(500_000)
    let count = hoarder.lines.count
    usleep(300_000)
    #expect(hoarder.lines.count == count, "holds all memory")
    #expect(sender.process.isRunning && !sender.output.contains("slow"), "\(sender.lines)")
    hoarder.kill()
    let next = try consumer(10)
    next.waitForEnd()
    expectSound(next.lines, count: 10)
    #expect(!sender.output.contains("slow"), "\(sender.lines)")
  }

  @Test(.timeLimit(.minutes(2))) func theSessionManagerMayComeAndGo() throws {
    let sender = try sender()
    daemon.killManager()
    try daemon.startManager()
    let reader = try consumer(10)
    reader.waitForEnd()
    expectSound(reader.lines, count: 10)
    #expect(!sender.output.contains("lost"))
  }

  @Test(.timeLimit(.minutes(2))) func aDaemonThatEndsIsNoticed() throws {
    let sender = try sender()
    daemon.killDaemon()
    try sender.wait(for: "the loss") { $0.contains("lost") }
  }

  /// A camera that another program offers, byte for byte.
  @Test(.timeLimit(.minutes(2))) func camerasAreRead() throws {
    let caps = "video/x-raw,format=YUY2,width=320,height=240,framerate=30/1"
    let file = daemon.folder.path + "/frame"
    let reference = try daemon.run([
      "gst-launch-1.0", "-q", "videotestsrc", "pattern=gradient", "num-buffers=1", "!", caps, "!",
      "filesink",
      "location=\(file)",
    ])
    reference.waitForEnd()
    let camera = try daemon.run([
      "gst-launch-1.0", "-q", "videotestsrc", "pattern=gradient", "is-live=true", "!", caps, "!",
      "pipewiresink",
      "mode=provide",
      "stream-properties=p,media.class=Video/Source,media.role=Camera,node.name=fake.camera",
    ])
    try daemon.wait(forNode: "fake.camera")
    let reader = try daemon.run([lab, "read", "fake.camera", "5"])
    reader.waitForEnd()
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in try Data(contentsOf: URL(fileURLWithPath: file)) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    #expect(reader.lines.first?.hasPrefix("320x240 30.0 pixels") == true, "\(reader.lines)")
    let hashes = reader.lines.dropFirst().map { String($0) }
    #expect(hashes == Array(repeating: String(hash, radix: 16), count: 5))
    let errors = try daemon.run([lab, "read", "nope", "1"])
    errors.waitForEnd()
    #expect(errors.output.contains("expected a camera 'nope' of PipeWire's, found 'fake.camera'"))
    camera.kill()
  }

  @Test(.timeLimit(.minutes(2))) func ownNodesAreNoCameras() throws {
    let sender = try sender()
    defer { sender.kill() }
    let reader = try daemon.run([lab, "read", "vbg.test", "1"])
    reader.waitForEnd()
    #expect(
      reader.output == "error expected a camera, found vbg's own virtual camera 'vbg.test'\n")
    for words in [["live", "--camera", "pipewire", "--output", "pipewire"]] {
      let outcome = try Program.vbg.run(
        words + ["--model", TestModel.segmentationNetwork.path] + TestModel.reading,
        in: daemon.folder, environment: daemon.environment.mapValues { $0 })
      #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
      #expect(outcome.errors.contains("expected a camera of PipeWire's, found none"))
    }
  }
}

/// A reader that was made without any code of vbg's, compiled once.
enum ConsumerProgram {
  private nonisolated(unsafe) static let folder = ScratchFolder()
  static let path = Result<String, any Error> {
    chmod(folder.path, 0o755)
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    let flags = ["-I/usr/include/pipewire-0.3", "-I/usr/include/spa-0.2", "-lpipewire-0.3"]
    let compiler = try Background(
      ["cc", "-O1", "-o", folder.path + "/consumer", source + "/Consumer/consumer.c"] + flags, [:])
    compiler.waitForEnd()
    return folder.path + "/consumer"
  }
}
