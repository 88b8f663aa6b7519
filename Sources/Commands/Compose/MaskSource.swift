import Compositing
import Segmentation

/// Source of masks.
enum MaskSource {
  /// A model.
  case model(Segmenter)
  /// One picture for all frames, read beforehand.
  case picture(Mask)
  /// A picture of its own for each frame; see `ComposePlan.Item.mask`.
  case pictures
  /// Nothing reads the mask.
  case unused

  /// The mask of a frame, and how long its stages took.
  ///
  /// - Throws: `UnsoundMask` for what a model gave; what reading a picture throws.
  func mask(
    of frame: Frame, _ item: ComposePlan.Item, maxPixelCount: Int
  ) throws -> (mask: Mask, timings: [StageTiming]) {
    switch self {
    case .model(let segmenter):
      segmenter.load(frame)
      segmenter.run()
      try segmenter.checkOutput()
      let mask = segmenter.decodedMask()
      return (
        mask,
        [
          StageTiming("resize", segmenter.timings.resize),
          StageTiming("inference", segmenter.timings.inference),
          StageTiming("decode", segmenter.timings.decode),
        ]
      )
    case .picture(let mask): return (mask, [])
    case .pictures:
      let clock = ContinuousClock()
      let start = clock.now
      let mask = try Self.read(item.mask ?? "", maxPixelCount: maxPixelCount)
      return (mask, [StageTiming("mask", clock.now - start)])
    case .unused: return (Mask(width: 1, height: 1, values: [0]), [])
    }
  }

  /// Reads a mask from a picture.
  ///
  /// - Throws: `InContext` of `FileError` or `ImageError`.
  static func read(_ path: String, maxPixelCount: Int) throws -> Mask {
    Mask(picture: try readPicture(path, maxPixelCount: maxPixelCount, convertsColors: false).frame)
  }
}
