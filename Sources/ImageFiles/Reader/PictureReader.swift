import Glibc
import Imaging
import SystemSupport

/// Decodes pictures of formats that other people's libraries read, each in a process of its own with
/// little memory, little time and no rights: whatever a file does to the library, here it is an error.
///
/// The process is this program again, started as a reader (see `servePictureReader`). It opens the
/// library, and has the file as its standard input and a pipe to us as its standard output.
package struct PictureReader: Sendable {
  /// The program that serves as a reader.
  package var program = "/proc/self/exe"
  /// The base of a reader's limits; see `ReaderLimits`.
  package var seconds = ReaderLimits().seconds

  package init() {}

  /// Decodes a file.
  ///
  /// - Parameters:
  ///   - format: the file's, but PNG or JPEG.
  ///   - maxPixelCount: the most pixels to accept, by the header.
  ///   - convertsColors: false leaves levels as they are.
  /// - Returns: the picture upright, in sRGB, with straight alpha.
  /// - Throws: `PictureError`.
  package func decode(
    _ bytes: [UInt8], as format: PictureFormat, maxPixelCount: Int, convertsColors: Bool = true
  ) throws(PictureError) -> PictureFile {
    var limits = ReaderLimits()
    limits.seconds = seconds
    let process: ReaderProcess
    do throws(SystemError) {
      process = try ReaderProcess(
        program,
        arguments: [
          format.rawValue, String(maxPixelCount), convertsColors ? "colors" : "levels",
        ] + limits.arguments,
        input: bytes)
    } catch {
      throw .readerFailed(format, reason: "no reader can be started: \(error)")
    }
    do throws(ReaderFailure) {
      return try result(process, format, maxPixelCount: maxPixelCount, limits)
    } catch {
      throw error.pictureError(format, process.end())
    }
  }

  private func result(
    _ process: ReaderProcess, _ format: PictureFormat, maxPixelCount: Int, _ limits: ReaderLimits
  ) throws(ReaderFailure) -> PictureFile {
    var reply = try process.reply(seconds: limits.seconds)
    var seconds = limits.seconds
    if reply.kind == .size {
      guard (1...maxPixelCount).contains(reply.pixelCount) else { throw .nonsense }
      let pixelCount = reply.pixelCount
      seconds = limits.grown(pixelCount: pixelCount).seconds
      reply = try process.reply(seconds: seconds)
      if reply.kind == .pixels, reply.pixelCount != pixelCount { throw .nonsense }
    } else if reply.kind == .pixels {
      throw .nonsense
    }
    if let error = reply.error(format, maxPixelCount: maxPixelCount) { throw .told(error) }
    guard reply.kind == .pixels else { throw .nonsense }
    let pixels = try process.bytes(count: reply.pixelCount * 4, seconds: seconds)
    let status = process.end()
    guard status.isSuccess else { throw .broken }
    return PictureFile(
      frame: Frame(width: reply.width, height: reply.height, pixels: pixels), exif: nil,
      profileError: reply.profileError)
  }
}

extension ReaderReply {
  /// Number of pixels of a size; those that no number holds are as many as one can.
  var pixelCount: Int {
    let (count, overflows) = width.multipliedReportingOverflow(by: height)
    return overflows ? .max : count
  }
}

/// Error of a reader that gave no picture.
enum ReaderFailure: Error {
  /// It said why.
  case told(PictureError)
  /// It ended before it said anything.
  case broken
  /// It wrote what no reader writes.
  case nonsense
  /// It did not end.
  case late(seconds: Int)

  /// For a person.
  ///
  /// - Parameter status: how the reader ended.
  func pictureError(_ format: PictureFormat, _ status: ExitStatus) -> PictureError {
    switch self {
    case .told(let error): error
    case .nonsense: .readerFailed(format, reason: "its reader answered nonsense")
    case .late(let seconds): .readerFailed(format, reason: "it took more than \(seconds) s")
    case .broken:
      switch status {
      case .exited(let code) where format == .bmp:
        .damaged(.bmp, reason: "ffmpeg can't decode it (exit code \(code))")
      case .exited(let code):
        .readerFailed(format, reason: "its reader broke (exit code \(code))")
      case .signaled(SIGXCPU): .readerFailed(format, reason: "it took too much processor time")
      case .signaled(let number):
        .readerFailed(
          format, reason: "its reader broke (\(String(cString: strsignal(number))))")
      }
    }
  }
}
