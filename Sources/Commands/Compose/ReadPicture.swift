import Imaging

/// Reads and decodes a picture, `-` being standard input, and says where its colors could not be converted.
///
/// - Parameters:
///   - maxPixelCount: the value of `--max-pixels`; nil for commands without it.
///   - convertsColors: false for masks, whose levels are no colors.
/// - Throws: `InContext` of `FileError`, `ImageError` or `PixelLimitError`.
func readPicture(
  _ path: String, maxPixelCount: Int? = nil, convertsColors: Bool = true
) throws -> DecodedImage {
  do {
    let picture = try decodeFile(path, maxPixelCount: maxPixelCount, convertsColors: convertsColors)
    noteColors(picture.profileError, of: path)
    return picture
  } catch {
    throw InContext(path: path, error: error)
  }
}
