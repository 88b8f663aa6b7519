import Foundation
import Glibc
import Testing

@testable import Commands

/// The line that tells how far a film is.
@Suite struct FilmProgressTests {
  private static func line(_ steps: Int, of frameCount: Int?, after elapsed: Duration) -> String {
    var progress = FilmProgress(frameCount: frameCount, isQuiet: true)
    for _ in 0..<steps { progress.step() }
    return progress.line(after: elapsed)
  }

  @Test func rateAndTimeLeft() {
    #expect(
      Self.line(120, of: 760, after: .milliseconds(1960))
        == "120/760 frames, 61.2 a second, 0:10 left")
    #expect(
      Self.line(1, of: 100, after: .seconds(8)) == "1/100 frames, 0.1 a second, 13:12 left")
    #expect(Self.line(40, of: 40, after: .seconds(1)) == "40/40 frames, 40.0 a second, 0:00 left")
    #expect(
      Self.line(3, of: 30_003, after: .seconds(1)) == "3/30003 frames, 3.0 a second, 166:40 left")
  }

  /// Films need not tell their length, or have more frames than they tell.
  @Test func lengthsThatAreNotKnown() {
    #expect(Self.line(50, of: nil, after: .seconds(2)) == "50 frames, 25.0 a second")
    #expect(Self.line(50, of: 49, after: .seconds(2)) == "50 frames, 25.0 a second")
  }

  /// A film that ffmpeg encodes no faster than it is shown, most of it more than pipes hold.
  @Test(.enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason))
  func aTerminalShowsIt() throws {
    let files = FilmFiles()
    try files.make("in.mkv", "-f lavfi -i testsrc2=s=320x240:r=25:d=1.6 -c:v ffv1")
    let shown = try Self.onTerminal(
      ["in.mkv", "out.mkv", "--none", "--mirror", "--ffmpeg-args", "-vf realtime"], in: files)
    let lines = shown.matches(
      of: /\r\u{1b}\[K(\d+)\/40 frames, (\d+\.\d) a second, (\d+):(\d\d) left/)
    #expect(!lines.isEmpty, "\(shown)")
    let counts = lines.compactMap { Int($0.output.1) }
    #expect(counts.allSatisfy { (1...40).contains($0) } && counts == counts.sorted())
    #expect(lines.allSatisfy { Double($0.output.2) ?? 0 > 0 })
    // Nothing of it stays.
    #expect(shown.hasSuffix(Self.clearing), "\(shown)")
  }

  /// Runs `vbg video` with a terminal as standard error; what it shows there.
  private static func onTerminal(_ arguments: [String], in files: FilmFiles) throws -> String {
    var (terminal, program) = (Int32(-1), Int32(-1))
    try #require(openpty(&terminal, &program, nil, nil, nil) == 0)
    defer { close(terminal) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.vbg.path)
    process.arguments = ["video"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: files.folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: program, closeOnDealloc: true)
    try process.run()
    // What was written may arrive after the program's end, and the terminal's end may be open in a child of
    // another test.
    _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
    var shown = ""
    var bytes = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<6000 where process.isRunning || !shown.hasSuffix(clearing) {
      let count = read(terminal, &bytes, bytes.count)
      shown += String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
      usleep(10_000)
    }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return shown
  }

  /// To the line's begin, and what follows away.
  private static let clearing = "\r\u{1b}[K"
}
