import Films
import Glibc
import ImageFiles
import Segmentation

/// Reads and decodes a picture, `-` being standard input, and says where its colors could not be converted.
///
/// - Parameters:
///   - maxPixelCount: the value of `--max-pixels`; nil for commands without it.
///   - convertsColors: false for masks, whose levels are no colors.
/// - Throws: `InContext` of `FileError`, `ImageError`, `PictureError` or `PixelLimitError`.
func readPicture(
  _ path: String, maxPixelCount: Int? = nil, convertsColors: Bool = true
) throws -> PictureFile {
  do {
    let picture = try decodeFile(path, maxPixelCount: maxPixelCount, convertsColors: convertsColors)
    noteColors(picture.profileError, of: path)
    return picture
  } catch {
    throw InContext(path: path, error: error)
  }
}

/// Reads what stands behind the person, opaque: a picture, or the first frame of a film.
///
/// - Throws: as `readPicture`; `FilmError`.
func readBackground(_ path: String, maxPixelCount: Int? = nil) throws -> Frame {
  let film = isFilm(path) ? try firstFrame(ofFilm: path, maxPixelCount: maxPixelCount) : nil
  let picture = try film ?? readPicture(path, maxPixelCount: maxPixelCount).frame
  return picture.isOpaque ? picture : picture.overBlack()
}

/// Tells whether a path leads to a file that begins as no picture does, but may be a film. What
/// can't be read is none: the reader of pictures says why.
func isFilm(_ path: String) -> Bool {
  guard path != "-", !isFolder(path), !isDevice(path), let head = try? fileHead(path), !head.isEmpty
  else { return false }
  return PictureFormat(signatureOf: head) == nil
}

/// Tells whether a path leads to a picture of several frames: an animated GIF, PNG or WebP file.
func isAnimatedPicture(_ path: String) -> Bool {
  guard path != "-", !isFolder(path), !isDevice(path), let head = try? fileHead(path),
    let format = PictureFormat(signatureOf: head), [.gif, .png, .webp].contains(format),
    let file = try? readFile(path)
  else { return false }
  return isAnimation(file)
}

/// The file of an animated WebP picture; nil for all others.
func webPAnimation(_ path: String) -> [UInt8]? {
  guard let head = try? fileHead(path), PictureFormat(signatureOf: head) == .webp else {
    return nil
  }
  return try? readFile(path)
}

private func fileHead(_ path: String) throws -> [UInt8] {
  let file = try FileDescriptor(path: path, flags: O_RDONLY)
  var bytes = [UInt8](repeating: 0, count: 256)
  let count = read(file.number, &bytes, bytes.count)
  return Array(bytes.prefix(max(0, count)))
}

/// The first frame of a film; nil where ffmpeg finds none in the file.
private func firstFrame(ofFilm path: String, maxPixelCount: Int?) throws -> Frame? {
  var films = FilmPrograms()
  let ffmpeg = try films.ffmpeg()
  let probe: FilmProbe
  do throws(FilmError) {
    probe = try FilmProbe(path, ffmpeg: ffmpeg)
  } catch {
    guard case .notAFilm = error else { throw error }
    return nil
  }
  let limit = maxPixelCount ?? defaultMaxPixelCount
  guard probe.width * probe.height <= limit else {
    let error = ImageError.tooManyPixels(
      width: probe.width, height: probe.height, maxPixelCount: limit)
    let refusal: any Error = maxPixelCount.flatMap { PixelLimitError(error, $0) } ?? error
    throw InContext(path: path, error: refusal)
  }
  let reader = try FilmReader(
    probe, options: FilmReader.Options(pixelFormat: .rgba), ffmpeg: ffmpeg)
  let frame = RawFrame(reader.format)
  guard try reader.read(into: frame) else { throw FilmError.noFrames(path: path) }
  reader.cancel()
  return Frame(
    width: reader.format.width, height: reader.format.height, pixels: Array(frame.bytes))
}
