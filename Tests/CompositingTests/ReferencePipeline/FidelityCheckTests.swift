import TestSupport
import Testing

/// Compositors with one fault each, which the checks must notice.
enum FaultyCompositor: CaseIterable, CompositorUnderTest {
  case maskOffByTwo, unrefinedMask, refinedMaskShifted, otherCoverage, noLightWrap, otherBlendMode
  case personBlurredIn, fiveBlurPasses, frameShifted, imageOneRowOff

  /// The stage that differs.
  var stage: Departure.Stage {
    switch self {
    case .maskOffByTwo: .modelMask
    case .unrefinedMask, .refinedMaskShifted: .refinedMask
    default: .composite
    }
  }

  func outputs(
    of frame: DemoFrame, modelOutput: ModelOutput, background: DemoPipeline.Background,
    settings: DemoSettings
  ) -> StageOutputs {
    var mask = DemoPipeline.mask(of: modelOutput)
    if self == .maskOffByTwo {
      mask = DemoMask(
        width: mask.width, height: mask.height, bytes: mask.bytes.map { $0 > 128 ? $0 - 2 : $0 })
    }
    var refined = DemoPipeline.refined(mask, guide: frame, settings)
    if self == .unrefinedMask {
      refined = DemoPipeline.refined(mask, guide: frame, DemoSettings(sigmaSpace: 0))
    }
    if self == .refinedMaskShifted {
      refined = DemoMask(
        width: refined.width, height: refined.height,
        bytes: refined.bytes.prefix(1) + refined.bytes.dropLast())
    }
    return StageOutputs(
      modelMask: mask, refinedMask: refined,
      composite: composite(frame, refined, background, settings))
  }

  private func composite(
    _ frame: DemoFrame, _ mask: DemoMask, _ background: DemoPipeline.Background,
    _ settings: DemoSettings
  ) -> DemoFrame {
    var settings = settings
    switch (self, background) {
    case (.otherCoverage, _): settings.coverage = 0.5...0.77
    case (.noLightWrap, _): settings.lightWrapping = 0
    case (.otherBlendMode, _): settings.blendMode = .linearDodge
    case (.frameShifted, _):
      return DemoPipeline.composite(
        frame.shifted(by: 1), mask: mask, background: background, settings)
    case (.imageOneRowOff, .image(let image)):
      return DemoPipeline.imageComposite(
        frame, mask: mask, image: image.shifted(by: image.width), settings)
    case (.personBlurredIn, .blur):
      let nobody = DemoMask.nobody(width: frame.width, height: frame.height)
      return DemoPipeline.blurComposite(
        frame, mask: mask, blurred: DemoPipeline.blurPasses(frame, mask: nobody)[5], settings)
    case (.fiveBlurPasses, .blur):
      return DemoPipeline.blurComposite(
        frame, mask: mask, blurred: DemoPipeline.blurPasses(frame, mask: mask)[4], settings)
    default: break
    }
    return DemoPipeline.composite(frame, mask: mask, background: background, settings)
  }
}

extension DemoFrame {
  /// Every pixel where the one `count` later in memory was.
  fileprivate func shifted(by count: Int) -> DemoFrame {
    DemoFrame(
      width: width, height: height, bytes: Array(bytes[(4 * count)...] + bytes[..<(4 * count)]))
  }
}

@Suite("The checks of fidelity notice faults")
struct FidelityCheckTests {
  private static let size = DemoScene.awkwardSizes[1]

  @Test(arguments: FaultyCompositor.allCases)
  func `a fault is noticed in its stage and in no other`(_ fault: FaultyCompositor) throws {
    let scene = DemoScene.seeded(Self.size, seed: 1)
    let stages = try [DemoPipeline.Background.blur, .image(scene.background)].flatMap {
      background in
      try departures(
        of: fault, on: scene, before: background, DemoSettings(), limits: StageLimits()
      ).map(\.stage)
    }
    #expect(Set(stages) == [fault.stage])
  }

  @Test(arguments: [ModelOutput.Decoding.softmax, .probability])
  func `seeded scenes have a person, a background and an edge between`(
    _ decoding: ModelOutput.Decoding
  ) {
    for size in DemoScene.awkwardSizes.prefix(2) {
      let bytes = DemoScene.seeded(size, seed: 1, decoding: decoding).mask.bytes
      for range in [0...25, 26...229, 230...255] as [ClosedRange<UInt8>] {
        #expect(bytes.contains { range.contains($0) }, "\(size): none in \(range)")
      }
    }
  }

  @Test func `a seeded scene is always the same, another seed gives another`() {
    let scene = DemoScene.seeded(Self.size, seed: 1)
    let again = DemoScene.seeded(Self.size, seed: 1)
    let other = DemoScene.seeded(Self.size, seed: 2)
    #expect(scene.frame == again.frame && scene.frame != other.frame)
    #expect(scene.background == again.background && scene.background != other.background)
    #expect(scene.mask == again.mask && scene.mask != other.mask)
  }
}
