/// The browser demo's pipeline (Volcomix/virtual-background) in plain scalar arithmetic: what the
/// product is held to.
///
/// Every stage is its definition, pixel by pixel, in Double, on the sRGB bytes as they are. Where
/// two correct GPUs may differ because a position lies on the border of two pixels, the pixel is
/// the whole number below the exact position.
package enum DemoPipeline {
  /// Background behind the person.
  package enum Background: Sendable {
    case blur
    case image(DemoFrame)
  }

  /// The refined mask and the composite of a frame and the mask of a model.
  package static func outputs(
    of frame: DemoFrame, modelMask: DemoMask, background: Background, settings: DemoSettings
  ) -> StageOutputs {
    let refined = refined(modelMask, guide: frame, settings)
    return StageOutputs(
      modelMask: modelMask, refinedMask: refined,
      composite: composite(frame, mask: refined, background: background, settings))
  }

  /// The frame before a background, by a mask of the frame's size.
  package static func composite(
    _ frame: DemoFrame, mask: DemoMask, background: Background, _ settings: DemoSettings
  ) -> DemoFrame {
    switch background {
    case .blur:
      let blurred = blurPasses(frame, mask: mask)[5]
      return blurComposite(frame, mask: mask, blurred: blurred, settings)
    case .image(let image): return imageComposite(frame, mask: mask, image: image, settings)
    }
  }
}
