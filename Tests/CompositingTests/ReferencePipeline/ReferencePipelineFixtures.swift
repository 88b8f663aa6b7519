import ImageFiles
import Imaging
import TestSupport
import Testing

/// A folder of the demo's pictures that were made of one frame and one output of a model.
struct DemoFixture: Sendable, CustomTestStringConvertible {
  let folder: String
  let framePath: String
  let decoding: ModelOutput.Decoding
  let backgroundPath: String

  static let hdGirl = DemoFixture(
    folder: "hd/girl/segm_full_v679", framePath: "hd/girl/frame.png", decoding: .softmax,
    backgroundPath: architecture)
  static let hdDoctor = DemoFixture(
    folder: "hd/doctor/selfiesegmentation_mlkit", framePath: "hd/doctor/frame.png",
    decoding: .probability, backgroundPath: architecture)
  static let smallGirl = DemoFixture(
    folder: "tie-free/girl", framePath: "tie-free/girl/frame.png", decoding: .softmax,
    backgroundPath: saxonSwitzerland)
  static let smallDoctor = DemoFixture(
    folder: "tie-free/doctor", framePath: "tie-free/doctor/frame.png", decoding: .softmax,
    backgroundPath: saxonSwitzerland)

  /// Those where no sampling position lies on the border of two pixels.
  static let tieFree = [smallGirl, smallDoctor]
  static let all = tieFree + [hdGirl, hdDoctor]

  private static let architecture = "backgrounds/architecture-5082700_1280.png"
  private static let saxonSwitzerland = "backgrounds/saxon-switzerland-539418_1280.png"

  var testDescription: String { folder }
}

/// One of the demo's composites, with the settings that it was made with and how near to it is near
/// enough.
struct DemoPicture: Sendable, CustomTestStringConvertible {
  enum Nearness: Sendable {
    /// At least this share of pixels within a difference in 1/255.
    case within(Int, share: Double)
    /// dB.
    case peakSignalToNoise(Double)
  }

  let fixture: DemoFixture
  let file: String
  let maskFile: String
  let settings: DemoSettings
  let nearness: Nearness
  /// The least share of the refined mask's pixels within 1/255.
  let nearMaskShare: Double

  init(
    _ fixture: DemoFixture, _ file: String, mask maskFile: String,
    _ settings: DemoSettings = DemoSettings(), nearness: Nearness, nearMaskShare: Double = 1
  ) {
    self.fixture = fixture
    self.file = file
    self.maskFile = maskFile
    self.settings = settings
    self.nearness = nearness
    self.nearMaskShare = nearMaskShare
  }

  var path: String { "\(fixture.folder)/\(file)" }
  var maskPath: String { "\(fixture.folder)/\(maskFile)" }
  var isTieFree: Bool { fixture.folder.hasPrefix("tie-free") }
  var isBlur: Bool { file.hasPrefix("4_blur") }
  var testDescription: String { path }
}

extension DemoPicture {
  private static func tieFreePictures(_ fixture: DemoFixture) -> [DemoPicture] {
    let images = [
      ("sigma0.3", DemoSettings(sigmaSpace: 0.3)), ("sigma1", DemoSettings()),
      ("sigma2.5_color0.2", DemoSettings(sigmaSpace: 2.5, sigmaColor: 0.2)),
      ("sigma10_color1", DemoSettings(sigmaSpace: 10, sigmaColor: 1)),
    ]
    return images.map { name, settings in
      DemoPicture(
        fixture, "4_image_\(name).png", mask: "2_mask_bilateral.image_\(name).png", settings,
        nearness: .within(1, share: 0.9998))
    } + [
      DemoPicture(
        fixture, "4_blur_sigma0.png", mask: "2_mask_bilateral.blur_sigma0.png",
        DemoSettings(sigmaSpace: 0), nearness: .within(2, share: 1))
    ]
  }

  private static let hdPictures = [
    DemoPicture(
      .hdGirl, "4_image_default.png", mask: "2_mask_bilateral.png",
      nearness: .within(1, share: 0.9999)),
    DemoPicture(
      .hdGirl, "4_image_linearDodge_lw03.png", mask: "2_mask_bilateral.png",
      DemoSettings(blendMode: .linearDodge), nearness: .within(1, share: 0.998)),
    DemoPicture(
      .hdGirl, "4_image_screen_lw06_cov03-09.png", mask: "2_mask_bilateral.png",
      DemoSettings(coverage: 0.3...0.9, lightWrapping: 0.6), nearness: .within(1, share: 0.998)),
    DemoPicture(
      .hdGirl, "4_image_sigma0.png", mask: "2_mask_bilateral.image_sigma0.png",
      DemoSettings(sigmaSpace: 0), nearness: .within(1, share: 0.998)),
    DemoPicture(
      .hdGirl, "4_image_sigma4_color03.png", mask: "2_mask_bilateral.image_sigma4_color03.png",
      DemoSettings(sigmaSpace: 4, sigmaColor: 0.3), nearness: .within(1, share: 0.998),
      nearMaskShare: 0.998),
    DemoPicture(
      .hdDoctor, "4_image_default.png", mask: "2_mask_bilateral.png",
      nearness: .within(1, share: 0.9999)),
    DemoPicture(
      .hdDoctor, "4_image_screen_lw06_cov03-09.png", mask: "2_mask_bilateral.png",
      DemoSettings(coverage: 0.3...0.9, lightWrapping: 0.6), nearness: .within(1, share: 0.998)),
    DemoPicture(
      .hdGirl, "4_blur_default.png", mask: "2_mask_bilateral.png",
      nearness: .peakSignalToNoise(45)),
    DemoPicture(
      .hdGirl, "4_blur_cov03-09.png", mask: "2_mask_bilateral.png",
      DemoSettings(coverage: 0.3...0.9), nearness: .peakSignalToNoise(45)),
    DemoPicture(
      .hdDoctor, "4_blur_default.png", mask: "2_mask_bilateral.png",
      nearness: .peakSignalToNoise(45)),
  ]

  static let all = DemoFixture.tieFree.flatMap(tieFreePictures) + hdPictures
  static let images = all.filter { !$0.isBlur }
  static let blurs = all.filter(\.isBlur)
  /// One picture of each refined mask.
  static let ofEveryMask = all.indices.filter { index in
    !all[..<index].contains { $0.maskPath == all[index].maskPath }
  }.map { all[$0] }
}

/// Skips a test by name on a machine that lacks the demo's pictures.
func withFixtures(_ name: String, _ body: (FixtureFolder) throws -> Void) throws {
  do {
    try body(FixtureFolder())
  } catch let error as FixtureFolder.Missing {
    print("skipped \(name): \(error)")
    #if compiler(>=6.3)
      try Test.cancel("skipped \(name): \(error)")
    #endif
  }
}

extension FixtureFolder {
  func frame(_ path: String) throws -> DemoFrame { try decoded(bytes(of: path)) }

  func photo(_ name: String) throws -> DemoFrame { try decoded(bytes(ofPhoto: name)) }

  /// A gray picture.
  func mask(_ path: String) throws -> DemoMask {
    let frame = try frame(path)
    return DemoMask(
      width: frame.width, height: frame.height,
      bytes: stride(from: 0, to: frame.bytes.count, by: 4).map { frame.bytes[$0] })
  }

  func frame(of fixture: DemoFixture) throws -> DemoFrame { try frame(fixture.framePath) }

  func modelMask(of fixture: DemoFixture) throws -> DemoMask {
    try mask("\(fixture.folder)/1_mask_model.png")
  }

  func modelOutput(of fixture: DemoFixture) throws -> ModelOutput {
    let array = try array("\(fixture.folder)/output.npy")
    let channels = fixture.decoding == .softmax ? 2 : 1
    try #require(
      array.shape.count == 4 && array.shape[0] == 1 && array.shape[3] == channels,
      "expected [1, height, width, \(channels)], found \(array.shape)")
    return ModelOutput(
      width: array.shape[2], height: array.shape[1], values: array.values,
      decoding: fixture.decoding)
  }

  private func decoded(_ bytes: [UInt8]) throws -> DemoFrame {
    let frame = try decodeImage(bytes)
    return DemoFrame(
      width: frame.width, height: frame.height,
      bytes: frame.withPixels { pixels in (0..<pixels.count).map { pixels[$0] } })
  }
}
