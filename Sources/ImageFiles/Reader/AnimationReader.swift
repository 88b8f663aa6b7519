import Glibc
import SystemSupport

/// Frames of an animated WebP file, decoded by a reader's process as they are asked for; see `PictureReader`.
///
/// `@unchecked Sendable`: one thread makes and reads it, as a reader ends with the thread that started it; any may
/// cancel it.
package final class AnimationReader: @unchecked Sendable {
  /// The word that asks a reader for all frames.
  static let word = "animation"

  /// Pixels a row.
  package let width: Int
  /// Rows.
  package let height: Int

  private let process: ReaderProcess
  private let seconds: Int
  /// When the frame behind the last one begins, in milliseconds.
  private var time = 0

  /// Starts to decode a file.
  ///
  /// - Throws: `PictureError`.
  package init(
    _ file: [UInt8], maxPixelCount: Int, program: String = "/proc/self/exe"
  ) throws(PictureError) {
    let limits = ReaderLimits()
    do throws(SystemError) {
      process = try ReaderProcess(
        program,
        arguments: [PictureFormat.webp.rawValue, String(maxPixelCount), Self.word]
          + limits.arguments, input: file)
    } catch {
      throw .readerFailed(.webp, reason: "no reader can be started: \(error)")
    }
    do throws(ReaderFailure) {
      let reply = try process.reply(seconds: limits.seconds)
      if let error = reply.error(.webp, maxPixelCount: maxPixelCount) { throw .told(error) }
      guard reply.kind == .size, (1...maxPixelCount).contains(reply.pixelCount) else {
        throw .nonsense
      }
      (width, height) = (reply.width, reply.height)
      seconds = limits.grown(pixelCount: reply.pixelCount).seconds
    } catch {
      throw error.pictureError(.webp, process.end())
    }
  }

  /// Fills `pixels`, 4 bytes a pixel, with the next frame.
  ///
  /// - Returns: the milliseconds at which it begins; nil behind the last.
  /// - Throws: `PictureError`.
  package func next(_ pixels: UnsafeMutableRawBufferPointer) throws(PictureError) -> Int? {
    do throws(ReaderFailure) {
      let reply = try process.reply(seconds: seconds)
      if let error = reply.error(.webp, maxPixelCount: width * height) { throw .told(error) }
      guard reply.kind == .pixels else { throw .nonsense }
      if reply.pixelCount == 0 { return nil }
      guard reply.width == width, reply.height == height, pixels.count == width * height * 4,
        let end = Int(String(decoding: reply.text, as: UTF8.self))
      else { throw .nonsense }
      try process.fill(pixels, seconds: seconds)
      defer { time = max(time, end) }
      return time
    } catch {
      throw error.pictureError(.webp, process.end())
    }
  }

  /// Makes a read that waits, and every later one, an error. From any thread.
  package func cancel() { process.cancel() }
}
