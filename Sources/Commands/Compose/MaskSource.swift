import Compositing
import Segmentation

/// Source of masks.
enum MaskSource {
  /// A model.
  case model(ModelMasks)
  /// One picture for all frames, read beforehand.
  case picture(Mask)
  /// A picture of its own for each frame; see `ComposePlan.Item.mask`.
  case pictures
  /// Nothing reads the mask.
  case unused

  /// The mask of a frame.
  ///
  /// - Parameter limit: value of a mask above which somebody shows.
  /// - Throws: `UnsoundMask` for what a model gave; what reading a picture throws.
  func mask(
    of frame: Frame, _ item: ComposePlan.Item, above limit: Float, maxPixelCount: Int
  ) throws -> ModelMasks.Found {
    switch self {
    case .model(let masks): return try masks.mask(of: frame, above: limit)
    case .picture(let mask): return ModelMasks.Found(mask: mask)
    case .pictures:
      let clock = ContinuousClock()
      let start = clock.now
      let mask = try Self.read(item.mask ?? "", maxPixelCount: maxPixelCount)
      return ModelMasks.Found(
        mask: mask, timings: [StageTiming("mask", clock.now - start)])
    case .unused: return ModelMasks.Found(mask: Mask(width: 1, height: 1, values: [0]))
    }
  }

  /// Reads a mask from a picture.
  ///
  /// - Throws: `InContext` of `FileError` or `ImageError`.
  static func read(_ path: String, maxPixelCount: Int) throws -> Mask {
    Mask(picture: try readPicture(path, maxPixelCount: maxPixelCount, convertsColors: false).frame)
  }
}
