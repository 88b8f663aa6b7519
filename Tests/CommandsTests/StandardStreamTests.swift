import Foundation
import Segmentation
import Testing

/// Standard output that is full, slow, left or shut.
@Suite struct StandardStreamTests {
  let folder = ScratchFolder()

  init() throws {
    try folder.write(encodePNG(gradient(width: 400, height: 300)), "a.png")
    try folder.write(Y4MFilm.moving(frameCount: 20, step: 3).bytes, "in.y4m")
  }

  static let commands = [
    "compose --model \"$MODEL\" $READING a.png -o - --none",
    "infer \"$MODEL\" $READING a.png --cutout - -o m.png",
    "video --model \"$MODEL\" $READING in.y4m -",
  ]

  /// Runs a command with a pipe that is read slowly, and whose ends don't wait.
  @Test(arguments: commands) func aPipeThatWouldNotWaitIsWaitedFor(_ command: String) throws {
    let words =
      [Program.vbg.path]
      + command.replacing("\"$MODEL\" $READING", with: TestModel.segmentationNetwork.path)
      .split(separator: " ").map(String.init)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { #expect(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
    let setPipeSize: Int32 = 1031
    #expect(fcntl(ends[1], setPipeSize, 4096) >= 0)
    #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardOutput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    close(ends[1])
    usleep(300_000)
    var got: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4000)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count <= 0 { break }
      got += buffer[..<count]
      usleep(200)
    }
    close(ends[0])
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let whole = try Shell.run("\"$VBG\" \(command) 2>/dev/null", in: folder)
    #expect(got.count > 5_000 && got == Array(whole.output))
  }

  @Test(arguments: commands) func aReaderThatLeavesEndsItQuietly(_ command: String) throws {
    // The status of SIGPIPE where it is not ignored, as for the system's programs. A server in the tests' own process
    // ignores it, and children inherit that.
    for (trap, start, code) in [
      ("", "env --default-signal=PIPE", 128 + SIGPIPE), ("trap '' PIPE; ", "", 1),
    ] {
      let outcome = try Shell.run(
        "\(trap){ sleep 0.3; \(start) \"$VBG\" \(command) 2>errors; echo $? >&3; } 3>code | true; "
          + "grep -v guessed errors; cat code", in: folder)
      #expect(outcome.text == "\(code)\n", "\(trap)\(outcome.text)")
    }
  }

  @Test(
    arguments: commands + [
      "models list", "models list --json", "--help", "compose --help", "--version",
    ])
  func aFullDiskIsSaidInOneLine(_ command: String) throws {
    let outcome = try Shell.run("\"$VBG\" \(command) 2>&1 >/dev/full | grep -v guessed", in: folder)
    #expect(outcome.lines.count == 1 && outcome.text.contains("o space left"), "\(outcome.text)")
    let code = try Shell.run("\"$VBG\" \(command) >/dev/full", in: folder)
    #expect(code.exitCode == 1)
  }

  /// No file gets its number, and our messages with it.
  @Test func streamsThatAreShut() throws {
    let outcome = try Shell.run(
      "\"$VBG\" compose --model \"$MODEL\" $READING a.png -o o.png >&- 2>errors; echo $?; "
        + "\"$VBG\" compose --model \"$MODEL\" $READING - -o o2.png <&- 2>>errors; echo $?; "
        + "\"$VBG\" compose --model \"$MODEL\" $READING a.png nope.png -o out/ 2>&-; echo $?",
      in: folder)
    #expect(outcome.text == "1\n1\nout/a.png\n1\n", "\(outcome.text)")
    #expect(try decodeImage(folder.read("o.png")).width == 400)
    #expect(try decodeImage(folder.read("out/a.png")).width == 400)
    #expect(
      try String(decoding: folder.read("errors"), as: UTF8.self).contains("Bad file descriptor"))
  }
}
