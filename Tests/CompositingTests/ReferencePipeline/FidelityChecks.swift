import TestSupport
import Testing

/// A compositor that can be held to the browser demo.
protocol CompositorUnderTest {
  /// Returns what every stage gives of one frame.
  func outputs(
    of frame: DemoFrame, modelOutput: ModelOutput, background: DemoPipeline.Background,
    settings: DemoSettings
  ) throws -> StageOutputs
}

/// The scalar reference as a compositor.
struct ScalarReference: CompositorUnderTest {
  func outputs(
    of frame: DemoFrame, modelOutput: ModelOutput, background: DemoPipeline.Background,
    settings: DemoSettings
  ) -> StageOutputs {
    DemoPipeline.outputs(
      of: frame, modelMask: DemoPipeline.mask(of: modelOutput), background: background,
      settings: settings)
  }
}

/// Limits of how far stages may be from the scalar reference, in 1/255, when they begin with the
/// same input.
struct StageLimits {
  var modelMask = 1
  var refinedMask = 1
  var imageComposite = 1
  /// Six roundings in a row, then a blend.
  var blurComposite = 2
}

/// Failure of a compositor to come near enough to what it is held to.
struct Departure: CustomStringConvertible {
  enum Stage: String {
    case modelMask = "model mask"
    case refinedMask = "refined mask"
    case composite
  }

  let stage: Stage
  /// Inputs that were composited.
  let subject: String
  let fidelity: Fidelity

  var description: String { "\(subject), \(stage.rawValue): \(fidelity)" }
}

/// The stages of a compositor that are not near what the scalar reference makes of the stage before.
///
/// Every stage is compared alone: the reference's refined mask is made of the compositor's own
/// model mask, and so on, so that a byte of difference is not magnified by later stages.
func departures(
  of compositor: some CompositorUnderTest, on scene: DemoScene,
  before background: DemoPipeline.Background, _ settings: DemoSettings, limits: StageLimits
) throws -> [Departure] {
  let found = try compositor.outputs(
    of: scene.frame, modelOutput: scene.modelOutput, background: background, settings: settings)
  let refined = DemoPipeline.refined(found.modelMask, guide: scene.frame, settings)
  let composite = DemoPipeline.composite(
    scene.frame, mask: found.refinedMask, background: background, settings)
  let (name, limit) =
    switch background {
    case .blur: ("blur", limits.blurComposite)
    case .image: ("image", limits.imageComposite)
    }
  let stages: [(Departure.Stage, Fidelity, limit: Int)] = [
    (.modelMask, Fidelity(found.modelMask, to: scene.mask), limits.modelMask),
    (.refinedMask, Fidelity(found.refinedMask, to: refined), limits.refinedMask),
    (.composite, Fidelity(found.composite, to: composite), limit),
  ]
  return stages.filter { $0.1.largest > $0.limit }.map { stage, fidelity, _ in
    Departure(
      stage: stage,
      subject: "\(scene.frame.width)x\(scene.frame.height), \(name), \(settings)",
      fidelity: fidelity)
  }
}

/// The departures of a compositor on seeded scenes: at every awkward size with the demo's defaults,
/// and at one size with settings of every branch.
func departuresOnSeededScenes(
  of compositor: some CompositorUnderTest, limits: StageLimits = StageLimits()
) throws -> [Departure] {
  let cases =
    DemoScene.awkwardSizes.map { ($0, DemoSettings()) }
    + DemoSettings.ofEveryBranch.map { (DemoScene.awkwardSizes[1], $0) }
  return try cases.enumerated().flatMap { index, sizeAndSettings in
    let (size, settings) = sizeAndSettings
    let scene = DemoScene.seeded(
      size, seed: UInt32(index), decoding: index.isMultiple(of: 2) ? .softmax : .probability)
    let backgrounds: [DemoPipeline.Background] = [.blur, .image(scene.background)]
    return try backgrounds.flatMap { background in
      try departures(of: compositor, on: scene, before: background, settings, limits: limits)
    }
  }
}

/// The departures of a compositor from one of the demo's own composites, from the model's output on.
///
/// Prints a row of the table of figures for each stage.
///
/// - Parameter nearness: how near the composite must be; nil: as the picture says.
func departures(
  of compositor: some CompositorUnderTest, from picture: DemoPicture, in folder: FixtureFolder,
  nearness: DemoPicture.Nearness? = nil
) throws -> [Departure] {
  let background: DemoPipeline.Background =
    picture.isBlur ? .blur : .image(try folder.frame(picture.fixture.backgroundPath))
  let found = try compositor.outputs(
    of: try folder.frame(of: picture.fixture),
    modelOutput: try folder.modelOutput(of: picture.fixture), background: background,
    settings: picture.settings)
  let modelMask = Fidelity(found.modelMask, to: try folder.modelMask(of: picture.fixture))
  let refinedMask = Fidelity(found.refinedMask, to: try folder.mask(picture.maskPath))
  let composite = Fidelity(found.composite, to: try folder.frame(picture.path))
  let isCompositeNear =
    switch nearness ?? picture.nearness {
    case .within(let difference, let share): composite.share(within: difference) >= share
    case .peakSignalToNoise(let least): composite.peakSignalToNoise >= least
    }
  let stages: [(Departure.Stage, Fidelity, isNear: Bool)] = [
    (.modelMask, modelMask, modelMask.largest <= 1),
    (.refinedMask, refinedMask, refinedMask.share(within: 1) >= picture.nearMaskShare),
    (.composite, composite, isCompositeNear),
  ]
  for (stage, fidelity, _) in stages {
    print(fidelity.row("\(picture.path), whole way, \(stage.rawValue)"))
  }
  return stages.filter { !$0.isNear }.map { stage, fidelity, _ in
    Departure(stage: stage, subject: picture.path, fidelity: fidelity)
  }
}

extension DemoSettings {
  /// Settings that reach every branch of the pipeline.
  static let ofEveryBranch = [
    DemoSettings(), DemoSettings(blendMode: .linearDodge),
    DemoSettings(coverage: 0.3...0.9, lightWrapping: 0.6), DemoSettings(sigmaSpace: 0),
    DemoSettings(sigmaSpace: 0.3), DemoSettings(sigmaSpace: 4, sigmaColor: 0.3),
    DemoSettings(sigmaSpace: 10, sigmaColor: 1), DemoSettings(sigmaColor: 0),
    DemoSettings(coverage: 0.6...0.6), DemoSettings(coverage: 0...0),
    DemoSettings(coverage: 0.5...1), DemoSettings(coverage: 1...1, lightWrapping: 0),
    DemoSettings(lightWrapping: 1, blendMode: .linearDodge),
  ]
}
