import Foundation
import Kernels
import TestSupport
import Testing

@testable import Compositing
@testable import Segmentation

/// The product, from a model's output on.
struct ProductCompositor: CompositorUnderTest {
  let instructionSet: InstructionSet
  var threadCount = 2
  var usesMaskAsItIs = false

  func outputs(
    of frame: DemoFrame, modelOutput: ModelOutput, background: DemoPipeline.Background,
    settings: DemoSettings
  ) throws -> StageOutputs {
    let (width, height) = (frame.width, frame.height)
    var options = CompositorOptions.demo
    options.sigmaSpace = Float(settings.sigmaSpace)
    options.sigmaColor = Float(settings.sigmaColor)
    options.coverage = Float(settings.coverage.lowerBound)...Float(settings.coverage.upperBound)
    options.lightWrap = Float(settings.lightWrapping)
    options.blend = settings.blendMode == .screen ? .screen : .linearDodge
    options.usesMaskAsItIs = usesMaskAsItIs
    if case .image = background { options.background = .image }
    let compositor = try Compositor(
      width: width, height: height, maskWidth: modelOutput.width, maskHeight: modelOutput.height,
      options: options, instructionSet: instructionSet,
      pool: ThreadPool(threadCount: threadCount))
    if case .image(let image) = background {
      compositor.setBackground(picture(image, behind: frame))
    }
    let decoder = MaskDecoder(
      modelOutput.decoding == .softmax ? .softmax2 : .identity, instructionSet: instructionSet)
    let rowLength = modelOutput.values.count / modelOutput.height
    for row in 0..<modelOutput.height {
      let values = Array(modelOutput.values[row * rowLength..<(row + 1) * rowLength])
      compositor.withMaskRow(row) { decoder.decode(values.span, to: &$0) }
    }

    // Without the mask kept, filter and blend may run as one; both ways must give the same.
    let source = Frame(width: width, height: height, pixels: frame.bytes)
    let result = composed(source, by: compositor)
    compositor.keepsStages = true
    #expect(composed(source, by: compositor) == result)

    let masks = compositor.stages.compactMap { stage -> DemoMask? in
      guard case .mask(let mask) = stage.content else { return nil }
      return DemoMask(width: mask.width, height: mask.height, bytes: mask.gray8())
    }
    return StageOutputs(
      modelMask: masks[0], refinedMask: masks[1],
      composite: DemoFrame(width: width, height: height, bytes: result.bytes))
  }

  /// The background at the frame's size. Where it shrinks to less than half, the product takes means and
  /// the demo takes four of its pixels: the demo's is then used, for the sake of what is behind it.
  private func picture(_ image: DemoFrame, behind frame: DemoFrame) -> Frame {
    let shrinks = max(frame.width * 2 - image.width, frame.height * 2 - image.height) < 0
    if !shrinks {
      return placed(
        background: Frame(width: image.width, height: image.height, pixels: image.bytes),
        width: frame.width, height: frame.height, fit: .cover)
    }
    let nobody = DemoMask.nobody(width: frame.width, height: frame.height)
    let demo = DemoPipeline.composite(
      frame, mask: nobody, background: .image(image), DemoSettings())
    return Frame(width: frame.width, height: frame.height, pixels: demo.bytes)
  }

  private func composed(_ frame: Frame, by compositor: Compositor) -> Frame {
    var result = Frame(
      width: frame.width, height: frame.height,
      pixels: [UInt8](repeating: 0, count: frame.width * frame.height * 4))
    frame.withView { view in
      result.withMutableView { compositor.compose(view, to: $0) }
    }
    return result
  }
}

/// The product, from the photo on: its own engine runs the model.
struct WholeProduct: CompositorUnderTest {
  let model: [UInt8]

  func outputs(
    of frame: DemoFrame, modelOutput: ModelOutput, background: DemoPipeline.Background,
    settings: DemoSettings
  ) throws -> StageOutputs {
    var options = SegmenterOptions()
    options.resampling = .nearest
    let segmenter = try Segmenter(model: model, options: options)
    segmenter.load(Frame(width: frame.width, height: frame.height, pixels: frame.bytes))
    segmenter.run()
    let own = ModelOutput(
      width: modelOutput.width, height: modelOutput.height, values: segmenter.outputValues(),
      decoding: modelOutput.decoding)
    return try ProductCompositor(instructionSet: .best).outputs(
      of: frame, modelOutput: own, background: background, settings: settings)
  }
}

extension Frame {
  fileprivate var bytes: [UInt8] { withPixels { pixels in (0..<pixels.count).map { pixels[$0] } } }
}

@Suite("The compositor gives the browser demo's pictures")
struct CompositorFidelityTests {
  /// Coverage makes up to four bytes of a byte of the mask, so that where the whole way is compared,
  /// settings other than the defaults may be off by more than a byte in places. The stages of the small
  /// pictures are compared one by one below.
  @Test(arguments: InstructionSet.available, DemoPicture.all)
  func `from the model's output on`(_ level: InstructionSet, _ picture: DemoPicture) throws {
    let isDefaultImage = picture.settings == DemoSettings() && !picture.isBlur
    let nearness: DemoPicture.Nearness? =
      picture.isTieFree && !picture.isBlur
      ? .within(1, share: isDefaultImage ? 0.9999 : 0.998) : nil
    try withFixtures(picture.path) { folder in
      let departures = try departures(
        of: ProductCompositor(instructionSet: level), from: picture, in: folder,
        nearness: nearness)
      #expect(departures.isEmpty, "\(level): \(departures)")
    }
  }

  @Test(arguments: DemoPicture.all.filter { $0.isTieFree && !$0.isBlur })
  func `from the photo itself on`(_ picture: DemoPicture) throws {
    let folders = (ProcessInfo.processInfo.environment["VBG_MODELS"] ?? "").split(separator: ":")
    let files = folders.lazy.compactMap { folder in
      FileManager.default.contents(atPath: folder + "/segm_full_v679.tflite")
    }
    guard let model = files.first else {
      print("skipped \(picture.path): segm_full_v679 is on none of VBG_MODELS")
      return
    }
    let share = picture.settings == DemoSettings() ? 0.9999 : 0.998
    try withFixtures(picture.path) { folder in
      let departures = try departures(
        of: WholeProduct(model: [UInt8](model)), from: picture, in: folder,
        nearness: .within(1, share: share))
      #expect(departures.isEmpty, "\(departures)")
    }
  }

  @Test(arguments: InstructionSet.available, DemoPicture.all.filter(\.isTieFree))
  func `from the demo's own mask on`(_ level: InstructionSet, _ picture: DemoPicture) throws {
    try withFixtures(picture.path) { folder in
      let frame = try folder.frame(of: picture.fixture)
      let mask = try folder.mask(picture.maskPath)
      let found = try ProductCompositor(instructionSet: level, usesMaskAsItIs: true).outputs(
        of: frame,
        modelOutput: ModelOutput(
          width: mask.width, height: mask.height, values: mask.bytes.map { Float($0) / 255 },
          decoding: .probability),
        background: picture.isBlur
          ? .blur : .image(try folder.frame(picture.fixture.backgroundPath)),
        settings: picture.settings)
      #expect(Fidelity(found.refinedMask, to: mask).largest == 0)
      let composite = Fidelity(found.composite, to: try folder.frame(picture.path))
      print(composite.row("\(picture.path), from the demo's mask, composite"))
      #expect(composite.largest <= (picture.isBlur ? 2 : 1), "\(level): \(composite)")
    }
  }

  @Test(arguments: InstructionSet.available, DemoScene.awkwardSizes)
  func `stage by stage, on frames and masks of awkward sizes`(
    _ level: InstructionSet, _ sizes: DemoScene.Size
  ) throws {
    let settings = [
      DemoSettings(), DemoSettings(sigmaSpace: 0), DemoSettings(sigmaSpace: 2.4, sigmaColor: 0.02),
      DemoSettings(sigmaSpace: 1.3, sigmaColor: 0.03, coverage: 0.5...1, lightWrapping: 1),
      DemoSettings(coverage: 0.6...0.6, blendMode: .linearDodge), DemoSettings(coverage: 1...1),
    ]
    for settings in settings {
      let scene = DemoScene.seeded(sizes, seed: 7)
      // With an odd side the product's half-size grid is half as wide all the same; its own tests hold it.
      let isEven = sizes.frameWidth % 2 == 0 && sizes.frameHeight % 2 == 0
      let image = DemoPipeline.Background.image(scene.background)
      for background in isEven ? [.blur, image] : [image] {
        let departures = try departures(
          of: ProductCompositor(instructionSet: level), on: scene, before: background, settings,
          limits: StageLimits())
        #expect(departures.isEmpty, "\(level): \(departures)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func `where no weight is left, the mask itself stands`(_ level: InstructionSet) throws {
    // Taps are 2 pixels apart here and miss the middle; neighbors differ by far more than a byte.
    let (width, height, scale) = (72, 40, 8)
    let frame = DemoFrame(width: width, height: height) { x, y in
      let value = Double((x * 37 + y * 91) % 256) / 255
      return DemoColor(red: value, green: 1 - value, blue: Double(x % 7) / 7)
    }
    let mask = (0..<(width * height / scale / scale)).map { Float(($0 * 53) % 256) / 255 }
    let output = ModelOutput(
      width: width / scale, height: height / scale, values: mask, decoding: .probability)
    let found = try ProductCompositor(instructionSet: level).outputs(
      of: frame, modelOutput: output, background: .blur,
      settings: DemoSettings(sigmaSpace: 1, sigmaColor: 0))
    let expected = DemoPipeline.refined(
      found.modelMask, guide: frame, DemoSettings(sigmaSpace: 0))
    let far = Fidelity(found.refinedMask, to: expected)
    #expect(far.share(within: 0) > 0.95, "\(far)")
  }

  @Test func `threads change no bit`() throws {
    let scene = DemoScene.seeded(DemoScene.awkwardSizes[0], seed: 9)
    for background in [DemoPipeline.Background.blur, .image(scene.background)] {
      let results = try [1, 2, 3].map { count in
        try ProductCompositor(instructionSet: .best, threadCount: count).outputs(
          of: scene.frame, modelOutput: scene.modelOutput, background: background,
          settings: DemoSettings())
      }
      #expect(results[1] == results[0] && results[2] == results[0])
    }
  }
}
