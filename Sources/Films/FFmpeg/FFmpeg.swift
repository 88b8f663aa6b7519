import Glibc

/// The programs ffmpeg and ffprobe of this machine.
public struct FFmpeg: Sendable {
  let ffmpeg: String
  let ffprobe: String

  /// The option that keeps every frame's time: `-fps_mode` since 5.1, `-vsync` before.
  let frameTimesOption: String

  /// Whether the filter `setts` sets durations of packets: since 5.1.
  let setsDurations: Bool

  /// Names of the encoders that this ffmpeg has.
  let encoders: Set<Substring>
  /// Names of its filters.
  let filters: Set<Substring>
  /// A stop from outside that ends these programs too; nil for none.
  let stop: ChildStop?

  /// Looks the programs up and asks ffmpeg what it can do (three short runs of it).
  ///
  /// - Parameters:
  ///   - searchPath: folders, with colons between them; `PATH` unless given.
  ///   - stop: ends all runs of the programs, those of films that are opened by them too.
  /// - Throws: `FilmError.missingProgram`, or what went wrong when it was asked.
  public init(searchPath: String? = nil, stop: ChildStop? = nil) throws(FilmError) {
    self.stop = stop
    ffmpeg = try Self.program("ffmpeg", in: searchPath)
    ffprobe = try Self.program("ffprobe", in: searchPath)
    frameTimesOption = Self.frameTimesOption(
      versionLine: try runToEnd(ffmpeg, ["-version"], outputLimit: 1 << 16, stop: stop).firstLine)
    setsDurations = frameTimesOption == "-fps_mode"
    encoders = try Self.names(in: runToEnd(ffmpeg, ["-hide_banner", "-encoders"], stop: stop))
    filters = try Self.names(in: runToEnd(ffmpeg, ["-hide_banner", "-filters"], stop: stop))
  }

  /// Builds from a development tree tell no version of this form; they are taken for new ones.
  static func frameTimesOption(versionLine: Substring) -> String {
    let words = versionLine.split(separator: " ")
    guard words.count >= 3 else { return "-fps_mode" }
    let numbers = words[2].drop { !$0.isNumber || !$0.isASCII }
      .split { !$0.isNumber || !$0.isASCII }.prefix(2).compactMap { Int($0) }
    guard numbers.count == 2, !words[2].hasPrefix("N-") else { return "-fps_mode" }
    return (numbers[0], numbers[1]) < (5, 1) ? "-vsync" : "-fps_mode"
  }

  private static func program(
    _ name: String, in folders: String?
  ) throws(FilmError) -> String {
    guard let path = findProgram(name, in: folders) else { throw .missingProgram(name) }
    return path
  }

  /// The second word of each line of a table.
  private static func names(in table: String) -> Set<Substring> {
    Set(
      table.split(separator: "\n").compactMap { line in
        line.split(separator: " ", maxSplits: 2).dropFirst().first
      })
  }

  /// Writes a path as it is handed to ffmpeg, so that no name is taken for an option or a protocol.
  static func argument(_ path: String) -> String { "file:\(path)" }
}

/// Runs a program to its end and returns what it printed.
///
/// - Throws: `FilmError.programFailed` unless it succeeded and printed at most `outputLimit` bytes.
func runToEnd(
  _ program: String, _ arguments: [String], outputLimit: Int = 1 << 20, stop: ChildStop? = nil
) throws(FilmError) -> String {
  String(
    decoding: try runForBytes(program, arguments, outputLimit: outputLimit, stop: stop),
    as: UTF8.self)
}

/// As `runToEnd`, for what is no text.
func runForBytes(
  _ program: String, _ arguments: [String], outputLimit: Int, stop: ChildStop? = nil
) throws(FilmError) -> [UInt8] {
  let child = try ChildProcess(program, arguments, input: .nothing, output: .pipe, stop: stop)
  var bytes: [UInt8] = []
  let isWhole = withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 1) { buffer in
    while let count = try? child.output?.read(into: buffer), count > 0 {
      guard bytes.count + count <= outputLimit else { return false }
      bytes.append(contentsOf: buffer[..<count])
    }
    return true
  }
  if !isWhole { child.signal(SIGKILL) }
  let status = child.wait()
  guard status.isSuccess else { throw child.failure(status) }
  return bytes
}

extension String {
  fileprivate var firstLine: Substring { prefix { $0 != "\n" } }
}
