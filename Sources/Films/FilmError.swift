/// Error of a film that could not be read, worked on or written. Each is said in one line.
public enum FilmError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A program that films need is not there.
  case missingProgram(String)
  /// The file can't be opened or read.
  case unreadable(path: String, reason: String)
  /// The file is there, but ffmpeg finds no film in it.
  case notAFilm(path: String, reason: String)
  /// A film with no picture.
  case noFrames(path: String)
  /// The film ends before its end, or breaks; `frameCount` frames came before.
  case damaged(path: String, frameCount: Int, reason: String)
  /// The film goes on to its end, but parts of it could not be decoded.
  case damagedWithin(path: String, frameCount: Int, reason: String)
  /// Sound, or something else that goes along with the pictures, could not be read in parts.
  case damagedSound(path: String, reason: String)
  /// The decoder was ended by a signal, which is no fault of the film.
  case decoderKilled(path: String, frameCount: Int, signal: String?)
  /// A YUV4MPEG2 stream that is none, or of a kind that isn't read.
  case invalidY4M(path: String, expected: String, found: String)
  /// Pictures larger than any that is worked on.
  case tooLarge(width: Int, height: Int)
  /// The film's file can't be made.
  case unwritable(path: String, reason: String)
  /// The disk is full, or a quota or limit is used up.
  case noSpace(path: String, reason: String)
  /// Nobody reads standard output any more.
  case readerGone
  /// OUT is IN.
  case sameFile(path: String)
  /// OUT's kind of file, codec and options don't go together.
  case unsupportedOutput(path: String, expected: String, found: String)
  /// ffmpeg ended badly; `lines` are the last that it said.
  case programFailed(String, status: String, lines: [String])
  /// A child process could not be started.
  case cannotStart(String, reason: String)
  /// Somebody asked to stop.
  case cancelled

  public var description: String {
    switch self {
    case .missingProgram(let name):
      "expected the program '\(name)' in PATH, found none: install ffmpeg "
        + "(Debian, Ubuntu: apt-get install ffmpeg; Fedora: dnf install ffmpeg-free; "
        + "Arch: pacman -S ffmpeg)"
    case .unreadable(let path, let reason):
      "expected a readable film '\(path)', found: \(reason)"
    case .notAFilm(let path, let reason):
      "expected a film in '\(path)', found: \(reason)"
    case .noFrames(let path):
      "expected a film with pictures in '\(path)', found none that could be decoded"
    case .damaged(let path, let frameCount, let reason):
      "damaged film '\(path)': \(frameCount) frames could be read, then: \(reason)"
    case .damagedWithin(let path, let frameCount, let reason):
      "damaged film '\(path)': of its \(frameCount) frames some are broken: \(reason)"
    case .damagedSound(let path, let reason):
      "damaged film '\(path)': what goes along with its pictures is broken in parts: \(reason)"
    case .decoderKilled(let path, let frameCount, let signal):
      "the decoder of '\(path)' was ended by a signal\(signal.map { " (\($0))" } ?? "") after "
        + "\(frameCount) frames: expected it to go on, is memory short?"
    case .invalidY4M(let path, let expected, let found):
      "invalid YUV4MPEG2 stream '\(path)': expected \(expected), found \(found)"
    case .tooLarge(let width, let height):
      "expected pictures of at most \(FilmFormat.maximumSide) pixels a side and "
        + "\(FilmFormat.maximumPixelCount) in all, found \(width)x\(height)"
    case .unwritable(let path, let reason):
      "expected to write '\(path)', found: \(reason)"
    case .noSpace(let path, let reason):
      "no space left to write '\(path)': \(reason)"
    case .readerGone:
      "nobody reads standard output any more"
    case .sameFile(let path):
      "expected another file to write than the one that is read, found '\(path)' for both"
    case .unsupportedOutput(let path, let expected, let found):
      "can't write '\(path)': expected \(expected), found \(found)"
    case .programFailed(let program, let status, let lines):
      "\(program) \(status)\(lines.isEmpty ? "" : ": ")\(lines.joined(separator: " | "))"
    case .cannotStart(let program, let reason):
      "expected to start \(program), found: \(reason)"
    case .cancelled:
      "stopped on request"
    }
  }
}
