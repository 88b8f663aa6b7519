import Films
import ImageFiles
import Synchronization

/// Frames of an animated WebP file, which ffmpeg can't read, as those of a film.
final class AnimatedPictureSource: FrameSource {
  let format: FilmFormat

  private let path: String
  private let reader: AnimationReader
  private let isCancelled = Atomic<Bool>(false)

  /// Seconds that a file's frames are shown in all.
  static func duration(_ file: [UInt8]) -> Double {
    Double(webPFrameDurations(file).reduce(0, +)) / 1000
  }

  /// - Throws: `FilmError`.
  init(_ path: String, _ file: [UInt8]) throws(FilmError) {
    self.path = path
    guard let millisecond = Rational(1, 1000) else { preconditionFailure("1000 is a number") }
    do throws(PictureError) {
      reader = try AnimationReader(file, maxPixelCount: FilmFormat.maximumPixelCount)
    } catch {
      throw .notAFilm(path: path, reason: "\(error)")
    }
    guard FilmFormat.isAllowed(width: reader.width, height: reader.height) else {
      throw .tooLarge(width: reader.width, height: reader.height)
    }
    format = FilmFormat(
      width: reader.width, height: reader.height, pixelFormat: .rgba, timeBase: millisecond)
  }

  func read(into frame: RawFrame) throws(FilmError) -> Bool {
    do throws(PictureError) {
      guard let time = try reader.next(frame.bytes) else { return false }
      frame.time = time
      return true
    } catch {
      if isCancelled.load(ordering: .acquiring) { throw .cancelled }
      throw .damaged(path: path, frameCount: 0, reason: "\(error)")
    }
  }

  func cancel() {
    isCancelled.store(true, ordering: .releasing)
    reader.cancel()
  }
}
