import CPlatform
import Effects
import Matting

/// What things take of linear memory at the most. It is asked for before anything is made: an allocation that
/// fails within the libraries would end the instance.
enum EngineMemory {
  /// Limits of a model's tensors that are tried one after the other, in bytes.
  static let modelLimits = [32 << 20, 96 << 20, 288 << 20]

  /// Bytes behind a model's limit: the tensors, weights as they are packed, and the file.
  static func model(limit: Int, fileByteCount: Int) -> Int64 {
    Int64(limit) * 2 + Int64(fileByteCount) * 2 + small
  }

  /// Bytes of the frames' memory: input, output and slate.
  static func pictures(width: Int, height: Int) -> Int64 {
    3 * 4 * pixels(width, height) + small
  }

  /// Bytes of an effect.
  static func effect(
    width: Int, height: Int, mask: (width: Int, height: Int),
    _ options: FrameEffectOptions = FrameEffectOptions()
  ) -> Int64 {
    // A frame that follows the person is copied, and so is its window.
    (options.autoFrames ? 56 : 48) * pixels(width, height) + 64 * pixels(mask.width, mask.height)
      + (options.compositor.matting ? matting(width: width, height: height) : 0) + small
  }

  /// Bytes of matting: those of its cells, and of margins of their rows.
  private static func matting(width: Int, height: Int) -> Int64 {
    let grid = MattingGrid(frameWidth: width, frameHeight: height)
    return 180 * pixels(grid.width + 32, grid.height + 32) + 8 * Int64(width)
  }

  /// Bytes of a background picture beside the page's copy.
  static func background(
    width: Int, height: Int, pictureWidth: Int, pictureHeight: Int
  ) -> Int64 {
    24 * pixels(width, height) + 4 * pixels(pictureWidth, pictureHeight) + small
  }

  /// Bytes of a picture before the person beside the page's copy.
  static func front(
    width: Int, height: Int, pictureWidth: Int, pictureHeight: Int
  ) -> Int64 {
    8 * pixels(width, height) + 8 * pixels(pictureWidth, pictureHeight) + small
  }

  /// Bytes of making a slate.
  static func slate(width: Int, height: Int) -> Int64 { 8 * pixels(width, height) + small }

  /// Tells whether so many bytes can be had.
  static func isRoom(_ byteCount: Int64) -> Bool {
    guard let byteCount = Int(exactly: byteCount) else { return false }
    return vbg_has_room(byteCount) != 0
  }

  /// Sees to it that so many bytes can be had.
  ///
  /// - Throws: `EngineError` when they cannot.
  static func reserve(_ byteCount: Int64) throws(EngineError) {
    guard isRoom(byteCount) else {
      throw EngineError(
        .memory, "expected \((byteCount >> 20) + 1) MB of memory, found less: use smaller pictures")
    }
  }

  /// Objects, tables and rows, whatever the size.
  private static let small: Int64 = 4 << 20

  private static func pixels(_ width: Int, _ height: Int) -> Int64 {
    Int64(width) * Int64(height)
  }
}
